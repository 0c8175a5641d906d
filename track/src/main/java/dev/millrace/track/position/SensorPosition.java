package dev.millrace.track.position;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a sensor is, how it fares, and what it goes with.
 *
 * @param source name of the sensor's source
 * @param sensor key of the sensor within its source
 * @param time of its newest fix, in milliseconds since 1970
 * @param latitude in units of 1e-7 degrees
 * @param longitude likewise, at least -180 degrees and below 180
 * @param speed in km/h; NaN when not known
 * @param heading in degrees clockwise from true north; NaN when not known
 * @param value what it measures, in its unit; NaN when nothing
 * @param moving whether it moves
 * @param late whether its shipment is expected later than planned
 * @param beyondLimit whether what it measures is beyond a limit
 * @param mode how its shipment travels at present
 * @param shipment key of the shipment it travels with, within its source
 * @param carrier who moves it
 * @param customer who gets it
 */
public record SensorPosition(
    String source,
    String sensor,
    long time,
    int latitude,
    int longitude,
    float speed,
    float heading,
    float value,
    boolean moving,
    boolean late,
    boolean beyondLimit,
    Optional<Mode> mode,
    Optional<String> shipment,
    Optional<String> carrier,
    Optional<String> customer) {
  /** Units of a degree. */
  public static final double UNITS = 1e7;

  /** What it travels with, and how that fares. */
  public Errand errand() {
    return new Errand(shipment, mode, carrier, customer, late, beyondLimit);
  }

  /** How goods travel: DCSA modeOfTransport, by its names in the model. */
  public enum Mode {
    SEA(1),
    AIR(2),
    ROAD(3),
    RAIL(4),
    INLAND_WATERWAY(5),
    PARCEL(6);

    private static final Mode[] ALL = values();

    /** Above 0, for good. */
    private final int number;

    Mode(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    /** The mode of a name of the model. */
    public static Optional<Mode> of(String name) {
      return Arrays.stream(ALL)
          .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(name))
          .findFirst();
    }

    /** The mode of a number; none for 0. */
    static Optional<Mode> of(int number) {
      return Arrays.stream(ALL).filter(mode -> mode.number == number).findFirst();
    }
  }
}
