package dev.millrace.flow;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.flow.MappingFile.Statement;
import dev.millrace.flow.function.Functions;
import dev.millrace.flow.lineage.MappingLineage;
import dev.millrace.flow.lineage.StatementLineage;
import dev.millrace.log.Schemas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** Plans a mapping once: from its SQL and the tables of this moment to a Flink job. */
final class MappingJob {
  private static final String MAIN_CATALOG = "millrace";
  private static final Duration ASIDE = Duration.ofSeconds(2);

  private final MappingFile mapping;
  private final FlowOptions options;
  private final Schemas schemas;
  private final List<TableSchema> model;
  private final List<HoldBack> holding;
  private Checked checked;

  /**
   * @param model all its tables
   * @param holding what may hold back rows, of whichever table
   */
  MappingJob(
      MappingFile mapping,
      FlowOptions options,
      Schemas schemas,
      List<TableSchema> model,
      List<HoldBack> holding) {
    this.mapping = mapping;
    this.options = options;
    this.schemas = schemas;
    this.model = model;
    this.holding = HoldBackPlanner.of(holding, mapping.writes());
  }

  /**
   * The mapping as it is planned now: a mistake in it is found here.
   *
   * @throws MillraceException MAPPING_INVALID, with file, line and column
   */
  Form form() {
    return checked().form;
  }

  MappingFile mapping() {
    return mapping;
  }

  /** What holds back its rows. */
  List<HoldBack> holding() {
    return holding;
  }

  /** What kind of tables it writes. */
  MappingKind kind() {
    return MappingKind.of(mapping, model);
  }

  /** See {@link Form#essence}. */
  String essence() {
    return Form.essence(mapping, model, holding);
  }

  /** The columns it reads. */
  Set<RawColumns> reads() {
    return checked().reads;
  }

  /** What it makes of which columns. */
  MappingLineage lineage() {
    return checked().lineage;
  }

