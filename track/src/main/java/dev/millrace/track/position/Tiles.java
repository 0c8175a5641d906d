package dev.millrace.track.position;

import com.uber.h3core.util.LatLng;
import dev.millrace.geo.Bounds;
import dev.millrace.geo.Sphere;
import java.util.Arrays;

/** The finest cells in which there has been a sensor, each in the square degree of its center. */
final class Tiles {
  private static final int COLUMNS = 360;
  private static final int ROWS = 180;
  private static final int FIRST_SIZE = 512;
  private static final double METRES_A_DEGREE = Sphere.RADIUS * Math.PI / 180;

  /** Near the poles the Earth is not flat enough for {@link #isWellWithin}. */
  private static final double FLAT_UP_TO = 85;

  private final Cells cells = new Cells();
  private final Square[] squares = new Square[ROWS * COLUMNS];
  private int count;

  /** By hash of the cell: number and one; 0 is free. */
  private int[] table = new int[2 * FIRST_SIZE];

  private long[] cell = new long[FIRST_SIZE];
  private float[] latitude = new float[FIRST_SIZE];
  private float[] longitude = new float[FIRST_SIZE];

  /** How long a degree of longitude is at the center, as a part of one at the equator. */
  private float[] narrowness = new float[FIRST_SIZE];

  /** How far from the center all places are in the cell, in metres. */
  private float[] innerRadius = new float[FIRST_SIZE];

  /** The square, and the number in it. */
  private int[] square = new int[FIRST_SIZE];

  private int[] local = new int[FIRST_SIZE];

  /** Takes squares. */
  @FunctionalInterface
  interface Visitor {
    /**
     * A square that a window touches.
     *
     * @param whole whether all of it is inside
     */
    void square(Square square, boolean whole);
  }

  /**
   * The tile that a place is in.
   *
   * @param before the tile it was in before; -1 when not known
   */
  int at(double placeLatitude, double placeLongitude, int before) {
    if (before >= 0 && isWellWithin(before, placeLatitude, placeLongitude)) {
      return before;
    }
    long found = cells.at(placeLatitude, placeLongitude);
    int slot = slot(found);
    if (table[slot] != 0) {
      return table[slot] - 1;
    }
    if (count == cell.length) {
      grow();
      slot = slot(found);
    }
    table[slot] = count + 1;
    return add(found);
  }

  /** Looking a cell up takes a microsecond, and most sensors stay where they are. */
  private boolean isWellWithin(int tile, double placeLatitude, double placeLongitude) {
    double north = (placeLatitude - latitude[tile]) * METRES_A_DEGREE;
    double east =
        Sphere.normal(placeLongitude - longitude[tile]) * METRES_A_DEGREE * narrowness[tile];
    double radius = innerRadius[tile];
    return north * north + east * east <= radius * radius;
  }

  private int add(long found) {
    LatLng center = cells.center(found);
    int tile = count++;
    cell[tile] = found;
    latitude[tile] = (float) center.lat;
    longitude[tile] = (float) Sphere.normal(center.lng);
    narrowness[tile] = (float) Math.cos(Math.toRadians(center.lat));
    innerRadius[tile] =
        Math.abs(center.lat) > FLAT_UP_TO ? 0 : (float) cells.innerRadius(found, center);
    square[tile] = row(latitude[tile]) * COLUMNS + column(longitude[tile]);
    if (squares[square[tile]] == null) {
      squares[square[tile]] = new Square();
    }
    local[tile] = squares[square[tile]].addTile(tile);
    return tile;
  }

  private int slot(long wanted) {
    int mask = table.length - 1;
    int slot = Cells.hash(wanted) & mask;
    while (table[slot] != 0 && cell[table[slot] - 1] != wanted) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int size = count + count / 2;
    cell = Arrays.copyOf(cell, size);
    latitude = Arrays.copyOf(latitude, size);
    longitude = Arrays.copyOf(longitude, size);
    narrowness = Arrays.copyOf(narrowness, size);
    innerRadius = Arrays.copyOf(innerRadius, size);
    square = Arrays.copyOf(square, size);
    local = Arrays.copyOf(local, size);
    if (table.length < 2 * size) {
      table = new int[2 * table.length];
      for (int tile = 0; tile < count; tile++) {
        table[slot(cell[tile])] = tile + 1;
      }
    }
  }

  long cell(int tile) {
    return cell[tile];
  }

  /** Number of the square that a tile is in. */
  int squareOf(int tile) {
    return square[tile];
  }

  /** A tile's number in its square. */
  int local(int tile) {
    return local[tile];
  }

  Square square(int number) {
    return squares[number];
  }

  /** Whether a tile has its center in bounds. */
  boolean isIn(Bounds bounds, int tile) {
    return bounds.contains(latitude[tile], longitude[tile]);
  }

  /** Visits the squares with sensors that some bounds touch. */
  void eachSquare(Bounds bounds, Visitor visitor) {
    int firstRow = row(bounds.south());
    int lastRow = row(bounds.north());
    int first = (int) Math.floor(bounds.west() + 180);
    int last = (int) Math.floor(bounds.east() + 180);
    boolean allRound = last - first >= COLUMNS;
    for (int row = firstRow; row <= lastRow; row++) {
      boolean wholeRow = row - 90 >= bounds.south() && row - 89 <= bounds.north();
      for (int column = first; column <= (allRound ? first + COLUMNS - 1 : last); column++) {
        Square found = squares[row * COLUMNS + column % COLUMNS];
        if (found != null && found.size > 0) {
          boolean wholeColumn =
              allRound || (column - 180 >= bounds.west() && column - 179 <= bounds.east());
          visitor.square(found, wholeRow && wholeColumn);
        }
      }
    }
  }

  private static int row(double latitude) {
    return Math.max(0, Math.min(ROWS - 1, (int) Math.floor(latitude + 90)));
  }

  private static int column(double longitude) {
    return (int) Math.floor(longitude + 180) % COLUMNS;
  }
}
