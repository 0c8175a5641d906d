package dev.millrace.bench.tracking;

import dev.millrace.api.TableName;
import dev.millrace.flow.Flow;
import dev.millrace.flow.FlowOptions;
import dev.millrace.log.rows.RowKey;
import dev.millrace.log.rows.TableReader;
import dev.millrace.log.rows.TableWriter;
import dev.millrace.model.ProjectModel;
import dev.millrace.track.job.TrackingJob;
import dev.millrace.track.job.TrackingOptions;
import dev.millrace.track.journey.Fix;
import dev.millrace.track.journey.Rules;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.IsolationLevel;

/**
 * The tracking job over a swarm's readings. How far it is shows in the events of markers: sensors
 * that report from within a place of their own, one for each partition.
 */
final class JobBed implements AutoCloseable {
  private static final TableName LOCATIONS = TableName.model("location");
  private static final TableName EVENTS = TableName.model("tracking_event");

  /** Where nobody goes. */
  private static final double MARKER_SOUTH = -80;

  final Readings readings;
  final Flow flow;
  private final int partitions;
  private final Map<String, Long> seenNanos = new ConcurrentHashMap<>();
  private final Thread watching = new Thread(this::watch, "bench-events");
  private volatile boolean closed;
  private final LongAdder events = new LongAdder();
  private int markers;

  JobBed(int partitions, int fences) throws IOException {
    this.partitions = partitions;
    readings = new Readings(partitions);
    fence(fences);
    watching.setDaemon(true);
    watching.start();
    flow =
        Flow.start(
            new FlowOptions(
                readings.folder.resolve("flow"),
                readings.broker.bootstrapServers(),
                Duration.ofSeconds(10)),
            readings.log,
            readings.schemas,
            ProjectModel.standard().schemas());
    TrackingOptions usual = TrackingOptions.DEFAULT;
    flow.run(
        new TrackingJob(
            Rules.DEFAULT, new TrackingOptions(partitions, usual.silence(), usual.told())));
    awaitPlaces();
  }

  /** Places of 400 m to 3 km along the swarm's ways, and that of the markers. */
  private void fence(int count) {
    try (Producer<byte[], byte[]> producer = readings.log.producer()) {
      TableWriter writer = new TableWriter(Readings.table(LOCATIONS), readings.schemas, producer);
      String[] kinds = {"warehouse", "plant", "terminal"};
      for (int i = 0; i < count; i++) {
        Fix fix = readings.swarm.fix(7 * i, 1_767_225_600_000L);
        writer.put(
            new RowKey("fleet", "L" + i),
            Map.of(
                "name",
                "Place " + i,
                "kind",
                kinds[i % kinds.length],
                "latitude",
                fix.latitude() / 1e7,
                "longitude",
                fix.longitude() / 1e7));
      }
      writer.put(
          new RowKey("fleet", "marker"),
          Map.of("name", "Marker", "kind", "store", "latitude", MARKER_SOUTH, "longitude", 0.0));
      writer.flush();
    }
  }

  private void awaitPlaces() {
    boolean there = false;
    while (!there) {
      int marker = mark();
      long until = System.nanoTime() + 500_000_000L;
      while (!there && System.nanoTime() < until) {
        LockSupport.parkNanos(5_000_000);
        there = seenAt(marker).isPresent();
      }
    }
  }

  /** Sends markers behind all that was sent; tells by which number they are known. */
  int mark() {
    int marker = markers++;
    for (int i = 0; i < partitions; i++) {
      readings.report(
          "marker-" + marker + "-" + i, Fix.at(System.currentTimeMillis(), MARKER_SOUTH, 0), i);
    }
    return marker;
  }

  /** When all markers of a number had become events. */
  Optional<Long> seenAt(int marker) {
    long last = 0;
    for (int i = 0; i < partitions; i++) {
      Long seen = seenNanos.get("marker-" + marker + "-" + i);
      if (seen == null) {
        return Optional.empty();
      }
      last = Math.max(last, seen);
    }
    return Optional.of(last);
  }

  long await(int marker) {
    Optional<Long> seen = seenAt(marker);
    while (seen.isEmpty()) {
      LockSupport.parkNanos(2_000_000);
      seen = seenAt(marker);
    }
    return seen.get();
  }

  /** How many events there are. */
  long events() {
    return events.sum();
  }

  private void watch() {
    TableReader reader =
        new TableReader(Readings.table(EVENTS), List.of("sensor_key"), readings.schemas);
    try (Consumer<byte[], byte[]> consumer =
        readings.log.consumer(IsolationLevel.READ_UNCOMMITTED)) {
      consumer.assign(readings.log.partitions(EVENTS));
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          long now = System.nanoTime();
          if (record.value() == null) {
            continue;
          }
          events.increment();
          reader
              .read(record.value())
              .row()
              .map(row -> row.text(TableReader.FIRST))
              .filter(sensor -> sensor.startsWith("marker-"))
              .ifPresent(sensor -> seenNanos.putIfAbsent(sensor, now));
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    flow.close();
    closed = true;
    try {
      watching.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    readings.close();
  }
}
