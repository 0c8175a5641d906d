package dev.millrace.bench.mapping;

import dev.millrace.bench.Figure;
import dev.millrace.bench.Meter;
import dev.millrace.flow.Flow;
import dev.millrace.live.LiveOptions;
import dev.millrace.live.LiveStore;
import dev.millrace.live.QueryLimits;
import dev.millrace.live.ResultColumn;
import dev.millrace.live.RowVisitor;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * How long it takes until a changed mapping's rows have taken the place of its old ones in the live
 * store, and what a reader sees meanwhile.
 */
final class ReplayPart {
  /** How long the reader pauses between two queries of all rows. */
  private static final long PAUSE_NANOS = 100_000_000;

  /** How many rows there are, and how many of the changed form. */
  private static final String STATE =
      "SELECT count(*), count(*) FILTER (status = 'changed') FROM model.sales_order_line";

  private ReplayPart() {}

  static void run(long rows, Consumer<Figure> out) throws Exception {
    try (OrderLines lines = new OrderLines(rows);
        LiveStore live =
            LiveStore.open(LiveOptions.in(lines.folder.resolve("live")), lines.log, lines.schemas);
        Flow flow = lines.flow()) {
      flow.run(OrderLines.mapping());
      await(flow, live, rows, 0);

      Meter meter = new Meter(MappingBenchmark.NAME);
      long begun = System.nanoTime();
      flow.run(OrderLines.changedMapping());
      Readings readings = await(flow, live, rows, rows);
      out.accept(
          Figure.of(
              MappingBenchmark.NAME,
              "%,d rows replayed, until readers have the new ones".formatted(rows),
              (System.nanoTime() - begun) / 1e9,
              "s"));
      meter.report("rows replayed, old ones readable", rows, out);
      out.accept(
          Figure.of(
              MappingBenchmark.NAME,
              "queries meanwhile that saw neither all old rows nor all new ones",
              readings.mixed,
              "of " + readings.all));
      out.accept(
          Figure.of(
              MappingBenchmark.NAME, "longest query meanwhile", readings.longestNanos / 1e6, "ms"));
    }
  }

  /** Reads until all rows are there and so many of them are of the changed form. */
  private static Readings await(Flow flow, LiveStore live, long rows, long changed) {
    Readings readings = new Readings();
    while (readings.rows != rows || readings.changed != changed) {
      OrderLines.status(flow);
      LockSupport.parkNanos(PAUSE_NANOS);
      readings.read(live, rows);
    }
    return readings;
  }

  /** What a reader has seen. */
  private static final class Readings implements RowVisitor {
    private long rows;
    private long changed;
    private int all;
    private int mixed;
    private long longestNanos;

    void read(LiveStore live, long expected) {
      long begun = System.nanoTime();
      live.query(STATE, QueryLimits.DEFAULT, this);
      longestNanos = Math.max(longestNanos, System.nanoTime() - begun);
      all++;
      if (rows != expected || (changed != 0 && changed != expected)) {
        mixed++;
      }
    }

    @Override
    public void columns(List<ResultColumn> columns) {}

    @Override
    public void row(Object[] values) {
      rows = ((Number) values[0]).longValue();
      changed = ((Number) values[1]).longValue();
    }
  }
}
