package dev.millrace.track.job;

/**
 * What a sensor travels with, and what is wrong there. Texts are empty for none; times are in
 * milliseconds since 1970, 0 for none. Public because Flink reads it by its parts.
 *
 * @param order counts on with each that is told of a sensor
 * @param updated when the newest of what it follows from was committed
 */
public record SensorNews(
    String system,
    String sensor,
    long order,
    long updated,
    String shipment,
    String mode,
    String carrier,
    String customer,
    boolean late,
    boolean beyondLimit,
    long silentSince) {

  static SensorNews of(Progress progress, boolean late) {
    boolean over = progress.over();
    return new SensorNews(
        progress.system(),
        progress.sensor(),
        progress.order(),
        progress.updated(),
        over ? "" : progress.shipment(),
        over ? "" : progress.mode(),
        over ? "" : progress.carrier(),
        over ? "" : progress.customer(),
        late && !over,
        progress.beyondLimit(),
        over ? 0 : progress.silentSince());
  }

  String key() {
    return system + '\0' + sensor;
  }

  /** Whether it tells the same as another. */
  boolean tellsNothingNewAfter(SensorNews other) {
    return new SensorNews(
            system,
            sensor,
            other.order,
            other.updated,
            shipment,
            mode,
            carrier,
            customer,
            late,
            beyondLimit,
            silentSince)
        .equals(other);
  }
}
