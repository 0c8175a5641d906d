package dev.millrace.bench.tracking;

import dev.millrace.bench.Figure;
import dev.millrace.bench.Percentiles;
import dev.millrace.track.position.PositionFeed;
import dev.millrace.track.position.Positions;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** How soon a reading is on the map's data, while a million sensors report once a minute. */
final class LatencyPart {
  private static final int SENSORS = 1_000_000;
  private static final int A_SECOND = 17_000;
  private static final long ROUND_MILLIS = 10;
  private static final long NOT_YET = -1;

  private LatencyPart() {}

  static void run(int seconds, Consumer<Figure> out) throws Exception {
    try (Readings from = new Readings()) {
      Positions positions = new Positions();
      try (PositionFeed feed =
          PositionFeed.start(
              positions,
              from.log,
              from.schemas,
              from.table,
              from.statuses,
              InstantSource.system())) {
        fill(from, feed);
        Samples samples = new Samples(positions, rounds(seconds));
        report(from, samples, seconds);
        Percentiles times = new Percentiles(samples.nanos());
        String what = "position sent to on the map's data, 17 k/s, ";
        out.accept(TrackingBenchmark.figure(what + "p50", times.millis(50), "ms"));
        out.accept(TrackingBenchmark.figure(what + "p99", times.millis(99), "ms"));
      }
    }
  }

  private static int rounds(int seconds) {
    return (int) (seconds * 1000L / ROUND_MILLIS);
  }

  private static void fill(Readings from, PositionFeed feed) {
    long before = System.currentTimeMillis() - 120_000;
    for (int i = 0; i < SENSORS; i++) {
      from.report(i, before);
    }
    from.flush();
    while (feed.taken() < SENSORS) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Sends at an even pace; the last of each round is watched for. */
  private static void report(Readings from, Samples samples, int seconds) {
    int each = (int) (A_SECOND * ROUND_MILLIS / 1000);
    int sensor = 0;
    long begun = System.nanoTime();
    for (int round = 0; round < rounds(seconds); round++) {
      long due = begun + round * ROUND_MILLIS * 1_000_000L;
      while (System.nanoTime() < due) {
        samples.look();
        LockSupport.parkNanos(200_000);
      }
      long now = System.currentTimeMillis();
      for (int i = 0; i < each; i++) {
        from.report(sensor, now);
        sensor = (sensor + 1) % SENSORS;
      }
      samples.sent(round, (sensor + SENSORS - 1) % SENSORS, now);
    }
    while (!samples.all()) {
      samples.look();
      LockSupport.parkNanos(200_000);
    }
  }

  /** The readings that are watched for: sent in order, they come in order. */
  private static final class Samples {
    private final Positions positions;
    private final int[] sensor;
    private final long[] time;
    private final long[] sentAt;
    private final long[] took;
    private int sent;
    private int seen;

    Samples(Positions positions, int count) {
      this.positions = positions;
      sensor = new int[count];
      time = new long[count];
      sentAt = new long[count];
      took = new long[count];
      Arrays.fill(took, NOT_YET);
    }

    void sent(int round, int which, long when) {
      sensor[round] = which;
      time[round] = when / 1000 * 1000;
      sentAt[round] = System.nanoTime();
      sent = round + 1;
    }

    void look() {
      while (seen < sent) {
        long here =
            positions.get("fleet", Readings.name(sensor[seen])).map(one -> one.time()).orElse(0L);
        if (here < time[seen]) {
          return;
        }
        took[seen] = System.nanoTime() - sentAt[seen];
        seen++;
      }
    }

    boolean all() {
      return seen == took.length;
    }

    long[] nanos() {
      return took;
    }
  }
}
