package dev.millrace.lake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * About how many distinct values there were: the {@value #KEPT} smallest of their hashes are kept,
 * which gives the count to some 1.6 %, and exactly up to that many. Written in the compact form of
 * DataSketches, whose own library needs a certain Java.
 *
 * @see <a href="https://datasketches.apache.org/docs/Theta/ThetaSketchFramework.html">Theta
 *     sketches</a>
 * @see <a href="https://iceberg.apache.org/puffin-spec/#apache-datasketches-theta-v1-blob-type">
 *     Puffin, apache-datasketches-theta-v1</a>
 */
final class ThetaSketch {
  private static final int KEPT = 4096;
  private static final int SLOTS = 4 * KEPT;
  private static final int MASK = SLOTS - 1;

  /** DataSketches' own, and what a sketch says of it. */
  private static final int SEED = 9001;

  private static final short SEED_HASH = (short) 0x93cc;
  private static final byte LAYOUT = 3;
  private static final byte COMPACT_FAMILY = 3;
  private static final byte READ_ONLY = 1 << 1;
  private static final byte EMPTY = 1 << 2;
  private static final byte COMPACT = 1 << 3;
  private static final byte ORDERED = 1 << 4;

  /** Hashes by open addressing; 0 stands for none, and no hash is 0. */
  private final long[] slots = new long[SLOTS];

  private int count;
  private long theta = Long.MAX_VALUE;

  /** Takes a value. */
  void update(byte[] value) {
    if (value.length == 0) {
      // As DataSketches does.
      return;
    }
    long hash = MurmurHash3.hash128x64(value, 0, value.length, SEED)[0] >>> 1;
    if (hash == 0 || hash >= theta || !add(hash)) {
      return;
    }
    if (count >= SLOTS / 2) {
      drop();
    }
  }

  private boolean add(long hash) {
    int slot = (int) hash & MASK;
    while (slots[slot] != 0) {
      if (slots[slot] == hash) {
        return false;
      }
      slot = (slot + 1) & MASK;
    }
    slots[slot] = hash;
    count++;
    return true;
  }

  /** Leaves out all but the smallest. */
  private void drop() {
    long[] sorted = sorted();
    theta = sorted[KEPT];
    Arrays.fill(slots, 0);
    count = 0;
    for (int i = 0; i < KEPT; i++) {
      add(sorted[i]);
    }
  }

  private long[] sorted() {
    long[] sorted = Arrays.stream(slots).filter(hash -> hash != 0).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  /** About how many distinct values there were. */
  long estimate() {
    return Math.round(count / ((double) theta / Long.MAX_VALUE));
  }

  /** The sketch as other engines read it. */
  byte[] toBytes() {
    boolean all = theta == Long.MAX_VALUE;
    int head = count == 0 ? 1 : all ? 2 : 3;
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES * (head + count)).order(ByteOrder.LITTLE_ENDIAN);
    int flags = READ_ONLY | COMPACT | ORDERED | (count == 0 ? EMPTY : 0);
    bytes.put((byte) head).put(LAYOUT).put(COMPACT_FAMILY);
    bytes.put((byte) 0).put((byte) 0).put((byte) flags).putShort(SEED_HASH);
    if (head > 1) {
      bytes.putInt(count).putFloat(1);
    }
    if (head > 2) {
      bytes.putLong(theta);
    }
    bytes.asLongBuffer().put(sorted());
    return bytes.array();
  }
}
