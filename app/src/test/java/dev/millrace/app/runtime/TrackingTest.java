package dev.millrace.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.model.ProjectModel;
import dev.millrace.server.endpoint.StatusEndpoint;
import dev.millrace.track.reading.ReadingRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<TableSchema> MODEL = ProjectModel.standard().schemas();

  @TempDir private Path folder;

  @Test
  void followsTheReadingsOfTheModelAlsoAfterAStart() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
        Log log = Log.connect(broker.bootstrapServers());
        Schemas schemas = Schemas.open(log)) {
      try (Tracking tracking = Tracking.start(log, schemas, MODEL)) {
        assertThat(tracking.status()).isEqualTo(new StatusEndpoint.Tracking(0, 0, 0));
        send(log, schemas, "truck", 51.5);
        send(log, schemas, "truck", 95);
        await()
            .atMost(PATIENCE)
            .until(() -> tracking.status().equals(new StatusEndpoint.Tracking(1, 1, 1)));
      }
      try (Tracking tracking = Tracking.start(log, schemas, MODEL)) {
        await().atMost(PATIENCE).until(() -> tracking.status().sensors() == 1);
        assertThat(tracking.positions().get("fleet", "truck").map(found -> found.latitude()))
            .isEqualTo(Optional.of(515_000_000));
      }
    }
  }

  private static void send(Log log, Schemas schemas, String sensor, double latitude)
      throws Exception {
    TableSchema readings =
        MODEL.stream()
            .filter(table -> table.name().equals(ReadingRow.TABLE))
            .findFirst()
            .orElseThrow();
    long micros = System.currentTimeMillis() * 1000;
    ChangeEncoder encoder = schemas.encoder(readings);
    RowSink row = encoder.begin(Operation.INSERT, new Position(1, micros, 0), micros, micros, "");
    for (int i = 0; i < readings.columns().size(); i++) {
      switch (readings.columns().get(i).name()) {
        case "source_system" -> text(row, i, "fleet");
        case "source_key" -> text(row, i, sensor + "/" + latitude);
        case "sensor_key" -> text(row, i, sensor);
        case "measured_at" -> row.putLong(i, micros);
        case "latitude" -> row.putDouble(i, latitude);
        case "longitude" -> row.putDouble(i, 7);
        default -> row.putNull(i);
      }
    }
    byte[] key = {1};
    try (Producer<byte[], byte[]> producer = log.producer()) {
      producer.send(new ProducerRecord<>(readings.name().topic(), key, encoder.value())).get();
    }
  }

  private static void text(RowSink row, int column, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    row.putText(column, utf8, 0, utf8.length);
  }
}
