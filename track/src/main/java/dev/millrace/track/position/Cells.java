package dev.millrace.track.position;

import com.uber.h3core.H3Core;
import com.uber.h3core.util.LatLng;
import dev.millrace.geo.Bounds;
import dev.millrace.geo.Sphere;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Cells of H3, the hexagonal grid of the Earth.
 *
 * @see <a href="https://h3geo.org/docs/core-library/h3Indexing">H3's index</a>
 */
final class Cells {
  /** The finest cells that are used: of this resolution, some 2.4 km wide. */
  static final int FINEST = 7;

  /**
   * Mean areas of cells by resolution, in square kilometres.
   *
   * @see <a href="https://h3geo.org/docs/core-library/restable">H3's tables</a>
   */
  private static final double[] AREAS = {
    4_357_449.416, 609_788.442, 86_801.780, 12_393.435, 1_770.348, 252.904, 36.129, 5.161
  };

  private static final int FINEST_OF_H3 = 15;
  private static final int RESOLUTION_AT = 52;
  private static final int DIGIT_BITS = 3;

  private final H3Core h3;

  Cells() {
    try {
      h3 = H3Core.newInstance();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot load H3's library for this machine.", e);
    }
  }

  /** The finest cell that a place is in. */
  long at(double latitude, double longitude) {
    return h3.latLngToCell(latitude, longitude, FINEST);
  }

  LatLng center(long cell) {
    return h3.cellToLatLng(cell);
  }

  /** A distance from its center, in metres, within which all places are in the cell. */
  double innerRadius(long cell, LatLng center) {
    double least = Double.POSITIVE_INFINITY;
    LatLng before = null;
    LatLng first = null;
    for (LatLng corner : h3.cellToBoundary(cell)) {
      if (before == null) {
        first = corner;
      } else {
        least = Math.min(least, toMiddle(center, before, corner));
      }
      before = corner;
    }
    return 0.9 * Math.min(least, toMiddle(center, before, first));
  }

  private static double toMiddle(LatLng center, LatLng one, LatLng other) {
    double longitude = one.lng + Sphere.normal(other.lng - one.lng) / 2;
    return Sphere.distance(center.lat, center.lng, (one.lat + other.lat) / 2, longitude);
  }

  /** A number for a cell, of whose bits each depends on all of the cell's. */
  static int hash(long cell) {
    long mixed = cell * 0x9E3779B97F4A7C15L;
    return (int) ((mixed >>> 32) ^ (mixed >>> 52));
  }

  /** The finest resolution at which a window has no more than some number of cells. */
  static int resolution(Bounds window, int most) {
    double area =
        Math.pow(Sphere.RADIUS / 1000, 2)
            * Math.toRadians(window.east() - window.west())
            * (Math.sin(Math.toRadians(window.north())) - Math.sin(Math.toRadians(window.south())));
    int resolution = FINEST;
    while (resolution > 0 && area / AREAS[resolution] > most) {
      resolution--;
    }
    return resolution;
  }

  /** The width of a cell, in metres; a cell that is no hexagon, or a large one, may be wider. */
  static double width(int resolution) {
    return 1000 * 1.5 * Math.sqrt(AREAS[resolution]);
  }

  /**
   * The cell of a coarser resolution in which a cell counts: its index with the finer digits blank.
   */
  static long parent(long cell, int resolution) {
    long blank = (1L << (DIGIT_BITS * (FINEST_OF_H3 - resolution))) - 1;
    return (cell & ~(0xFL << RESOLUTION_AT)) | ((long) resolution << RESOLUTION_AT) | blank;
  }
}
