package dev.millrace.geo;

import java.util.Arrays;
import java.util.List;

/**
 * Finds the geofences that a place is in: a grid of cells, each with the fences that reach into it.
 * Of a fence that covers a cell, nothing is computed for places there. Immutable; fences are known
 * by their number in the list.
 */
public final class FenceIndex {
  /** An index of no fences. */
  public static final FenceIndex EMPTY = new FenceIndex(List.of());

  /** Cells a degree: at the equator they are some 28 km wide. */
  private static final int FINENESS = 4;

  private static final int COLUMNS = 360 * FINENESS;
  private static final int ROWS = 180 * FINENESS;

  private final Fence[] fences;

  /** By cell, and one more: where its fences begin. */
  private final int[] begins = new int[ROWS * COLUMNS + 1];

  /** The fences of all cells; a number's complement when the fence covers the cell. */
  private final int[] entries;

  public FenceIndex(List<? extends Fence> fences) {
    this.fences = fences.toArray(Fence[]::new);
    for (Fence fence : this.fences) {
      eachCell(fence.bounds(), cell -> begins[cell + 1]++);
    }
    for (int i = 1; i < begins.length; i++) {
      begins[i] += begins[i - 1];
    }
    entries = new int[begins[begins.length - 1]];
    int[] next = Arrays.copyOf(begins, begins.length);
    for (int i = 0; i < this.fences.length; i++) {
      int number = i;
      Fence fence = this.fences[i];
      eachCell(
          fence.bounds(),
          cell -> entries[next[cell]++] = fence.covers(bounds(cell)) ? ~number : number);
    }
  }

  /** Takes the numbers of fences. */
  @FunctionalInterface
  public interface Visitor {
    /** A fence that the place is in. */
    void inside(int fence);
  }

  @FunctionalInterface
  private interface CellVisitor {
    void cell(int cell);
  }

  /** How many fences there are. */
  public int size() {
    return fences.length;
  }

  /**
   * Visits the fences that a place is in, in the order of their numbers. Allocates nothing.
   *
   * @param longitude in any turn
   */
  public void find(double latitude, double longitude, Visitor visitor) {
    double normal = Sphere.normal(longitude);
    int cell = row(latitude) * COLUMNS + column(normal);
    for (int i = begins[cell]; i < begins[cell + 1]; i++) {
      int entry = entries[i];
      if (entry < 0) {
        visitor.inside(~entry);
      } else if (fences[entry].contains(latitude, normal)) {
        visitor.inside(entry);
      }
    }
  }

  private static int row(double latitude) {
    return Math.max(0, Math.min(ROWS - 1, (int) Math.floor((latitude + 90) * FINENESS)));
  }

  /** The column of a longitude; from 180 on counted on. */
  private static int column(double longitude) {
    return (int) Math.floor((longitude + 180) * FINENESS);
  }

  private static Bounds bounds(int cell) {
    int row = cell / COLUMNS;
    int column = cell % COLUMNS;
    double size = 1.0 / FINENESS;
    return new Bounds(
        row * size - 90, column * size - 180, (row + 1) * size - 90, (column + 1) * size - 180);
  }

  private static void eachCell(Bounds bounds, CellVisitor visitor) {
    int first = column(bounds.west());
    int last = Math.min(column(bounds.east()), first + COLUMNS - 1);
    for (int row = row(bounds.south()); row <= row(bounds.north()); row++) {
      for (int column = first; column <= last; column++) {
        visitor.cell(row * COLUMNS + column % COLUMNS);
      }
    }
  }
}
