package dev.millrace.bench.tracking;

import dev.millrace.bench.Figure;
import dev.millrace.bench.Meter;
import dev.millrace.track.position.PositionFeed;
import dev.millrace.track.position.Positions;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** How many readings a second go from their topic to the map's positions. */
final class FeedPart {
  private static final long LOOK_NANOS = 5_000_000;

  private FeedPart() {}

  static void run(int readings, Consumer<Figure> out) throws Exception {
    try (Readings from = new Readings()) {
      long now = System.currentTimeMillis();
      Meter writing = new Meter(TrackingBenchmark.NAME);
      for (int i = 0; i < readings; i++) {
        from.report(i % 1_000_000, now);
      }
      from.flush();
      writing.report("readings made and written to the topic", readings, out);
      Positions positions = new Positions();
      Meter reading = new Meter(TrackingBenchmark.NAME);
      try (PositionFeed feed =
          PositionFeed.start(
              positions,
              from.log,
              from.schemas,
              from.table,
              from.statuses,
              InstantSource.system())) {
        while (feed.taken() < readings) {
          LockSupport.parkNanos(LOOK_NANOS);
        }
        reading.report("readings from the topic to positions, 1 M sensors", readings, out);
      }
    }
  }
}
