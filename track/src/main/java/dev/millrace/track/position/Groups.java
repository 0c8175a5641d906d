package dev.millrace.track.position;

import java.util.Arrays;

/** The coarser cells that the tiles of a square are in. Immutable. */
final class Groups {
  /** By tile: the number of its cell. */
  private final int[] group;

  /** By number. */
  private final long[] cells;

  private Groups(int[] group, long[] cells) {
    this.group = group;
    this.cells = cells;
  }

  static Groups of(Square square, int resolution, Tiles all) {
    int[] group = new int[square.tileCount];
    CellCounts known = new CellCounts(group.length);
    for (int tile = 0; tile < group.length; tile++) {
      group[tile] = known.place(Cells.parent(all.cell(square.tiles[tile]), resolution));
    }
    return new Groups(group, Arrays.copyOf(known.cells, known.size()));
  }

  /** How many tiles there were. */
  int tiles() {
    return group.length;
  }

  int of(int tile) {
    return group[tile];
  }

  int count() {
    return cells.length;
  }

  long cell(int number) {
    return cells[number];
  }
}
