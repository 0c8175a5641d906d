package dev.millrace.connectors.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.LogReader;
import dev.millrace.connectors.telemetry.Intake;
import dev.millrace.flow.Flow;
import dev.millrace.flow.FlowOptions;
import dev.millrace.flow.MappingFile;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.EventClock;
import dev.millrace.log.Log;
import dev.millrace.log.Progress;
import dev.millrace.log.Schemas;
import dev.millrace.model.ProjectModel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mappings of docs/telemetry.md: from what devices send to the model's readings. */
class TelemetryMappingsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Path EXAMPLES = Path.of("..", "..", "docs", "telemetry");
  private static final TableName READINGS = TableName.model("sensor_reading");
  private static final TableName LETTERS = TableName.model("dead_letter");

  @TempDir private Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void makeReadingsOfWhatDevicesSend() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"), 0);
        Log log = Log.connect(broker.bootstrapServers());
        Schemas schemas = Schemas.open(log);
        Flow flow =
            Flow.start(
                new FlowOptions(
                    folder.resolve("flow"), broker.bootstrapServers(), Duration.ofMillis(200)),
                log,
                schemas,
                ProjectModel.standard().schemas())) {
      log.createInternalTopic(Progress.TOPIC);
      send(log, schemas);
      publish(log, schemas);
      for (String name : List.of("osmand", "owntracks", "geojson")) {
        flow.run(
            MappingFile.read(name, EXAMPLES.resolve(name + ".sql"), "mappings/" + name + ".sql"));
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(flow.status())
                    .allSatisfy(mapping -> assertThat(mapping.problem()).isEmpty());
                assertThat(rows(log, schemas, READINGS)).hasSize(3);
                assertThat(rows(log, schemas, LETTERS)).hasSize(2);
              });
      assertReadings(rows(log, schemas, READINGS));
      assertThat(rows(log, schemas, LETTERS))
          .extracting(letter -> letter.row().get("mapping"))
          .containsExactlyInAnyOrder("osmand", "owntracks");
    }
  }

  /** Over HTTP: OsmAnd's parameters, one of them wrong, and GeoJSON. */
  private static void send(Log log, Schemas schemas) {
    try (Intake phones = Intake.open(log, schemas, "phones");
        Intake assets = Intake.open(log, schemas, "assets")) {
      phones.takeArray(
          bytes(
              "{\"id\":\"phone-1\",\"lat\":\"52.5\",\"lon\":\"13.4\",\"timestamp\":\"1795000000\","
                  + "\"speed\":\"10\",\"bearing\":\"90\",\"accuracy\":\"5\"}"),
          Optional.empty());
      phones.takeArray(
          bytes(
              "{\"id\":\"phone-2\",\"lat\":\"north\",\"lon\":\"0\",\"timestamp\":\"1795000000\"}"),
          Optional.empty());
      assets.takeLines(
          bytes(
              "{\"type\":\"Feature\",\"id\":\"box-9\",\"geometry\":{\"type\":\"Point\","
                  + "\"coordinates\":[-0.1,51]},\"properties\":{\"time\":\"2026-11-22T08:30:00Z\","
                  + "\"temperature\":-18.5}}"),
          Optional.empty());
    }
  }

  /** By MQTT: OwnTracks, and what is no JSON. */
  private static void publish(Log log, Schemas schemas) throws Exception {
    TableSchema schema = MessageEncoder.schema(MqttTask.table("owntracks"));
    log.createEventTopic(schema.name(), 1);
    EventClock clock = EventClock.of(log, schemas, schema, 0);
    MessageEncoder encoder = new MessageEncoder(schemas.encoder(schema), 0);
    String location =
        "{\"_type\":\"location\",\"tid\":\"jd\",\"tst\":1795000060,\"lat\":48.1,\"lon\":11.6,"
            + "\"vel\":54,\"cog\":270,\"acc\":8}";
    try (Producer<byte[], byte[]> producer = log.producer()) {
      for (String payload : List.of(location, "{\"_type\":\"lwt\",\"tst\":1}", "no JSON")) {
        Message message =
            new Message(
                "owntracks/jane/phone",
                ByteBuffer.wrap(bytes(payload)),
                1,
                false,
                Optional.empty(),
                Optional.empty(),
                () -> {});
        encoder.encode(message, clock.next());
        producer
            .send(new ProducerRecord<>(schema.name().topic(), encoder.key(), encoder.value()))
            .get();
      }
    }
  }

  private static List<Change> rows(Log log, Schemas schemas, TableName table) {
    return log.partitions(table).isEmpty()
        ? List.of()
        : LogReader.all(log, schemas, table).stream().filter(row -> !row.isTombstone()).toList();
  }

  private static void assertReadings(List<Change> readings) {
    assertThat(of(readings, "phones").row())
        .containsEntry("source_key", "phone-1/1795000000")
        .containsEntry("sensor_key", "phone-1")
        .containsEntry("measured_at", 1_795_000_000_000_000L)
        .containsEntry("latitude", 52.5)
        .containsEntry("longitude", 13.4)
        .containsEntry("speed_kmh", 18.52)
        .containsEntry("heading_deg", 90.0)
        .containsEntry("accuracy_m", 5.0);
    assertThat(of(readings, "owntracks").row())
        .containsEntry("source_key", "jane/phone/1795000060")
        .containsEntry("measured_at", 1_795_000_060_000_000L)
        .containsEntry("latitude", 48.1)
        .containsEntry("speed_kmh", 54.0);
    assertThat(of(readings, "assets").row())
        .containsEntry("sensor_key", "box-9")
        .containsEntry("measured_at", Instant.parse("2026-11-22T08:30:00Z").toEpochMilli() * 1_000)
        .containsEntry("measured_value", -18.5)
        .containsEntry("latitude", 51.0)
        .containsEntry("longitude", -0.1);
  }

  private static Change of(List<Change> readings, String source) {
    return readings.stream()
        .filter(reading -> reading.row().get("source_system").equals(source))
        .findFirst()
        .orElseThrow();
  }
}
