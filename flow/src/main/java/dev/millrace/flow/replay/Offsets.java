package dev.millrace.flow.replay;

import java.util.Arrays;

/** Offsets of records to be read again: any number, without an object for each. */
final class Offsets {
  private long[] offsets = new long[64];
  private int size;

  void add(long offset) {
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * size);
    }
    offsets[size++] = offset;
  }

  /** All of them, ascending. */
  long[] sorted() {
    long[] all = Arrays.copyOf(offsets, size);
    Arrays.sort(all);
    return all;
  }
}
