package dev.millrace.bench.capture;

import dev.millrace.bench.Benchmark;
import java.time.Duration;

/**
 * By how much a capture is measured.
 *
 * @param runs of each throughput
 * @param rows of the table that is read whole
 * @param loggedRows of the table that is read whole into the log
 * @param changes of the table that is streamed
 * @param backlog changes that a capture is behind
 * @param probes of a latency
 * @param load how long transactions are counted
 * @param manyRows of the table that shows what memory is taken
 * @param largeTransaction rows of the transaction that does
 */
record Size(
    int runs,
    long rows,
    long loggedRows,
    long changes,
    long backlog,
    int probes,
    Duration load,
    long manyRows,
    long largeTransaction) {
  static final Size FULL =
      new Size(
          5,
          2_000_000,
          8_000_000,
          1_000_000,
          5_000_000,
          1_000,
          Duration.ofSeconds(20),
          50_000_000,
          10_000_000);
  static final Size QUICK =
      new Size(
          1,
          300_000,
          1_200_000,
          200_000,
          1_000_000,
          100,
          Duration.ofSeconds(5),
          2_000_000,
          500_000);

  /** By how much an effort measures. */
  static Size of(Benchmark.Effort effort) {
    Size usual = effort.quick() ? QUICK : FULL;
    return new Size(
        effort.runs().orElse(usual.runs),
        usual.rows,
        usual.loggedRows,
        usual.changes,
        usual.backlog,
        usual.probes,
        usual.load,
        usual.manyRows,
        usual.largeTransaction);
  }
}
