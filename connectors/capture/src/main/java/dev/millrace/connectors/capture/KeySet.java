package dev.millrace.connectors.capture;

import dev.millrace.log.KeyHash;

/**
 * A set of keys of rows, kept as hashes of 128 bits: for a set of millions a mistake is less likely
 * than a fault of the memory. Made for many keys: no object a key.
 */
final class KeySet {
  private final KeyHash hash = new KeyHash();
  private long[] high = new long[64];
  private long[] low = new long[64];
  private int size;

  int size() {
    return size;
  }

  void clear() {
    high = new long[64];
    low = new long[64];
    size = 0;
  }

  void add(byte[] key) {
    hash.of(key);
    int at = place(hash.high(), hash.low());
    if (high[at] != 0 || low[at] != 0) {
      return;
    }
    high[at] = hash.high();
    low[at] = hash.low();
    size++;
    if (size * 2 > high.length) {
      grow();
    }
  }

  boolean contains(byte[] key) {
    hash.of(key);
    int at = place(hash.high(), hash.low());
    return high[at] != 0 || low[at] != 0;
  }

  /** Where a hash is, or where it would be. */
  private int place(long hashHigh, long hashLow) {
    int mask = high.length - 1;
    int at = (int) hashLow & mask;
    while ((high[at] != 0 || low[at] != 0) && (high[at] != hashHigh || low[at] != hashLow)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    high = new long[oldHigh.length * 2];
    low = new long[oldLow.length * 2];
    for (int i = 0; i < oldHigh.length; i++) {
      if (oldHigh[i] != 0 || oldLow[i] != 0) {
        int at = place(oldHigh[i], oldLow[i]);
        high[at] = oldHigh[i];
        low[at] = oldLow[i];
      }
    }
  }
}
