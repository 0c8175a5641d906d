package dev.millrace.geo;

/**
 * All places at most a distance away from one.
 *
 * @param radius in metres
 */
public record Circle(double latitude, double longitude, double radius) implements Fence {
  /** Rounding must not leave the border out of the bounds. */
  private static final double MARGIN_DEGREES = 1e-9;

  public Circle {
    if (!Sphere.isPlace(latitude, longitude)) {
      throw new IllegalArgumentException(
          "Cannot make a circle around latitude " + latitude + ", longitude " + longitude + ".");
    }
    if (!(radius >= 0) || radius == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("Cannot make a circle of radius " + radius + ".");
    }
    longitude = Sphere.normal(longitude);
  }

  @Override
  public boolean contains(double otherLatitude, double otherLongitude) {
    // A difference of latitude alone is the least distance there can be, and cheap.
    return Math.abs(otherLatitude - latitude) * Sphere.DEGREE <= radius + 1e-3
        && Sphere.distance(latitude, longitude, otherLatitude, otherLongitude) <= radius;
  }

  @Override
  public Bounds bounds() {
    double degrees = radius / Sphere.DEGREE + MARGIN_DEGREES;
    double south = latitude - degrees;
    double north = latitude + degrees;
    if (south <= -90 || north >= 90) {
      // A pole is inside: all longitudes are.
      return new Bounds(Math.max(-90, south), -180, Math.min(90, north), 180);
    }
    // Where a meridian touches the circle, by Napier's rule.
    double width =
        Math.toDegrees(
                Math.asin(
                    Math.min(
                        1, Math.sin(Math.toRadians(degrees)) / Math.cos(Math.toRadians(latitude)))))
            + MARGIN_DEGREES;
    return Bounds.of(south, longitude - width, north, longitude + width);
  }

  @Override
  public boolean covers(Bounds within) {
    // The farthest place of a small rectangle is a corner, but for its rounding along a parallel.
    double half = (within.east() - within.west()) / 2;
    double middle = within.west() + half;
    double height = (within.north() - within.south()) * Sphere.DEGREE;
    if (height / 2 > radius || !contains(within.south(), middle)) {
      return false;
    }
    double farthest = 0;
    for (double lat : new double[] {within.south(), within.north()}) {
      for (double lon : new double[] {within.west(), middle, within.east()}) {
        farthest = Math.max(farthest, Sphere.distance(latitude, longitude, lat, lon));
      }
    }
    return farthest + height / 2 + half * Sphere.DEGREE / 2 <= radius;
  }
}
