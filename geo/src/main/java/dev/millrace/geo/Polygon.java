package dev.millrace.geo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The places inside one or more rings, by the rule of even and odd: a ring within another is a
 * hole. Edges are straight on a map of latitudes and longitudes, and take the shorter way round the
 * Earth, as in GeoJSON (RFC 7946). A ring that goes all the way round encloses the pole that is
 * nearer to its places on average. A ring without area contains nothing. Of two polygons that share
 * a border a place on it is in one.
 */
public final class Polygon implements Fence {
  /** By ring: latitude and longitude of each corner in turn, the first one at the end again. */
  private final double[][] rings;

  private final Bounds bounds;

  /** What {@link #bounds} is in the rings' own turn. */
  private final double south;

  private final double west;
  private final double north;
  private final double east;

  private Polygon(double[][] rings) {
    this.rings = rings;
    double lowest = 90;
    double highest = -90;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double[] ring : rings) {
      for (int i = 0; i < ring.length; i += 2) {
        lowest = Math.min(lowest, ring[i]);
        highest = Math.max(highest, ring[i]);
        least = Math.min(least, ring[i + 1]);
        most = Math.max(most, ring[i + 1]);
      }
    }
    south = lowest;
    north = highest;
    west = least;
    east = most;
    bounds = Bounds.of(south, west, north, east);
  }

  /**
   * A polygon.
   *
   * @param rings by ring: latitude and longitude of each corner in turn; the first corner may stand
   *     at the end again
   * @throws IllegalArgumentException when a ring has fewer than three corners, or a latitude or
   *     longitude is none
   */
  public static Polygon of(List<double[]> rings) {
    if (rings.isEmpty()) {
      throw new IllegalArgumentException("Cannot make a polygon without a ring.");
    }
    List<double[]> whole = new ArrayList<>();
    double begin = Sphere.normal(rings.get(0)[1]);
    for (double[] ring : rings) {
      whole.add(closed(ring, begin));
    }
    return new Polygon(whole.toArray(double[][]::new));
  }

  /**
   * The ring with each longitude in the turn of the one before.
   *
   * @param begin of the polygon: rings must be in one turn
   */
  private static double[] closed(double[] ring, double begin) {
    int corners = ring.length / 2;
    boolean repeated =
        corners > 1 && ring[0] == ring[ring.length - 2] && ring[1] == ring[ring.length - 1];
    corners = repeated ? corners - 1 : corners;
    if (corners < 3 || ring.length % 2 != 0) {
      throw new IllegalArgumentException("Cannot make a ring of " + corners + " corners.");
    }
    double[] turned = new double[2 * corners + 2];
    double before = begin;
    double sum = 0;
    for (int i = 0; i <= corners; i++) {
      double latitude = ring[2 * (i % corners)];
      double longitude = ring[2 * (i % corners) + 1];
      if (!Sphere.isPlace(latitude, longitude)) {
        throw new IllegalArgumentException(
            "Cannot read latitude " + latitude + ", longitude " + longitude + ".");
      }
      before += Sphere.normal(longitude - before);
      turned[2 * i] = latitude;
      turned[2 * i + 1] = before;
      sum += i < corners ? latitude : 0;
    }
    boolean allRound = Math.abs(before - turned[1]) > 180;
    return allRound ? overThePole(turned, sum < 0 ? -90 : 90) : turned;
  }

  private static double[] overThePole(double[] ring, double pole) {
    double[] whole = Arrays.copyOf(ring, ring.length + 6);
    whole[ring.length] = pole;
    whole[ring.length + 1] = ring[ring.length - 1];
    whole[ring.length + 2] = pole;
    whole[ring.length + 3] = ring[1];
    whole[ring.length + 4] = ring[0];
    whole[ring.length + 5] = ring[1];
    return whole;
  }

  @Override
  public boolean contains(double latitude, double longitude) {
    if (latitude < south || latitude > north) {
      return false;
    }
    // The least longitude of the same place that is not west of all rings, and those a turn on.
    double first = longitude + 360 * Math.ceil((west - longitude) / 360);
    boolean inside = false;
    for (double turned = first; turned <= east; turned += 360) {
      // A hole may stand in another turn than the ring around it.
      inside ^= isInside(latitude, turned);
    }
    return inside;
  }

  /** Counts the edges that a line to the east crosses. A corner belongs to the edge above it. */
  private boolean isInside(double latitude, double longitude) {
    boolean inside = false;
    for (double[] ring : rings) {
      for (int i = 2; i < ring.length; i += 2) {
        double lat = ring[i - 2];
        double nextLat = ring[i];
        if ((lat > latitude) != (nextLat > latitude)) {
          double lon = ring[i - 1];
          double crossing = lon + (latitude - lat) / (nextLat - lat) * (ring[i + 1] - lon);
          inside ^= longitude < crossing;
        }
      }
    }
    return inside;
  }

  @Override
  public Bounds bounds() {
    return bounds;
  }

  @Override
  public boolean covers(Bounds within) {
    if (!contains(within.south(), Sphere.normal(within.west()))) {
      return false;
    }
    // All turns in which the rings and the rectangle have a longitude in common.
    for (double turn = 360 * Math.ceil((within.west() - east) / 360);
        west + turn <= within.east();
        turn += 360) {
      if (anyEdgeMeets(within, turn)) {
        return false;
      }
    }
    return true;
  }

  private boolean anyEdgeMeets(Bounds within, double turn) {
    for (double[] ring : rings) {
      for (int i = 2; i < ring.length; i += 2) {
        if (meets(ring[i - 2], ring[i - 1] + turn, ring[i], ring[i + 1] + turn, within)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether an edge has a place in common with a rectangle: clips it, by Liang and Barsky. */
  private static boolean meets(double lat, double lon, double nextLat, double nextLon, Bounds in) {
    double from = 0;
    double to = 1;
    double[][] sides = {
      {-(nextLon - lon), lon - in.west()},
      {nextLon - lon, in.east() - lon},
      {-(nextLat - lat), lat - in.south()},
      {nextLat - lat, in.north() - lat}
    };
    for (double[] side : sides) {
      if (side[0] == 0) {
        if (side[1] < 0) {
          return false;
        }
      } else if (side[0] < 0) {
        from = Math.max(from, side[1] / side[0]);
      } else {
        to = Math.min(to, side[1] / side[0]);
      }
    }
    return from <= to;
  }
}
