package dev.millrace.track.journey;

import dev.millrace.geo.Sphere;

/**
 * Where a sensor was at a moment, and what it measured there.
 *
 * @param time in milliseconds since 1970, by the sensor's clock
 * @param latitude in units of 1e-7 degrees, as GPS receivers give it; some 11 mm. Of a measurement
 *     alone it says nothing: {@link #hasPlace}
 * @param longitude likewise, at least -180 degrees and below 180
 * @param speed in km/h; NaN when the sensor does not tell
 * @param heading in degrees clockwise from true north; NaN when the sensor does not tell
 * @param value what it measured; NaN when the fix is a position alone
 */
public record Fix(long time, int latitude, int longitude, float speed, float heading, float value) {
  /** Units of a degree. */
  static final double UNITS = 1e7;

  private static final int NOWHERE = Integer.MIN_VALUE;
  private static final int HALF_TURN = 1_800_000_000;

  /**
   * A fix in degrees.
   *
   * @param longitude in any turn
   * @throws IllegalArgumentException when that is no place on Earth
   */
  public static Fix of(
      long time, double latitude, double longitude, float speed, float heading, float value) {
    if (!(Math.abs(latitude) <= 90) || !Double.isFinite(longitude)) {
      throw new IllegalArgumentException(
          "Cannot place a sensor at latitude " + latitude + ", longitude " + longitude + ".");
    }
    int east = (int) Math.round(Sphere.normal(longitude) * UNITS);
    return new Fix(
        time,
        (int) Math.round(latitude * UNITS),
        east == HALF_TURN ? -HALF_TURN : east,
        speed,
        heading,
        value);
  }

  /** A position alone. */
  public static Fix at(long time, double latitude, double longitude) {
    return of(time, latitude, longitude, Float.NaN, Float.NaN, Float.NaN);
  }

  /** A measurement of a sensor that does not know where it is. */
  public static Fix measured(long time, float value) {
    return new Fix(time, NOWHERE, NOWHERE, Float.NaN, Float.NaN, value);
  }

  /** Whether it says where the sensor was. */
  public boolean hasPlace() {
    return latitude != NOWHERE;
  }

  /** The same measurement at a place. */
  public Fix placed(double north, double east) {
    return of(time, north, east, speed, heading, value);
  }

  /**
   * The same at a time that can be: a sensor whose clock is farther ahead than it may be is taken
   * to have measured when the fix came.
   *
   * @param received when it came, in milliseconds since 1970
   */
  public Fix believable(long received, Rules rules) {
    return time <= received + rules.clockTolerance()
        ? this
        : new Fix(received, latitude, longitude, speed, heading, value);
  }

  double latitudeDegrees() {
    return latitude / UNITS;
  }

  double longitudeDegrees() {
    return longitude / UNITS;
  }
}
