package dev.millrace.track.job;

import java.io.Serializable;
import java.time.Duration;

/**
 * How sensors are followed.
 *
 * @param parallelism how many parts of the job run at once
 * @param silence how long after its last reading a sensor that travels with a shipment is silent
 * @param told how often at least it is told how far a shipment is, by the readings' times
 */
public record TrackingOptions(int parallelism, Duration silence, Duration told)
    implements Serializable {
  /** For sensors that report every few seconds to every few minutes. */
  public static final TrackingOptions DEFAULT =
      new TrackingOptions(1, Duration.ofMinutes(15), Duration.ofMinutes(1));
}
