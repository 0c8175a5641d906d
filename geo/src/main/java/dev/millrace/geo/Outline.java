package dev.millrace.geo;

import java.util.List;

/**
 * Looks at the border of a place as somebody has drawn it, before it is taken: {@link Polygon}
 * reads anything that has corners, also what nobody means.
 */
public final class Outline {
  /** So many corners a border may have. */
  public static final int CORNERS_MAX = 1_000;

  private static final int CORNERS_MIN = 3;

  private Outline() {}

  /**
   * Checks rings. Each is looked at by itself: whether two of them cross is not.
   *
   * @param rings by ring: latitude and longitude of each corner in turn; the first corner may stand
   *     at the end again
   * @throws IllegalArgumentException when there is none; when a corner is no place on Earth; when a
   *     ring has fewer than three corners at different places, or crosses or touches itself; when
   *     there are more corners than {@link #CORNERS_MAX}
   */
  public static void check(List<double[]> rings) {
    if (rings.isEmpty()) {
      throw new IllegalArgumentException("it has no corners");
    }
    int corners = 0;
    for (double[] ring : rings) {
      corners += ring.length / 2;
    }
    // Each ring repeats its first corner in GeoJSON.
    if (corners - rings.size() > CORNERS_MAX) {
      throw new IllegalArgumentException(
          "it has " + (corners - rings.size()) + " corners, and may have " + CORNERS_MAX);
    }
    for (double[] ring : rings) {
      check(ring);
    }
  }

  private static void check(double[] ring) {
    for (int i = 0; i < ring.length; i += 2) {
      if (!isPlace(ring[i], ring[i + 1])) {
        throw new IllegalArgumentException(
            "corner " + (i / 2 + 1) + " is at latitude " + ring[i] + ", longitude " + ring[i + 1]);
      }
    }
    double[] x = new double[ring.length / 2 + 1];
    double[] y = new double[ring.length / 2 + 1];
    int count = distinct(ring, x, y);
    if (count < CORNERS_MIN) {
      throw new IllegalArgumentException(
          "it has corners at " + count + " different places, and needs " + CORNERS_MIN);
    }
    x[count] = x[count - 1] + Sphere.normal(x[0] - x[count - 1]);
    y[count] = y[0];
    if (Math.abs(x[count] - x[0]) < 180) {
      checkCrossings(x, y, count);
    }
  }

  /** Whether somebody may mean this: a longitude of another turn is rather a mistake. */
  public static boolean isPlace(double latitude, double longitude) {
    return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  }

  /** Corners that are not where the one before is, each longitude in the turn of the one before. */
  private static int distinct(double[] ring, double[] x, double[] y) {
    int count = 0;
    for (int i = 0; i < ring.length; i += 2) {
      double longitude =
          count == 0 ? ring[i + 1] : x[count - 1] + Sphere.normal(ring[i + 1] - x[count - 1]);
      if (count == 0 || longitude != x[count - 1] || ring[i] != y[count - 1]) {
        x[count] = longitude;
        y[count++] = ring[i];
      }
    }
    boolean closed = count > 1 && y[count - 1] == y[0] && Sphere.normal(x[count - 1] - x[0]) == 0;
    return closed ? count - 1 : count;
  }

  private static void checkCrossings(double[] x, double[] y, int count) {
    for (int i = 0; i < count; i++) {
      for (int j = i + 1; j < count; j++) {
        boolean neighbours = j == i + 1 || (i == 0 && j == count - 1);
        if (neighbours ? turnsBack(x, y, i, j, count) : cross(x, y, i, j)) {
          throw new IllegalArgumentException(
              "its edges behind corners " + (i + 1) + " and " + (j + 1) + " cross");
        }
      }
    }
  }

  /** Whether one edge lies on its neighbour. */
  private static boolean turnsBack(double[] x, double[] y, int i, int j, int count) {
    int before = j == i + 1 ? i : j;
    int after = j == i + 1 ? j : i;
    int middle = (before + 1) % count;
    double ax = x[before + 1] - x[before];
    double ay = y[before + 1] - y[before];
    double bx = x[after + 1] - x[after];
    double by = y[after + 1] - y[after];
    return middle == after && ax * by == ay * bx && ax * bx + ay * by < 0;
  }

  private static boolean cross(double[] x, double[] y, int i, int j) {
    double one = side(x, y, i, x[j], y[j]);
    double other = side(x, y, i, x[j + 1], y[j + 1]);
    double back = side(x, y, j, x[i], y[i]);
    double forth = side(x, y, j, x[i + 1], y[i + 1]);
    if (one == 0 && other == 0) {
      return overlap(x[i], x[i + 1], x[j], x[j + 1]) && overlap(y[i], y[i + 1], y[j], y[j + 1]);
    }
    return one * other <= 0 && back * forth <= 0;
  }

  /** On which side of an edge's line a place is; 0 on it. */
  private static double side(double[] x, double[] y, int edge, double px, double py) {
    double dx = x[edge + 1] - x[edge];
    double dy = y[edge + 1] - y[edge];
    return Math.signum(dx * (py - y[edge]) - dy * (px - x[edge]));
  }

  private static boolean overlap(double a, double b, double c, double d) {
    return Math.max(a, b) >= Math.min(c, d) && Math.max(c, d) >= Math.min(a, b);
  }
}
