package dev.millrace.bench.lake;

import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Figure;
import dev.millrace.lake.Lake;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** How fast changes are committed to the lake, and how what is committed reads. */
public final class LakeBenchmark implements Benchmark {
  private static final String NAME = "lake";
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String text() {
    return "The lake, from the log to history and current state committed: broker and lake in this"
        + " process.";
  }

  @Override
  public List<String> parts() {
    return List.of("append", "changes");
  }

  @Override
  public void run(Effort effort, List<String> parts, Consumer<Figure> out) throws Exception {
    long rows = Long.getLong("rows", effort.quick() ? 1_000_000 : 10_000_000);
    try (LakeBed bed = new LakeBed();
        Feed feed = new Feed(bed, "order_line")) {
      feed.insert(0, rows);
      append(bed, feed, rows, out);
      if (parts.contains("changes")) {
        changes(bed, feed, rows, rows / 5, out);
      }
    }
  }

  private static void append(LakeBed bed, Feed feed, long rows, Consumer<Figure> out) {
    measure(bed, feed, rows, "rows of the log to history and current state", out);
  }

  private static void changes(
      LakeBed bed, Feed feed, long rows, long changes, Consumer<Figure> out) {
    feed.change(changes, rows, new Random(1));
    measure(bed, feed, changes, "changes of " + rows + " rows, a lake just opened", out);
    Lake lake = bed.open(INTERVAL);
    try (lake) {
      feed.write(dev.millrace.api.Operation.UPDATE, 1);
      LakeBed.await(lake, feed.table(), feed.written(), System.nanoTime());
      feed.change(changes, rows, new Random(2));
      long start = System.nanoTime();
      long cpu = cpuNanos();
      lake.commitNow();
      report(
          "changes of " + rows + " rows, lake open", changes, System.nanoTime() - start, cpu, out);
    }
  }

  private static void measure(
      LakeBed bed, Feed feed, long changes, String what, Consumer<Figure> out) {
    long cpu = cpuNanos();
    long start = System.nanoTime();
    try (Lake lake = bed.open(INTERVAL)) {
      long nanos = LakeBed.await(lake, feed.table(), feed.written(), start);
      report(what, changes, nanos, cpu, out);
    }
  }

  private static void report(
      String what, long changes, long nanos, long cpuBefore, Consumer<Figure> out) {
    out.accept(Figure.of(NAME, what, changes * 1e6 / nanos, "k/s"));
    out.accept(Figure.of(NAME, what + ", CPU", (cpuNanos() - cpuBefore) / 1e3 / changes, "s/M"));
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
