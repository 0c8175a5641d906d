package dev.millrace.track.position;

import java.util.Arrays;

/** Counts by cell. */
final class CellCounts {
  private int size;
  private int[] table;
  long[] cells;
  int[] counts;
  int[] late;
  int[] beyondLimit;

  /**
   * @param most about so many cells are expected
   */
  CellCounts(int most) {
    int room = Integer.highestOneBit(Math.max(1, most)) * 2;
    table = new int[2 * room];
    cells = new long[room];
    counts = new int[room];
    late = new int[room];
    beyondLimit = new int[room];
  }

  int size() {
    return size;
  }

  /** Adds what was counted of a cell. */
  void add(long cell, TileCounts from, int number) {
    int place = place(cell);
    counts[place] += from.sensors[number];
    late[place] += from.late[number];
    beyondLimit[place] += from.beyondLimit[number];
  }

  /** The place of a cell in the columns, with counts of 0 when it is new. */
  int place(long cell) {
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
    int slot = Cells.hash(cell) & mask;
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
