package dev.millrace.bench.lake;

import dev.millrace.api.Operation;
import dev.millrace.bench.Feed;
import dev.millrace.bench.Figure;
import dev.millrace.lake.Lake;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** How old a change is when it is committed to history and current state. */
final class Freshness {
  private static final int RATE = 5_000;
  private static final int BATCH = 50;
  private static final long ROWS = 100_000;

  private Freshness() {}

  static void run(int seconds, Consumer<Figure> out) throws Exception {
    try (LakeBed bed = new LakeBed();
        Feed feed = Feed.ofOrderLines(bed.log, bed.schemas, LakeBenchmark.table("fresh"));
        Lake lake = bed.open(LakeBenchmark.INTERVAL)) {
      feed.insert(ROWS);
      LakeBed.await(lake, feed.table(), ROWS);
      // By batch of changes: when it was written, and when it was committed.
      int batches = seconds * RATE / BATCH;
      long[] written = new long[batches];
      List<Double> ages = new ArrayList<>();
      AtomicBoolean ended = new AtomicBoolean();
      Thread watch =
          new Thread(
              () -> {
                int next = 0;
                while (next < batches && !ended.get()) {
                  long committed = (LakeBed.committed(lake, feed.table()) - ROWS) / BATCH;
                  long now = System.nanoTime();
                  for (; next < committed; next++) {
                    ages.add((now - written[next]) / 1e9);
                  }
                  LockSupport.parkNanos(20_000_000);
                }
              },
              "bench-freshness");
      watch.start();
      long start = System.nanoTime();
      for (int batch = 0; batch < batches; batch++) {
        LockSupport.parkNanos(start + batch * (1_000_000_000L * BATCH / RATE) - System.nanoTime());
        written[batch] = System.nanoTime();
        for (int i = 0; i < BATCH; i++) {
          feed.write(Operation.UPDATE, feed.any());
        }
      }
      feed.flush();
      LakeBed.await(lake, feed.table(), ROWS + (long) batches * BATCH);
      watch.join();
      ages.sort(Double::compare);
      String what = RATE + " changes a second, age when committed";
      out.accept(figure(what + ", p50", ages.get(ages.size() / 2)));
      out.accept(figure(what + ", p99", ages.get(ages.size() * 99 / 100)));
    }
  }

  private static Figure figure(String what, double seconds) {
    return Figure.of(LakeBenchmark.NAME, what, seconds, "s");
  }
}
