package dev.millrace.geo;

/**
 * All places between two latitudes and two longitudes, the borders included.
 *
 * @param west at least -180, below 180
 * @param east at least {@code west}; beyond 180 when the 180th meridian lies in between, {@code
 *     west} + 360 for all the way round
 */
public record Bounds(double south, double west, double north, double east) {

  /** Bounds from a western to an eastern longitude, in whatever turn they are given. */
  public static Bounds of(double south, double west, double north, double east) {
    if (east - west >= 360) {
      return new Bounds(south, -180, north, 180);
    }
    double normal = Sphere.normal(west);
    return new Bounds(south, normal, north, normal + east - west);
  }

  /**
   * Bounds that hold all places at most a distance away from these, and not many more.
   *
   * @param metres shorter than from the equator to a pole
   */
  public Bounds widened(double metres) {
    double degrees = metres / Sphere.DEGREE;
    double farthest = Math.max(-south, north) + degrees;
    // Near a pole every longitude is near.
    double wide = farthest >= 90 ? 180 : degrees / Math.cos(Math.toRadians(farthest));
    return of(
        Math.max(-90, south - degrees), west - wide, Math.min(90, north + degrees), east + wide);
  }

  /** Whether a place with a normal longitude is in. */
  public boolean contains(double latitude, double longitude) {
    return latitude >= south
        && latitude <= north
        && ((longitude >= west && longitude <= east) || longitude + 360 <= east);
  }
}
