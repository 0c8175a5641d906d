package dev.millrace.track.journey;

/**
 * Between which values a measurement is right.
 *
 * @param lower NaN when there is no such limit
 * @param upper NaN when there is no such limit
 */
public record Limits(float lower, float upper) {
  /** No limits. */
  public static final Limits NONE = new Limits(Float.NaN, Float.NaN);

  /** The part of the range, or of the limit itself, by which a value must be back to be right. */
  private static final float HYSTERESIS = 0.02f;

  /** Whether a value is beyond a limit. */
  boolean isBeyond(float value) {
    return value < lower || value > upper;
  }

  /** Whether a value that was beyond a limit is well within again, so that it does not flicker. */
  boolean isWellWithin(float value) {
    float range = Float.isNaN(upper - lower) ? firstOf(lower, upper) : upper - lower;
    float margin = Math.abs(range) * HYSTERESIS;
    return !(value < lower + margin) && !(value > upper - margin);
  }

  private static float firstOf(float one, float other) {
    return Float.isNaN(one) ? Float.isNaN(other) ? 0 : other : one;
  }
}
