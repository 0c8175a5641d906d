package dev.millrace.bench.tracking;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.bench.Benchmark;
import dev.millrace.demo.fleet.Swarm;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.model.ProjectModel;
import dev.millrace.track.journey.Fix;
import dev.millrace.track.position.PositionFeed;
import dev.millrace.track.reading.ReadingRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A log of its own, into which a swarm reports as {@code model.sensor_reading}. */
final class Readings implements AutoCloseable {
  final TableSchema table = table(ReadingRow.TABLE);
  final TableSchema statuses = table(PositionFeed.STATUS);

  final Log log;
  final Schemas schemas;
  final Path folder;
  final EmbeddedBroker broker;
  final Swarm swarm = new Swarm(1);
  private final ChangeEncoder encoder;
  private final Producer<byte[], byte[]> producer;
  private final int[] places;
  private long written;

  static TableSchema table(TableName name) {
    return ProjectModel.standard().schemas().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  Readings() throws IOException {
    this(1);
  }

  /**
   * A log.
   *
   * @param partitions of the topic of readings
   */
  Readings(int partitions) throws IOException {
    folder = Files.createTempDirectory("millrace-bench");
    broker = EmbeddedBroker.start(folder, Benchmark.freePort());
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
    log.createEventTopic(table.name(), partitions);
    log.createTopics(ProjectModel.standard().schemas());
    ProjectModel.standard().schemas().forEach(schemas::publish);
    encoder = schemas.encoder(table);
    producer = log.producer();
    places =
        List.of(
                "source_system",
                "source_key",
                "sensor_key",
                "measured_at",
                "measured_value",
                "latitude",
                "longitude",
                "speed_kmh",
                "heading_deg")
            .stream()
            .mapToInt(column -> table.indexOf(column).orElseThrow())
            .toArray();
  }

  static String name(int sensor) {
    return "sensor-" + sensor;
  }

  /** Lets a sensor report from where it is. */
  void report(int sensor, long time) {
    report(name(sensor), swarm.fix(sensor, time), null);
  }

  /**
   * Lets a sensor report.
   *
   * @param partition of the topic; null for that of its key
   */
  void report(String sensor, Fix fix, Integer partition) {
    long time = fix.time();
    Row row =
        new Row(
            encoder.begin(
                Operation.INSERT, new Position(1, ++written, 0), time * 1000, time * 1000, ""));
    row.text(places[0], "fleet");
    row.text(places[1], sensor + "/" + time);
    row.text(places[2], sensor);
    row.time(places[3], time);
    row.number(places[4], fix.value());
    row.number(places[5], fix.latitude() / 1e7);
    row.number(places[6], fix.longitude() / 1e7);
    row.number(places[7], fix.speed());
    row.number(places[8], fix.heading());
    row.end(table.columns().size());
    var unused =
        producer.send(
            new ProducerRecord<>(
                table.name().topic(), partition, time, encoder.key(), encoder.value()));
  }

  void flush() {
    producer.flush();
  }

  /** A row whose other columns are empty; columns are put in rising order. */
  private static final class Row {
    private final RowSink sink;
    private int next;

    Row(RowSink sink) {
      this.sink = sink;
    }

    private void to(int column) {
      while (next < column) {
        sink.putNull(next++);
      }
      next++;
    }

    void text(int column, String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      to(column);
      sink.putText(column, utf8, 0, utf8.length);
    }

    void time(int column, long millis) {
      to(column);
      sink.putLong(column, millis * 1000);
    }

    void number(int column, double number) {
      to(column);
      sink.putDouble(column, number);
    }

    void end(int columns) {
      to(columns);
    }
  }

  @Override
  public void close() throws IOException {
    producer.close();
    schemas.close();
    log.close();
    broker.close();
    Benchmark.delete(folder);
  }
}
