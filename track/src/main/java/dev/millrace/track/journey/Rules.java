package dev.millrace.track.journey;

import java.io.Serializable;
import java.time.Duration;

/**
 * How fixes are read.
 *
 * @param lateness how much later than a newer fix one may come and still count, in milliseconds
 * @param clockTolerance how far ahead a sensor's clock may be, in milliseconds
 * @param fastest nothing that is tracked goes faster, in km/h; what seems to has jumped
 * @param stopRadius who stays within it has stopped, in metres
 * @param stopTime for so long, in milliseconds
 */
public record Rules(
    long lateness, long clockTolerance, double fastest, double stopRadius, long stopTime)
    implements Serializable {
  /** For anything from a parcel to an aircraft. */
  public static final Rules DEFAULT =
      new Rules(
          Duration.ofMinutes(2).toMillis(),
          Duration.ofMinutes(1).toMillis(),
          1_300,
          200,
          Duration.ofMinutes(5).toMillis());
}
