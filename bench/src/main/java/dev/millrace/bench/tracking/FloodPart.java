package dev.millrace.bench.tracking;

import dev.millrace.bench.Figure;
import dev.millrace.bench.Percentiles;
import dev.millrace.bench.capture.Memory;
import dev.millrace.lake.Lake;
import dev.millrace.lake.LakeOptions;
import dev.millrace.lake.LakeStatus;
import dev.millrace.track.position.PositionFeed;
import dev.millrace.track.position.Positions;
import dev.millrace.track.reading.ReadingRow;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * All at once, at an even pace for a while: a swarm reports to the log; the job makes tracks and
 * events of that; the map's positions and the lake follow. What cannot keep up falls behind, and
 * how far shows.
 */
final class FloodPart {
  private static final int FENCES = 5_000;
  private static final long ROUND_NANOS = 20_000_000;
  private static final long SECOND = 1_000_000_000;

  private final int sensors;
  private final int rate;
  private final Duration time;
  private final Duration warmUp;
  private final Consumer<Figure> out;
  private final List<Integer> markers = new ArrayList<>();
  private final List<Long> sentNanos = new ArrayList<>();
  private long sent;
  private int sensor;

  /**
   * A flood.
   *
   * @param rate readings a second
   * @param warmUp for so long it flows before anything is measured
   */
  FloodPart(int sensors, int rate, Duration time, Duration warmUp, Consumer<Figure> out) {
    this.sensors = sensors;
    this.rate = rate;
    this.time = time;
    this.warmUp = warmUp;
    this.out = out;
  }

  void run(int parallelism) throws Exception {
    try (JobBed bed = new JobBed(parallelism, FENCES)) {
      bed.ship(sensors / 100);
      Positions positions = new Positions();
      Readings from = bed.readings;
      try (PositionFeed feed =
              PositionFeed.start(
                  positions,
                  from.log,
                  from.schemas,
                  from.table,
                  from.statuses,
                  InstantSource.system());
          Lake lake =
              Lake.open(
                  LakeOptions.of(from.folder.resolve("lake"), Map.of("commit-interval", "PT30S")),
                  from.log,
                  from.schemas)) {
        flood(bed, feed, lake);
      }
    }
  }

  private void flood(JobBed bed, PositionFeed feed, Lake lake) {
    send(bed, System.nanoTime(), warmUp);
    bed.await(bed.mark());
    markers.clear();
    sentNanos.clear();
    long before = sent;
    long eventsBefore = bed.events();
    double cpu = Cpu.ofProcess();
    List<Thread> swarm = List.of(Thread.currentThread());
    double swarmCpu = Cpu.of(swarm);
    long begun = System.nanoTime();
    send(bed, begun, time);
    long count = sent - before;
    double took = (System.nanoTime() - begun) / (double) SECOND;
    long feedBehind = sent - feed.taken();
    long lakeBehind = sent - inLake(lake);
    double used = Cpu.ofProcess() - cpu;
    double swarmUsed = Cpu.of(swarm) - swarmCpu;
    long events = bed.events() - eventsBefore;
    bed.readings.flush();
    bed.await(bed.mark());
    double caught = (System.nanoTime() - begun) / (double) SECOND;
    tell("sent", count / took / 1_000, "k/s");
    tell("sent, of the rate that was meant", 100 * count / took / rate, "%");
    tell("in tracks and events", count / caught / 1_000, "k/s");
    tell("CPU", 1e6 * used / count, "s/M");
    tell("CPU of the swarm, of all", 100 * swarmUsed / used, "%");
    tell("events", events / took, "a second");
    tell("behind at the end: the map", feedBehind / 1_000.0, "k readings");
    tell(
        "behind at the end: the lake, which commits each 30 s", lakeBehind / 1_000.0, "k readings");
    Percentiles lag = lag(bed);
    tell("sent to event, p50", lag.millis(50), "ms");
    tell("sent to event, p99", lag.millis(99), "ms");
    tell("resident at most", Memory.peakMegabytes(), "MB");
  }

  private void tell(String what, double value, String unit) {
    out.accept(
        TrackingBenchmark.figure(
            String.format("flood, %,d sensors at %,d readings/s: %s", sensors, rate, what),
            value,
            unit));
  }

  /** Sends at an even pace, and a marker every second. */
  private void send(JobBed bed, long begun, Duration forSoLong) {
    long end = begun + forSoLong.toNanos();
    long nextMark = begun;
    long before = sent;
    while (System.nanoTime() < end) {
      long due = before + (long) ((System.nanoTime() - begun) / (double) SECOND * rate);
      long now = System.currentTimeMillis();
      for (; sent < due; sent++) {
        bed.readings.report(sensor, now);
        sensor = sensor + 1 == sensors ? 0 : sensor + 1;
      }
      if (System.nanoTime() >= nextMark) {
        sentNanos.add(System.nanoTime());
        markers.add(bed.mark());
        nextMark += SECOND;
      }
      LockSupport.parkNanos(ROUND_NANOS);
    }
  }

  private static long inLake(Lake lake) {
    return lake.status().tables().stream()
        .filter(one -> one.table().equals(ReadingRow.TABLE))
        .mapToLong(LakeStatus.TableStatus::rows)
        .sum();
  }

  private Percentiles lag(JobBed bed) {
    long[] nanos = new long[markers.size()];
    for (int i = 0; i < nanos.length; i++) {
      Optional<Long> seen = bed.seenAt(markers.get(i));
      nanos[i] = seen.orElseGet(System::nanoTime) - sentNanos.get(i);
    }
    return new Percentiles(nanos);
  }
}