  /**
   * The mapping's job, ready to be submitted.
   *
   * @param wiring its tie to the log
   * @param folder keeps its state
   * @param restored from where it goes on, when it writes event tables perhaps the state of another
   *     form; from the beginning of its topics when empty
   */
  JobGraph graph(Wiring wiring, Path folder, Optional<Path> restored) {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration(wiring, folder));
    StreamTableEnvironment tables = tables(environment, new Catalogs(checked().raw, wiring));
    StreamStatementSet set = tables.createStatementSet();
    HoldBackPlanner planner = new HoldBackPlanner(tables, model, holding);
    for (int i = 0; i < mapping.statements().size(); i++) {
      planner.add(set, i, mapping.statements().get(i));
    }
    set.attachAsDataStream();
    Guards guards = new Guards();
    guards.noteAll(environment.getTransformations(), mapping.statements());
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(mapping.name());
    guards.stand(graph, statement -> deadLetters(wiring, mapping.statements().get(statement)));
    boolean ofAnyForm = kind() == MappingKind.EVENTS;
    if (ofAnyForm) {
      nameSteps(graph);
    }
    JobGraph job = graph.getJobGraph();
    restored.ifPresent(
        path ->
            job.setSavepointRestoreSettings(
                SavepointRestoreSettings.forPath(
                    path.toUri().toString(), ofAnyForm, RecoveryClaimMode.CLAIM)));
    return job;
  }

  /**
   * A job that writes event tables goes on from the state of the form before: what it has read, and
   * what is to be committed. All other steps are named after their form, so that none takes over
   * the state of another's step.
   */
  private void nameSteps(StreamGraph graph) {
    List<Integer> unnamed =
        graph.getStreamNodes().stream()
            .filter(node -> node.getTransformationUID() == null)
            .map(StreamNode::getId)
            .sorted()
            .toList();
    for (int i = 0; i < unnamed.size(); i++) {
      graph.setTransformationUID(unnamed.get(i), form().digest() + " " + i);
    }
  }

  private DeadLetters deadLetters(Wiring wiring, Statement statement) {
    String source = ((TableName.Raw) mapping.reads().first()).source();
    String target =
        MappingFile.writes(statement).stream().findFirst().map(TableName::toString).orElse("");
    return new DeadLetters(wiring, schemas.publish(DeadLetters.TABLE), source, statement, target);
  }

  /** What planning each statement has shown. */
  private record Checked(
      Map<TableName, TableSchema> raw, Set<RawColumns> reads, MappingLineage lineage, Form form) {}

  private Checked checked() {
    if (checked == null) {
      checked = check();
    }
    return checked;
  }

  /** Plans each statement by itself, so that a mistake is told of the one that has it. */
  private Checked check() {
    requireStatements(mapping);
    MappingKind.mixture(mapping, model)
        .ifPresent(
            problem -> {
              throw new MillraceException(problem);
            });
    Map<TableName, TableSchema> raw = new HashMap<>();
    mapping.reads().forEach(name -> schemas.current(name).ifPresent(s -> raw.put(name, s)));
    Wiring none = Wiring.toModel(options.bootstrapServers(), new Form(mapping.name(), ""));
    Catalogs catalogs = new Catalogs(raw, none);
    StreamTableEnvironment tables =
        tables(StreamExecutionEnvironment.getExecutionEnvironment(new Configuration()), catalogs);
    List<StatementLineage> lineage = new ArrayList<>();
    for (Statement statement : mapping.statements()) {
      try {
        PlannedStatement.of(tables, statement).ifPresent(lineage::add);
      } catch (RuntimeException e) {
        throw new MillraceException(SqlProblems.of(mapping, statement, e, names(raw.values())), e);
      }
    }
    new HoldBackPlanner(tables, model, holding).requireSound(mapping.writes());
    Set<RawColumns> reads = catalogs.read();
    return new Checked(
        raw,
        reads,
        new MappingLineage(mapping.name(), mapping.file(), lineage),
        Form.of(mapping.name(), essence(), reads));
  }

  /**
   * Refuses a mapping that does nothing.
   *
   * @throws MillraceException MAPPING_INVALID when the file holds no statement
   */
  static void requireStatements(MappingFile mapping) {
    if (mapping.statements().isEmpty()) {
      throw new MillraceException(
          Problem.of(
                  ErrorCode.MAPPING_INVALID,
                  "Cannot use mapping " + mapping.name() + ": it holds no statement.",
                  "Write INSERT INTO model.<table> SELECT … statements, or remove the file.")
              .at(mapping.file(), 1, 1));
    }
  }

  /** What may have been meant: the tables and their columns, without the schema. */
  static Set<String> names(Collection<TableSchema> tables) {
    Set<String> names = new TreeSet<>();
    for (TableSchema table : tables) {
      names.add(table.name().table());
      table.columns().forEach(column -> names.add(column.name()));
    }
    return names;
  }

  private Configuration configuration(Wiring wiring, Path folder) {
    // What a job aside has written is followed as soon as it is committed.
    Duration interval =
        !wiring.isToModel() && options.checkpointInterval().compareTo(ASIDE) > 0
            ? ASIDE
            : options.checkpointInterval();
    return JobSettings.of(interval, folder);
  }

  // The newer createCatalog wants a factory found by name; ours are made for one planning.
  @SuppressWarnings("deprecation")
  private static StreamTableEnvironment tables(
      StreamExecutionEnvironment environment, Catalogs catalogs) {
    StreamTableEnvironment tables = StreamTableEnvironment.create(environment, JobSettings.sql());
    tables.getConfig().set("table.exec.sink.upsert-materialize", "NONE");
    tables.getConfig().set("table.local-time-zone", "UTC");
    Functions.register(tables);
    tables.registerCatalog(MAIN_CATALOG, catalogs.main);
    tables.useCatalog(MAIN_CATALOG);
    catalogs.sources.forEach(tables::registerCatalog);
    return tables;
  }

  /** The model and the sources, for one planning. */
  private final class Catalogs {
    final JobTables main;
    final Map<String, JobTables> sources = new HashMap<>();

    /**
     * As the tables are now.
     *
     * @param raw those that the mapping reads, as they were when its planning began
     */
    Catalogs(Map<TableName, TableSchema> raw, Wiring wiring) {
      main = new JobTables(MAIN_CATALOG, "model", wiring);
      for (TableSchema table : model) {
        main.addModel(table, schemas.publish(table));
      }
      for (TableSchema table : schemas.all()) {
        if (table.name() instanceof TableName.Raw name) {
          sources
              .computeIfAbsent(
                  name.source(), source -> new JobTables(source, name.schema(), wiring))
              .addRaw(raw.getOrDefault(name, table));
        }
      }
    }

    Set<RawColumns> read() {
      Set<RawColumns> read = new HashSet<>();
      sources.values().forEach(source -> read.addAll(source.read()));
      return read;
    }
  }

  /**
   * Plans a statement of no use, which loads Flink's planner: seconds that would else be spent when
   * the first tables are there.
   */
  static void warmUp() {
    StreamTableEnvironment tables =
        StreamTableEnvironment.create(
            StreamExecutionEnvironment.getExecutionEnvironment(new Configuration()),
            JobSettings.sql());
    tables.explainSql("SELECT a, COUNT(*) FROM (VALUES (1), (2)) AS t(a) GROUP BY a");
  }

  /** The tables that the mapping reads and that are not captured yet. */
  List<TableName> missing() {
    List<TableName> missing = new ArrayList<>();
    for (TableName table : mapping.reads()) {
      if (schemas.current(table).isEmpty()) {
        missing.add(table);
      }
    }
    return missing;
  }
}
