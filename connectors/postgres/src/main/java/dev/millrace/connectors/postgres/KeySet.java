package dev.millrace.connectors.postgres;

/**
 * A set of keys of rows, kept as hashes of 128 bits: for a set of millions a mistake is less likely
 * than a fault of the memory. Made for many keys: no object a key.
 */
final class KeySet {
  private static final long FIRST = 0x87c37b91114253d5L;
  private static final long SECOND = 0x4cf5ad432745937fL;

  private long[] high = new long[64];
  private long[] low = new long[64];
  private int size;
  private long hashHigh;
  private long hashLow;

  int size() {
    return size;
  }

  void clear() {
    high = new long[64];
    low = new long[64];
    size = 0;
  }

  void add(byte[] key) {
    hash(key);
    int at = place(hashHigh, hashLow);
    if (high[at] != 0 || low[at] != 0) {
      return;
    }
    high[at] = hashHigh;
    low[at] = hashLow;
    size++;
    if (size * 2 > high.length) {
      grow();
    }
  }

  boolean contains(byte[] key) {
    hash(key);
    int at = place(hashHigh, hashLow);
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

  /** MurmurHash3 for 64-bit machines, 128 bits; never zero. */
  private void hash(byte[] key) {
    long h1 = 0;
    long h2 = 0;
    int at = 0;
    for (; at + 16 <= key.length; at += 16) {
      h1 ^= mixed(word(key, at, 8), FIRST, 31, SECOND);
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= mixed(word(key, at + 8, 8), SECOND, 33, FIRST);
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    int left = key.length - at;
    if (left > 8) {
      h2 ^= mixed(word(key, at + 8, left - 8), SECOND, 33, FIRST);
    }
    if (left > 0) {
      h1 ^= mixed(word(key, at, Math.min(left, 8)), FIRST, 31, SECOND);
    }
    h1 ^= key.length;
    h2 ^= key.length;
    h1 += h2;
    h2 += h1;
    h1 = finished(h1);
    h2 = finished(h2);
    h1 += h2;
    h2 += h1;
    hashHigh = h1 == 0 && h2 == 0 ? 1 : h1;
    hashLow = h2;
  }

  private static long mixed(long word, long before, int turn, long after) {
    return Long.rotateLeft(word * before, turn) * after;
  }

  private static long finished(long hash) {
    long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }

  private static long word(byte[] key, int from, int length) {
    long word = 0;
    for (int i = 0; i < length; i++) {
      word |= (key[from + i] & 0xffL) << (8 * i);
    }
    return word;
  }
}
