package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.track.position.SensorPosition;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** {@code GET /api/positions/sensor}: all that is known of a sensor now. */
public final class PositionEndpoint implements Endpoint {

  /** Where a sensor is, how it fares, and what it goes with. */
  public record PositionNow(
      @Description("Name of the sensor's source.") String source,
      @Description("Key of the sensor within its source.") String sensor,
      @Description("Of its newest fix.") Instant time,
      @Description("In degrees.") double latitude,
      @Description("In degrees.") double longitude,
      @Description("In km/h; null when not known.") Optional<Double> speedKmh,
      @Description("In degrees clockwise from true north; null when not known.")
          Optional<Double> headingDeg,
      @Description("What it measures, in its unit; null when nothing.") Optional<Double> value,
      boolean moving,
      @Description("Whether its shipment is expected later than planned.") boolean late,
      @Description("Whether what it measures is beyond a limit.") boolean beyondLimit,
      @Description(
              "How its shipment travels at present: sea, air, road, rail, inland_waterway or"
                  + " parcel.")
          Optional<String> mode,
      @Description("Key of the shipment it travels with, within its source.")
          Optional<String> shipment,
      Optional<String> carrier,
      Optional<String> customer) {

    static PositionNow of(SensorPosition position) {
      return new PositionNow(
          position.source(),
          position.sensor(),
          Instant.ofEpochMilli(position.time()),
          position.latitude() / SensorPosition.UNITS,
          position.longitude() / SensorPosition.UNITS,
          known(position.speed()),
          known(position.heading()),
          known(position.value()),
          position.moving(),
          position.late(),
          position.beyondLimit(),
          position.mode().map(mode -> mode.name().toLowerCase(Locale.ROOT)),
          position.shipment(),
          position.carrier(),
          position.customer());
    }

    /** Shows a float with the digits that it was made of. */
    private static Optional<Double> known(float value) {
      return Float.isNaN(value) ? Optional.empty() : Optional.of(Double.valueOf("" + value));
    }
  }

  private static final Parameter<String> SOURCE =
      Parameter.required("source", "Name of the sensor's source.");
  private static final Parameter<String> SENSOR =
      Parameter.required("sensor", "Key of the sensor within its source.");

  private final Platform platform;

  public PositionEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.get(
            "/api/positions/sensor",
            "position",
            "All that is known of a sensor now.",
            Route.Effort.QUICK,
            PositionNow.class)
        .with(SOURCE, SENSOR)
        .refusing(ErrorCode.REQUEST_INVALID, ErrorCode.NOT_RUNNING);
  }

  @Override
  public Reply handle(Request request) {
    String source = request.value(SOURCE);
    String sensor = request.value(SENSOR);
    return Reply.ok(
        platform
            .positions()
            .get(source, sensor)
            .map(PositionNow::of)
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "Cannot find sensor: " + sensor + " of " + source + ".",
                        "It has not reported a position since Millrace started, nor in the day"
                            + " before. GET /api/positions shows those that have.")));
  }
}
