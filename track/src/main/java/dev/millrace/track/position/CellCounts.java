package dev.millrace.track.position;

import java.util.Arrays;

/** Counts by cell. */
final class CellCounts {
  private int size;
  private int[] table = new int[1 << 12];
  long[] cells = new long[1 << 11];
  int[] counts = new int[1 << 11];
  int[] late = new int[1 << 11];
  int[] beyondLimit = new int[1 << 11];

  int size() {
    return size;
  }

  /** Adds what a tile of a cell counts. */
  void add(long cell, TileCounts from, int tile) {
    int place = place(cell);
    counts[place] += from.sensors[tile];
    late[place] += from.late[tile];
    beyondLimit[place] += from.beyondLimit[tile];
  }

  private int place(long cell) {
    int slot = slot(cell);
    if (table[slot] != 0) {
      return table[slot] - 1;
    }
    if (size == cells.length) {
      grow();
      slot = slot(cell);
    }
    cells[size] = cell;
    table[slot] = ++size;
    return size - 1;
  }

  private int slot(long cell) {
    int mask = table.length - 1;
    int slot = (int) ((cell * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (table[slot] != 0 && cells[table[slot] - 1] != cell) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    cells = Arrays.copyOf(cells, 2 * size);
    counts = Arrays.copyOf(counts, 2 * size);
    late = Arrays.copyOf(late, 2 * size);
    beyondLimit = Arrays.copyOf(beyondLimit, 2 * size);
    table = new int[4 * size];
    for (int i = 0; i < size; i++) {
      table[slot(cells[i])] = i + 1;
    }
  }
}
