package dev.millrace.geo;

/**
 * Distances and directions on a sphere with the Earth's mean radius: within 0.6 % of those on the
 * WGS 84 ellipsoid.
 */
public final class Sphere {
  /** The Earth's mean radius R1 by the IUGG, in metres. */
  public static final double RADIUS = 6_371_008.8;

  /** The length of a degree of latitude, in metres. */
  static final double DEGREE = RADIUS * Math.PI / 180;

  private Sphere() {}

  /**
   * The distance of two places in metres.
   *
   * @see <a href="https://en.wikipedia.org/wiki/Haversine_formula">Haversine formula</a>, exact
   *     enough for places that are close together, too
   */
  public static double distance(
      double latitude, double longitude, double otherLatitude, double otherLongitude) {
    double one = Math.toRadians(latitude);
    double other = Math.toRadians(otherLatitude);
    double north = Math.sin((other - one) / 2);
    double east = Math.sin(Math.toRadians(otherLongitude - longitude) / 2);
    double square = north * north + Math.cos(one) * Math.cos(other) * east * east;
    return 2 * RADIUS * Math.asin(Math.sqrt(Math.min(1, square)));
  }

  /** The direction in which another place lies, in degrees clockwise from north, below 360. */
  public static double bearing(
      double latitude, double longitude, double otherLatitude, double otherLongitude) {
    double one = Math.toRadians(latitude);
    double other = Math.toRadians(otherLatitude);
    double east = Math.toRadians(otherLongitude - longitude);
    double x = Math.cos(one) * Math.sin(other) - Math.sin(one) * Math.cos(other) * Math.cos(east);
    double degrees = Math.toDegrees(Math.atan2(Math.sin(east) * Math.cos(other), x));
    return degrees < 0 ? degrees + 360 : degrees;
  }

  /** Whether a latitude and a longitude, in any turn, are those of a place. */
  public static boolean isPlace(double latitude, double longitude) {
    return Math.abs(latitude) <= 90 && Double.isFinite(longitude);
  }

  /** The same longitude, at least -180 and below 180. */
  public static double normal(double longitude) {
    if (longitude >= -180 && longitude < 180) {
      return longitude;
    }
    double turned = (longitude + 180) % 360;
    return turned < 0 ? turned + 180 : turned - 180;
  }
}
