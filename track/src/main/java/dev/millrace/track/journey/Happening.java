package dev.millrace.track.journey;

/**
 * Something that a sensor's fixes show.
 *
 * @param time when it happened, in milliseconds since 1970: that of the first fix that shows it
 * @param latitude where, in degrees
 * @param longitude where, in degrees
 * @param place number of the place that was entered or left; -1 when it is about none
 * @param value what was measured, when it is about that; otherwise NaN
 */
public record Happening(
    Kind kind, long time, double latitude, double longitude, int place, float value) {
  /** What happens. */
  public enum Kind {
    /** It is inside a place where it was not before. */
    ENTERED,
    /** It is outside of a place where it was before. */
    LEFT,
    /** It has stayed where it is for a while; the time is that of its coming there. */
    STOPPED,
    /** It goes on behind a stop. */
    MOVED,
    /** What it measures is beyond a limit. */
    BEYOND_LIMIT,
    /** What it measures is right again. */
    WITHIN_LIMITS
  }
}
