package dev.millrace.track.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.log.rows.RowKey;
import dev.millrace.log.rows.TableWriter;
import dev.millrace.model.ProjectModel;
import dev.millrace.track.reading.ReadingRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PositionFeedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final TableSchema READINGS = table(ReadingRow.TABLE);
  private static final TableSchema STATUSES = table(PositionFeed.STATUS);

  @TempDir private Path folder;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final Positions positions = new Positions();

  @Test
  void hasTheNewestReadingOfEachSensor() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
        Log log = Log.connect(broker.bootstrapServers());
        Schemas schemas = Schemas.open(log);
        Producer<byte[], byte[]> producer = log.producer()) {
      log.createTopics(List.of(READINGS, STATUSES));
      ChangeEncoder encoder = schemas.encoder(READINGS);
      long aDayAndMore = now.minus(Duration.ofHours(30)).toEpochMilli();
      send(producer, reading(encoder, aDayAndMore, "old", 1, 1, 5), aDayAndMore);
      long before = now.minusSeconds(60).toEpochMilli();
      send(producer, reading(encoder, before, "truck 1", 50, 8, 5), before);
      try (PositionFeed feed =
          PositionFeed.start(
              positions, log, schemas, READINGS, STATUSES, InstantSource.fixed(now))) {
        long later = now.toEpochMilli();
        send(producer, reading(encoder, later, "truck 1", 50.5, 8, Double.NaN), later);
        send(producer, reading(encoder, before + 1_000, "truck 1", 49, 8, 30), later);
        send(producer, reading(encoder, later, "ship 1", -17, 181, 4), later);
        send(producer, reading(encoder, later, "ship 2", Double.NaN, 8, 4), later);
        send(producer, reading(encoder, later, "ship 3", 95, 8, 4), later);
        send(producer, "{\"lat\": 50}".getBytes(StandardCharsets.UTF_8), later);
        send(producer, reading(encoder, later, "x".repeat(70_000), 50, 8, 4), later);
        send(producer, null, later);
        byte[] whole = reading(encoder, later, "torn", 50, 8, 4);
        send(producer, Arrays.copyOf(whole, 40), later);
        send(producer, reading(encoder, later, "last", 0, 0, 0), later);
        await().atMost(PATIENCE).until(() -> positions.get("fleet", "last").isPresent());

        SensorPosition truck = positions.get("fleet", "truck 1").orElseThrow();
        assertThat(truck.time()).isEqualTo(later);
        assertThat(truck.latitude()).isEqualTo(505_000_000);
        assertThat(truck.value()).as("of the reading before").isEqualTo(5);
        assertThat(positions.get("fleet", "ship 1").map(SensorPosition::longitude))
            .isEqualTo(Optional.of(-1_790_000_000));
        assertThat(positions.size()).isEqualTo(3);
        assertThat(feed.taken()).isEqualTo(5);
        assertThat(feed.refused()).isEqualTo(6);
      }
    }
  }

  @Test
  void knowsWhatSensorsTravelWith() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
        Log log = Log.connect(broker.bootstrapServers());
        Schemas schemas = Schemas.open(log);
        Producer<byte[], byte[]> producer = log.producer()) {
      log.createTopics(List.of(READINGS, STATUSES));
      TableWriter statuses = new TableWriter(STATUSES, schemas, producer);
      RowKey truck = new RowKey("fleet", "truck 1");
      statuses.put(
          truck,
          Map.of(
              "shipment_key", "S1",
              "transport_mode", "road",
              "carrier", "Elbe Cargo",
              "customer", "Pumpen GmbH",
              "late", true));
      statuses.flush();
      try (PositionFeed feed =
          PositionFeed.start(
              positions, log, schemas, READINGS, STATUSES, InstantSource.fixed(now))) {
        long time = now.toEpochMilli();
        send(producer, reading(schemas.encoder(READINGS), time, "truck 1", 50, 8, 5), time);
        await().atMost(PATIENCE).until(() -> errand().filter(Errand::late).isPresent());
        assertThat(errand())
            .contains(
                new Errand(
                    Optional.of("S1"),
                    Optional.of(SensorPosition.Mode.ROAD),
                    Optional.of("Elbe Cargo"),
                    Optional.of("Pumpen GmbH"),
                    true,
                    false));

        statuses.put(truck, Map.of("beyond_limit", true));
        statuses.flush();
        await().atMost(PATIENCE).until(() -> errand().filter(Errand::late).isEmpty());
        assertThat(errand().flatMap(Errand::shipment)).isEmpty();
        assertThat(errand().map(Errand::beyondLimit)).contains(true);
        assertThat(feed.refused()).isZero();
      }
    }
  }

  private Optional<Errand> errand() {
    return positions.get("fleet", "truck 1").map(SensorPosition::errand);
  }

  private static TableSchema table(TableName name) {
    return ProjectModel.standard().schemas().stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] reading(
      ChangeEncoder encoder,
      long millis,
      String sensor,
      double latitude,
      double east,
      double value) {
    Map<String, Object> row =
        Map.of(
            "source_system", "fleet",
            "source_key", sensor + "/" + millis,
            "sensor_key", sensor,
            "measured_at", millis * 1000,
            "latitude", latitude,
            "longitude", east,
            "measured_value", value);
    RowSink sink =
        encoder.begin(
            Operation.INSERT, new Position(1, millis, 0), millis * 1000, millis * 1000, "");
    for (int i = 0; i < READINGS.columns().size(); i++) {
      Object cell = row.get(READINGS.columns().get(i).name());
      if (cell instanceof String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        sink.putText(i, utf8, 0, utf8.length);
      } else if (cell instanceof Long number) {
        sink.putLong(i, number);
      } else if (cell instanceof Double number && !number.isNaN()) {
        sink.putDouble(i, number);
      } else {
        sink.putNull(i);
      }
    }
    return encoder.value();
  }

  private static void send(Producer<byte[], byte[]> producer, byte[] value, long millis)
      throws InterruptedException, ExecutionException {
    byte[] key = {1};
    producer.send(new ProducerRecord<>(READINGS.name().topic(), null, millis, key, value)).get();
  }
}
