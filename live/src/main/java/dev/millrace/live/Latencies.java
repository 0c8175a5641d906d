package dev.millrace.live;

import java.util.Arrays;

/**
 * The latencies of the last minute, in buckets that grow by an eighth of a power of two, so that a
 * percentile is within nine per cent. Guarded by its owner.
 */
final class Latencies {
  private static final int SECONDS = 60;
  private static final int STEPS = 8;
  private static final int BUCKETS = 40 * STEPS;

  private final int[][] counts = new int[SECONDS][BUCKETS];
  private final long[] seconds = new long[SECONDS];
  private long newestMicros;

  void add(long second, long micros) {
    int slot = (int) (second % SECONDS);
    if (seconds[slot] != second) {
      seconds[slot] = second;
      Arrays.fill(counts[slot], 0);
    }
    counts[slot][bucket(micros)]++;
    newestMicros = micros;
  }

  LiveStats.Freshness freshness(long second) {
    long[] sums = new long[BUCKETS];
    long samples = 0;
    for (int i = 0; i < SECONDS; i++) {
      if (seconds[i] > second - SECONDS) {
        for (int b = 0; b < BUCKETS; b++) {
          sums[b] += counts[i][b];
          samples += counts[i][b];
        }
      }
    }
    return new LiveStats.Freshness(
        millis(newestMicros),
        percentile(sums, samples, 0.50),
        percentile(sums, samples, 0.99),
        samples);
  }

  private static long percentile(long[] sums, long samples, double share) {
    long wanted = (long) Math.ceil(samples * share);
    long seen = 0;
    for (int b = 0; b < BUCKETS && wanted > 0; b++) {
      seen += sums[b];
      if (seen >= wanted) {
        return millis((long) Math.pow(2, (b + 0.5) / STEPS));
      }
    }
    return 0;
  }

  private static int bucket(long micros) {
    double power = Math.log((double) Math.max(1, micros)) / Math.log(2);
    return Math.min(BUCKETS - 1, (int) (power * STEPS));
  }

  private static long millis(long micros) {
    return (micros + 500) / 1_000;
  }
}
