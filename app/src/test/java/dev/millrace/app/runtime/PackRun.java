package dev.millrace.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.app.config.Project;
import dev.millrace.flow.Flow;
import dev.millrace.flow.FlowOptions;
import dev.millrace.flow.FlowStatus;
import dev.millrace.flow.MappingFile;
import dev.millrace.live.LiveOptions;
import dev.millrace.live.LiveStore;
import dev.millrace.live.QueryLimits;
import dev.millrace.live.ResultColumn;
import dev.millrace.live.RowVisitor;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.model.ProjectModel;
import dev.millrace.model.pack.Packs;
import dev.millrace.model.pack.RecognisedPack;
import dev.millrace.testing.DatabaseServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The way from databases to the live store's model, without lake and server: capture, mappings,
 * live store.
 */
final class PackRun implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path folder;
  private final EmbeddedBroker broker;
  private final Log log;
  private final Schemas schemas;
  private final ConnectWorker worker;
  private final LiveStore live;
  private final List<SourceSupervisor> sources = new ArrayList<>();
  private Flow flow;

  PackRun(Path folder) {
    this.folder = folder;
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
    ClassLoader own = Thread.currentThread().getContextClassLoader();
    worker = ConnectWorker.start(broker.bootstrapServers(), folder.resolve("offsets"));
    // Connect leaves its loader behind, which gives its StringConverter to who asks for "String":
    // Flink's generated code does.
    Thread.currentThread().setContextClassLoader(own);
    live = LiveStore.open(LiveOptions.in(folder.resolve("live")), log, schemas);
    startFlow(ProjectModel.standard());
  }

  /** Starts the mappings' cluster, or starts it anew with another model. */
  void startFlow(ProjectModel model) {
    assertThat(model.problems()).isEmpty();
    if (flow != null) {
      flow.close();
    }
    flow =
        Flow.start(
            new FlowOptions(
                folder.resolve("flow"), broker.bootstrapServers(), Duration.ofMillis(500)),
            log,
            schemas,
            model.schemas());
  }

  void capture(String source, String kind, DatabaseServer server, String database, String tables) {
    Map<String, String> values = new HashMap<>();
    values.put("hostname", server.host());
    values.put("port", Integer.toString(server.port()));
    values.put("database", database);
    values.put("user", server.user());
    values.put("password", server.password());
    values.put("tables", tables);
    Project.Source configured =
        new Project.Source(new SourceConfig(source, kind, values), Project.connectors().get(kind));
    SourceSupervisor supervisor =
        new SourceSupervisor(
            configured, worker, new TelemetryIntake(List.of()), broker.bootstrapServers());
    sources.add(supervisor);
    supervisor.start();
  }

  /** The tables of a source, once so many of them are captured. */
  List<TableSchema> tables(String source, int count) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              assertThat(sources).allSatisfy(s -> assertThat(s.health().problem()).isEmpty());
              return schemas.all().stream()
                  .map(TableSchema::name)
                  .filter(name -> name instanceof TableName.Raw raw && raw.source().equals(source))
                  .distinct()
                  .map(name -> schemas.current(name).orElseThrow())
                  .toList();
            },
            captured -> captured.size() == count);
  }

  /** Captures an ERP, and maps it by the pack that is recognised. */
  void map(String source, String kind, DatabaseServer server, String tables, int count)
      throws IOException {
    capture(source, kind, server, source, tables);
    RecognisedPack pack = Packs.recognise(source, tables(source, count)).orElseThrow();
    assertThat(pack.files()).hasSize(8);
    map(source, pack.files().values());
  }

  /** Runs mappings as one job: a planning each would take longer than all the rest. */
  void map(String name, Iterable<String> texts) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".sql"), String.join("\n", texts));
    flow.run(MappingFile.read(name, file, name + ".sql"));
  }

  /** The rows of a query, a line each, the values parted by blanks; a missing one is a dash. */
  static List<String> rows(LiveStore live, String sql) {
    List<String> rows = new ArrayList<>();
    live.query(
        sql,
        QueryLimits.DEFAULT,
        new RowVisitor() {
          @Override
          public void columns(List<ResultColumn> columns) {}

          @Override
          public void row(Object[] values) {
            rows.add(
                Arrays.stream(values)
                    .map(value -> value == null ? "-" : value.toString())
                    .collect(Collectors.joining(" | ")));
          }
        });
    return rows;
  }

  /** Awaits the rows of a model table; a column after an at sign is a time. */
  void expect(String source, String table, String columns, String... rows) {
    String times =
        columns.replaceAll("@(\\w+)", "strftime($1 AT TIME ZONE 'UTC', '%m-%d %H:%M') AS $1");
    expect(
        "SELECT source_key, "
            + times
            + " FROM model."
            + table
            + " WHERE source_system = '"
            + source
            + "' ORDER BY source_key",
        rows);
  }

  private void expect(String sql, String[] rows) {
    await()
        .atMost(PATIENCE)
        .failFast(this::assertNoneFailed)
        .untilAsserted(() -> assertThat(rows(live, sql)).containsExactly(rows));
  }

  private void assertNoneFailed() {
    assertThat(flow.status())
        .allSatisfy(
            mapping ->
                assertThat(mapping.state())
                    .as("%s", mapping.problem())
                    .isNotEqualTo(FlowStatus.State.FAILED));
  }

  @Override
  public void close() {
    flow.close();
    sources.forEach(SourceSupervisor::close);
    live.close();
    worker.close();
    schemas.close();
    log.close();
    broker.close();
  }
}
