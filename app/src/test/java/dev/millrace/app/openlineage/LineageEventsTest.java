package dev.millrace.app.openlineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.MillraceException;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.app.config.Project;
import dev.millrace.flow.Flow;
import dev.millrace.flow.FlowOptions;
import dev.millrace.flow.FlowStatus;
import dev.millrace.flow.MappingFile;
import dev.millrace.flow.lineage.MappingLineage;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of a real flow, at a receiver that speaks HTTP. */
@SuppressWarnings("try") // Open is all that it needs to be.
class LineageEventsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String FACETS = "https://openlineage.io/spec/facets/";
  private static final TableSchema POS =
      raw(
          "pos",
          Column.of("id", ColumnType.INT32),
          Column.of("so", ColumnType.INT32),
          Column.of("qty", ColumnType.decimal(12, 3)));
  private static final TableSchema SO =
      raw(
          "so",
          Column.of("id", ColumnType.INT32),
          Column.of("state", ColumnType.TEXT),
          Column.of("gone", ColumnType.TEXT));
  private static final TableSchema LINE =
      new TableSchema(
          TableName.model("line"),
          List.of(
              Column.of("source_system", ColumnType.TEXT),
              Column.of("source_key", ColumnType.TEXT),
              Column.of("source_position", ColumnType.TEXT),
              Column.of("updated_at", ColumnType.INSTANT),
              Column.of("quantity", ColumnType.decimal(18, 6)),
              Column.of("status", ColumnType.TEXT)),
          List.of("source_system", "source_key"));
  private static final String SQL =
      """
      INSERT INTO model.line (source_system, source_key, source_position, updated_at, quantity, status)
      SELECT 'erp', CAST(l.id AS STRING), l._position, l._commit_time, l.qty,
        CASE WHEN l.qty > 0 THEN o.state ELSE 'none' END
      FROM erp.public.pos AS l JOIN erp.public.so AS o ON o.id = l.so WHERE o.gone IS NULL;
      """;

  @TempDir Path folder;
  private EmbeddedBroker broker;
  private Log log;
  private Schemas schemas;
  private Flow flow;
  private EventReceiver receiver;

  private static TableSchema raw(String table, Column... columns) {
    return new TableSchema(TableName.raw("erp", "public", table), List.of(columns), List.of("id"));
  }

  @BeforeEach
  void start() throws IOException {
    receiver = new EventReceiver();
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
    flow =
        Flow.start(
            new FlowOptions(
                folder.resolve("flow"), broker.bootstrapServers(), Duration.ofMillis(500)),
            log,
            schemas,
            List.of(LINE));
    log.createTableTopics(List.of(POS.name(), SO.name()));
    schemas.publish(POS);
    schemas.publish(SO);
    flow.run(MappingFile.of("erp/lines", SQL, "mappings/erp/lines.sql"));
  }

  @AfterEach
  void stop() {
    flow.close();
    schemas.close();
    log.close();
    broker.close();
    receiver.close();
  }

  private Project project(String... settings) throws IOException {
    Path project = Files.createDirectories(folder.resolve("project"));
    Files.createDirectories(project.resolve("sources"));
    Files.writeString(project.resolve("millrace.yaml"), String.join("\n", settings) + "\n");
    Files.writeString(
        project.resolve("sources/erp.yaml"),
        """
        connector: postgres
        hostname: erp.example.com
        database: shop
        user: reader
        password: ${env:PASSWORD}
        """);
    Project read = Project.read(project, Map.of("PASSWORD", "secret", "KEY", "let-me-in"));
    assertThat(read.problems()).isEmpty();
    return read;
  }

  private LineageEvents events(Project project) {
    return LineageEvents.start(
            project,
            new LineageEvents.Watched() {
              @Override
              public List<FlowStatus> mappings() {
                return flow.status();
              }

              @Override
              public List<MappingLineage> lineage() {
                return flow.lineage();
              }

              @Override
              public Optional<String> sql(String mapping) {
                return Optional.of(SQL);
              }
            },
            schemas::current)
        .orElseThrow();
  }

  private String address() {
    return "lineage.openlineage-url: " + receiver.url();
  }

  private List<JsonNode> received(int count) {
    return await().atMost(PATIENCE).until(receiver::events, events -> events.size() == count);
  }

  @Test
  void tellsThatAMappingRunsWithItsTablesAndTheWayOfEachColumn() throws Exception {
    Instant begun = Instant.now();
    JsonNode event;
    try (LineageEvents events = events(project(address(), "lineage.openlineage-key: ${env:KEY}"))) {
      event = received(1).get(0);
    }
    assertThat(receiver.keys()).containsOnly("Bearer let-me-in");
    assertThat(event.get("eventType").asText()).isEqualTo("START");
    assertThat(Instant.parse(event.get("eventTime").asText())).isBetween(begun, Instant.now());
    assertThat(event.get("producer").asText()).startsWith("urn:millrace:");
    assertThat(event.get("schemaURL").asText())
        .isEqualTo("https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent");
    assertThat(UUID.fromString(event.at("/run/runId").asText())).isNotNull();
    assertThat(event.at("/job/namespace").asText()).isEqualTo("millrace");
    assertThat(event.at("/job/name").asText()).isEqualTo("erp/lines");
    assertThat(event.at("/job/facets/jobType/processingType").asText()).isEqualTo("STREAMING");
    assertThat(event.at("/job/facets/sql/query").asText()).isEqualTo(SQL);
    event.findParents("_schemaURL").forEach(LineageEventsTest::assertFacet);
    assertThat(event.findParents("_schemaURL")).hasSize(6);

    assertThat(event.get("inputs")).hasSize(2);
    JsonNode pos = event.at("/inputs/0");
    assertThat(pos.get("namespace").asText()).isEqualTo("postgres://erp.example.com:5432");
    assertThat(pos.get("name").asText()).isEqualTo("shop.public.pos");
    assertThat(pos.at("/facets/schema/fields").toString())
        .isEqualTo(
            "[{\"name\":\"id\",\"type\":\"int32\"},{\"name\":\"so\",\"type\":\"int32\"},"
                + "{\"name\":\"qty\",\"type\":\"decimal(12,3)\"}]");

    assertThat(event.get("outputs")).hasSize(1);
    JsonNode line = event.at("/outputs/0");
    assertThat(line.get("namespace").asText()).isEqualTo("millrace");
    assertThat(line.get("name").asText()).isEqualTo("model.line");
    assertThat(line.at("/facets/schema/fields")).hasSize(6);
    assertColumns(line.at("/facets/columnLineage"));
  }

  private static void assertFacet(JsonNode facet) {
    assertThat(facet.get("_producer").asText()).startsWith("urn:millrace:");
    assertThat(facet.get("_schemaURL").asText())
        .startsWith(FACETS)
        .matches(".*/\\d-\\d-\\d/(\\w+)\\.json#/\\$defs/\\1");
  }

  private static void assertColumns(JsonNode lineage) {
    JsonNode fields = lineage.get("fields");
    assertThat(fields.fieldNames())
        .toIterable()
        .containsExactly(
            "source_system", "source_key", "source_position", "updated_at", "quantity", "status");
    assertThat(fields.at("/source_system/inputFields")).isEmpty();
    assertThat(fields.at("/source_position/inputFields")).isEmpty();
    assertThat(fields.at("/quantity/inputFields").toString())
        .isEqualTo(
            "[{\"namespace\":\"postgres://erp.example.com:5432\",\"name\":\"shop.public.pos\","
                + "\"field\":\"qty\",\"transformations\":[{\"type\":\"DIRECT\","
                + "\"subtype\":\"IDENTITY\",\"description\":\"pos.qty\",\"masking\":false}]}]");
    assertThat(fields.at("/status/inputFields").findValuesAsText("field"))
        .containsExactly("qty", "state");
    assertThat(fields.at("/status/inputFields").findValuesAsText("subtype"))
        .containsExactly("CONDITIONAL", "TRANSFORMATION");
    assertThat(fields.at("/status/inputFields").findValuesAsText("type"))
        .containsExactly("INDIRECT", "DIRECT");
    assertThat(lineage.get("dataset").findValuesAsText("field"))
        .containsExactly("so", "gone", "id");
    assertThat(lineage.get("dataset").findValuesAsText("subtype"))
        .containsExactly("JOIN", "FILTER", "JOIN");
  }

  @Test
  void tellsThatAMappingHasFailedAndThatItHasBeenStopped() throws Exception {
    try (LineageEvents events = events(project(address()))) {
      received(1);
      schemas.publish(
          raw("so", Column.of("id", ColumnType.INT32), Column.of("state", ColumnType.TEXT)));
      JsonNode failed = received(2).get(1);
      assertThat(failed.get("eventType").asText()).isEqualTo("FAIL");
      assertThat(failed.at("/run")).isNotEqualTo(receiver.events().get(0).at("/run"));
      assertThat(failed.at("/run/runId")).isEqualTo(receiver.events().get(0).at("/run/runId"));
      assertThat(failed.at("/run/facets/errorMessage/message").asText())
          .contains("column gone of erp.public.so has vanished");
      schemas.publish(SO);
      JsonNode again = received(3).get(2);
      assertThat(again.get("eventType").asText()).isEqualTo("START");
      assertThat(again.at("/run/runId")).isNotEqualTo(failed.at("/run/runId"));
    }
    JsonNode last = received(4).get(3);
    assertThat(last.get("eventType").asText()).isEqualTo("COMPLETE");
    assertThat(last.at("/run/runId")).isEqualTo(receiver.events().get(2).at("/run/runId"));
  }

  @Test
  void asksAReceiverAgainThatIsDownAndWritesAFile() throws Exception {
    receiver.refuse(2);
    try (LineageEvents events =
        events(project(address(), "lineage.openlineage-file: out/events.ndjson"))) {
      received(1);
    }
    received(2);
    assertThat(receiver.refused()).isEqualTo(2);
    ObjectMapper json = new ObjectMapper();
    List<String> lines = Files.readAllLines(folder.resolve("project/out/events.ndjson"));
    assertThat(lines).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(json.readTree(lines.get(i))).isEqualTo(receiver.events().get(i));
    }
  }

  @Test
  void stopsBesideAReceiverThatIsNotThere() throws Exception {
    receiver.close();
    LineageEvents events = events(project(address(), "lineage.openlineage-file: events"));
    Path file = folder.resolve("project/events");
    await().atMost(PATIENCE).until(() -> Files.exists(file));
    events.close();
    assertThat(flow.status().get(0).state()).isEqualTo(FlowStatus.State.RUNNING);
  }

  @Test
  void doesNothingUnlessItIsWantedAndRefusesWhatIsNoAddress() throws Exception {
    assertThat(LineageEvents.start(project(), null, schemas::current)).isEmpty();
    Project wrong = project("lineage.openlineage-url: marquez:5000");
    assertThatThrownBy(() -> LineageEvents.start(wrong, null, schemas::current))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("Cannot send OpenLineage events to: marquez:5000.");
  }
}
