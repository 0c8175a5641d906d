package dev.millrace.log;

/**
 * The hash of a row's key, or of a row, 128 bits: among millions of keys a mistake is less likely
 * than a fault of the memory. One object serves for many keys, one after the other. Not for use by
 * several threads.
 */
public final class KeyHash {
  private static final long FIRST = 0x87c37b91114253d5L;
  private static final long SECOND = 0x4cf5ad432745937fL;

  private long high;
  private long low;

  /** Makes this the hash of a key: MurmurHash3 for 64-bit machines; never zero in both halves. */
  public void of(byte[] key) {
    of(key, 0, key.length);
  }

  /**
   * Makes this the hash of a part of some bytes.
   *
   * @param from its first byte
   * @param to behind its last
   */
  public void of(byte[] key, int from, int to) {
    long h1 = 0;
    long h2 = 0;
    int at = from;
    for (; at + 16 <= to; at += 16) {
      h1 ^= mixed(word(key, at, 8), FIRST, 31, SECOND);
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= mixed(word(key, at + 8, 8), SECOND, 33, FIRST);
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    int left = to - at;
    if (left > 8) {
      h2 ^= mixed(word(key, at + 8, left - 8), SECOND, 33, FIRST);
    }
    if (left > 0) {
      h1 ^= mixed(word(key, at, Math.min(left, 8)), FIRST, 31, SECOND);
    }
    h1 ^= to - from;
    h2 ^= to - from;
    h1 += h2;
    h2 += h1;
    h1 = finished(h1);
    h2 = finished(h2);
    h1 += h2;
    h2 += h1;
    high = h1 == 0 && h2 == 0 ? 1 : h1;
    low = h2;
  }

  /** The upper half. */
  public long high() {
    return high;
  }

  /** The lower half. */
  public long low() {
    return low;
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
