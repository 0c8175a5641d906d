package dev.millrace.bench.lake;

import dev.millrace.api.TableName;
import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Feed;
import dev.millrace.bench.Figure;
import dev.millrace.bench.Meter;
import dev.millrace.lake.Lake;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** How fast changes are committed to the lake, and how what is committed reads. */
public final class LakeBenchmark implements Benchmark {
  static final String NAME = "lake";

  /** The lake's own by default. */
  static final Duration INTERVAL = Duration.ofSeconds(10);

  /** A table of the source that benchmarks write. */
  static TableName table(String name) {
    return TableName.raw("bench", "public", name);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String text() {
    return "The lake: from a database or from the log to history and current state committed, all"
        + " on this machine's cores; broker, Connect and lake in this process.";
  }

  @Override
  public List<String> parts() {
    return List.of("postgres", "append", "changes", "freshness", "scan", "rush", "day");
  }

  @Override
  public void run(Effort effort, List<String> parts, Consumer<Figure> out) throws Exception {
    long rows = effort.quick() ? 3_000_000 : 10_000_000;
    for (String part : parts) {
      switch (part) {
        case "postgres" -> FromPostgres.run(rows, out);
        case "append" -> append(effort.quick() ? 1_000_000 : 5_000_000, out);
        case "changes" -> changes(rows, rows / 5, out);
        case "freshness" -> Freshness.run(effort.quick() ? 40 : 180, out);
        case "scan" -> Scan.afterPace(effort.quick() ? 200_000 : 2_000_000, out);
        case "rush" -> Scan.afterRush(effort.quick() ? 200_000 : 2_000_000, out);
        case "day" -> Day.run(effort.quick() ? 1 : 24, out);
        default -> throw new IllegalArgumentException(part);
      }
    }
  }

  private static void append(long records, Consumer<Figure> out) throws Exception {
    try (LakeBed bed = new LakeBed();
        Feed feed = Feed.ofReadings(bed.log, bed.schemas, table("reading"))) {
      feed.insert(records);
      Meter meter = new Meter(LakeBenchmark.NAME);
      try (Lake lake = bed.open(INTERVAL)) {
        LakeBed.await(lake, feed.table(), records);
        meter.report("records of 200 bytes, from the log", records, out);
      }
    }
  }

  private static void changes(long rows, long changes, Consumer<Figure> out) throws Exception {
    try (LakeBed bed = new LakeBed();
        Feed feed = Feed.ofOrderLines(bed.log, bed.schemas, table("order_line"))) {
      feed.insert(rows);
      Meter meter = new Meter(LakeBenchmark.NAME);
      try (Lake lake = bed.open(INTERVAL)) {
        LakeBed.await(lake, feed.table(), rows);
        meter.report("rows of 12 columns, from the log", rows, out);
      }
      feed.change(changes);
      meter = new Meter(LakeBenchmark.NAME);
      try (Lake lake = bed.open(INTERVAL)) {
        LakeBed.await(lake, feed.table(), feed.written());
        meter.report("mixed changes of them, after a restart", changes, out);
      }
    }
  }
}
