package dev.millrace.lake;

import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/** The hash of a key as the log writes it: 128 bits, in one object that is used for all keys. */
final class KeyHash {
  private static final XXHash64 HASH = XXHashFactory.fastestInstance().hash64();
  private static final long OTHER_SEED = 0x9e3779b97f4a7c15L;

  private long high;
  private long low;

  /** Becomes the hash of a key. */
  KeyHash of(byte[] key) {
    return set(HASH.hash(key, 0, key.length, 0), HASH.hash(key, 0, key.length, OTHER_SEED));
  }

  /** Becomes a hash that was taken before. */
  KeyHash set(long newHigh, long newLow) {
    high = newHigh;
    low = newLow;
    return this;
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }
}
