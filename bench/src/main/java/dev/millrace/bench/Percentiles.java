package dev.millrace.bench;

import java.util.Arrays;

/** Percentiles of measured times. */
public final class Percentiles {
  private final long[] sorted;

  public Percentiles(long[] nanos) {
    sorted = nanos.clone();
    Arrays.sort(sorted);
  }

  public double millis(double percent) {
    int index = (int) Math.ceil(percent / 100 * sorted.length) - 1;
    return sorted[Math.max(0, index)] / 1e6;
  }
}
