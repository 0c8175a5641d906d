package dev.millrace.live;

/** Counts events of the last ten seconds. Guarded by its owner. */
final class Rate {
  private static final int SECONDS = 10;

  private final long[] counts = new long[SECONDS + 1];
  private final long[] seconds = new long[SECONDS + 1];
  private long total;

  void add(long second, long count) {
    int slot = (int) (second % counts.length);
    if (seconds[slot] != second) {
      seconds[slot] = second;
      counts[slot] = 0;
    }
    counts[slot] += count;
    total += count;
  }

  long total() {
    return total;
  }

  /** Events a second over the ten seconds before this one. */
  double perSecond(long second) {
    long sum = 0;
    for (int i = 0; i < counts.length; i++) {
      if (seconds[i] < second && seconds[i] >= second - SECONDS) {
        sum += counts[i];
      }
    }
    return sum / (double) SECONDS;
  }
}
