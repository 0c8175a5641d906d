package dev.millrace.log;

import java.util.Arrays;

/**
 * The keys alive in a partition while its records are read in order, each with the offset of the
 * record that has its row. A key is alive when its last change is no removal, or when the last one
 * that is no repeat is none: the two differ where a run of repeats was broken off. Readers then
 * have the row of the latter, and those that come after the topic was compacted the former.
 *
 * <p>Bounded: of more keys than may be held it keeps those whose hash lies in a slice, and the
 * records are to be read once more for each {@link #nextSlice}. Made for many keys: open
 * addressing, no object a key, 24 bytes a place.
 */
final class LiveKeys {
  /** Slices divide the upper 62 bits of hashes. */
  private static final long RANGE = 1L << 62;

  private final KeyHash hash = new KeyHash();
  private final int keysMax;

  /** The slice: from inclusive, to exclusive. */
  private long from;

  private long to = RANGE;

  /** Both halves are zero where there is no key. */
  private long[] high = new long[64];

  private long[] low = new long[64];

  /** An offset, times two; plus one when all that is known of the key is a repeat. */
  private long[] records = new long[64];

  private int size;

  /**
   * @param keysMax how many keys are held at most
   */
  LiveKeys(int keysMax) {
    this.keysMax = keysMax;
  }

  /** A record writes the row of a key; {@code first} when it is no repeat. */
  void written(byte[] key, long offset, boolean first) {
    hash.of(key);
    if (!isInSlice(hash.high())) {
      return;
    }
    int at = place(hash.high(), hash.low());
    if (isFree(at)) {
      high[at] = hash.high();
      low[at] = hash.low();
      records[at] = offset << 1 | (first ? 0 : 1);
      size++;
      makeRoom();
    } else if (first) {
      records[at] = offset << 1;
    } else if (isRepeat(at)) {
      records[at] = offset << 1 | 1;
    }
  }

  /** A record removes a key; {@code first} when it is no repeat. */
  void removed(byte[] key, boolean first) {
    hash.of(key);
    if (!isInSlice(hash.high())) {
      return;
    }
    int at = place(hash.high(), hash.low());
    if (!isFree(at) && (first || isRepeat(at))) {
      free(at);
    }
  }

  /** The offsets of the records that have the rows of the slice's keys, ascending. */
  long[] offsets() {
    long[] offsets = new long[size];
    int next = 0;
    for (int i = 0; i < records.length; i++) {
      if (!isFree(i)) {
        offsets[next++] = records[i] >>> 1;
      }
    }
    Arrays.sort(offsets);
    return offsets;
  }

  /** Goes on to the next slice, with no key; returns false when there is none. */
  boolean nextSlice() {
    long width = to - from;
    from = to;
    to = Math.min(RANGE, from + width);
    Arrays.fill(high, 0);
    Arrays.fill(low, 0);
    size = 0;
    return from < RANGE;
  }

  private boolean isInSlice(long hashHigh) {
    long place = hashHigh >>> 2;
    return place >= from && place < to;
  }

  private boolean isFree(int at) {
    return high[at] == 0 && low[at] == 0;
  }

  private boolean isRepeat(int at) {
    return (records[at] & 1) != 0;
  }

  /** Where a hash is, or where it would be. */
  private int place(long hashHigh, long hashLow) {
    int mask = high.length - 1;
    int at = (int) hashLow & mask;
    while (!isFree(at) && (high[at] != hashHigh || low[at] != hashLow)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  /** Frees a place, and moves up the keys behind it that could not have theirs. */
  private void free(int at) {
    int mask = high.length - 1;
    int hole = at;
    for (int next = (hole + 1) & mask; !isFree(next); next = (next + 1) & mask) {
      int wanted = (int) low[next] & mask;
      if (((next - wanted) & mask) >= ((next - hole) & mask)) {
        move(high, low, records, next, hole);
        hole = next;
      }
    }
    high[hole] = 0;
    low[hole] = 0;
    size--;
  }

  private void makeRoom() {
    // Narrowed little by little, because slices that are nearly full are fewest.
    while (size > keysMax) {
      to -= (to - from) >>> 3;
      leaveSlice();
    }
    if (size > high.length - (high.length >>> 2)) {
      grow();
    }
  }

  /** Lets go of the keys that are no more in the slice. */
  private void leaveSlice() {
    for (int i = 0; i < high.length; i++) {
      while (!isFree(i) && !isInSlice(high[i])) {
        free(i);
      }
    }
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    long[] oldRecords = records;
    high = new long[oldHigh.length * 2];
    low = new long[oldLow.length * 2];
    records = new long[oldRecords.length * 2];
    for (int i = 0; i < oldHigh.length; i++) {
      if (oldHigh[i] != 0 || oldLow[i] != 0) {
        move(oldHigh, oldLow, oldRecords, i, place(oldHigh[i], oldLow[i]));
      }
    }
  }

  private void move(long[] fromHigh, long[] fromLow, long[] fromRecords, int at, int target) {
    high[target] = fromHigh[at];
    low[target] = fromLow[at];
    records[target] = fromRecords[at];
  }
}
