package dev.millrace.xref;

import java.util.Arrays;

/**
 * Which rows are in which block. Held in plain arrays, because there are several blocks a row: 28
 * bytes for a block with one row, 8 for each further row.
 */
final class Blocks {
  private static final int NOTHING = -1;

  /** Hashes of blocks by open addressing; 0 where there is none. */
  private long[] blocks = new long[64];

  /** The first entry of each block. */
  private int[] first = new int[64];

  private int used;
  private int[] entryRow = new int[64];
  private int[] entryNext = new int[64];
  private int entries;
  private int free = NOTHING;

  void add(long block, int row) {
    int at = place(block);
    if (blocks[at] == 0) {
      if (used >= blocks.length - (blocks.length >>> 2)) {
        rebuild();
        at = place(block);
      }
      blocks[at] = block;
      first[at] = NOTHING;
      used++;
    }
    int entry = free;
    if (entry == NOTHING) {
      entry = entries++;
      if (entry == entryRow.length) {
        entryRow = Arrays.copyOf(entryRow, entry * 2);
        entryNext = Arrays.copyOf(entryNext, entry * 2);
      }
    } else {
      free = entryNext[entry];
    }
    entryRow[entry] = row;
    entryNext[entry] = first[at];
    first[at] = entry;
  }

  /** Takes a row out of a block that it is in. */
  void remove(long block, int row) {
    int at = place(block);
    int before = NOTHING;
    int entry = first[at];
    while (entryRow[entry] != row) {
      before = entry;
      entry = entryNext[entry];
    }
    if (before == NOTHING) {
      first[at] = entryNext[entry];
    } else {
      entryNext[before] = entryNext[entry];
    }
    entryNext[entry] = free;
    free = entry;
  }

  /**
   * The rows of a block.
   *
   * @param most how many are looked for; one more is given when there are more
   */
  int[] rows(long block, int most) {
    int at = place(block);
    if (blocks[at] == 0) {
      return new int[0];
    }
    int[] rows = new int[most + 1];
    int count = 0;
    for (int entry = first[at]; entry != NOTHING && count <= most; entry = entryNext[entry]) {
      rows[count++] = entryRow[entry];
    }
    return Arrays.copyOf(rows, count);
  }

  /** Where a block is, or where it would be. */
  private int place(long block) {
    int mask = blocks.length - 1;
    int at = (int) (block ^ (block >>> 32)) & mask;
    while (blocks[at] != 0 && blocks[at] != block) {
      at = (at + 1) & mask;
    }
    return at;
  }

  /** Makes room, and forgets blocks that have no row any more. */
  private void rebuild() {
    long[] oldBlocks = blocks;
    int[] oldFirst = first;
    int alive = 0;
    for (int i = 0; i < oldBlocks.length; i++) {
      if (oldBlocks[i] != 0 && oldFirst[i] != NOTHING) {
        alive++;
      }
    }
    int length = 64;
    while (alive >= length >>> 1) {
      length *= 2;
    }
    blocks = new long[length];
    first = new int[length];
    used = alive;
    for (int i = 0; i < oldBlocks.length; i++) {
      if (oldBlocks[i] != 0 && oldFirst[i] != NOTHING) {
        int at = place(oldBlocks[i]);
        blocks[at] = oldBlocks[i];
        first[at] = oldFirst[i];
      }
    }
  }
}
