package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import java.util.Optional;

/** {@code GET /api/geofences/{source_system}/{location_key}}: the border drawn for a place. */
public final class GeofenceEndpoint implements Endpoint {
  static final String PATH = "/api/geofences/{source_system}/{location_key}";
  static final Parameter<String> SYSTEM =
      Parameter.inPath("source_system", "The place's source, as in model.location.");
  static final Parameter<String> LOCATION =
      Parameter.inPath("location_key", "The place's source_key in model.location.");

  /** The border of a place: a circle or a polygon. */
  public record Geofence(
      String sourceSystem,
      String locationKey,
      @Description("Degrees, of the centre of a circle; null when it is the place itself.")
          Optional<Double> latitude,
      @Description("Degrees, of the centre of a circle; null when it is the place itself.")
          Optional<Double> longitude,
      @Description("In metres, of a circle; null when it is a polygon.") Optional<Double> radiusM,
      @Description("Text of a GeoJSON Polygon or MultiPolygon; null when it is a circle.")
          Optional<String> boundary) {}

  private final Platform platform;

  public GeofenceEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.get(
            PATH,
            "geofence",
            "The border that somebody has drawn for a place.",
            Route.Effort.SLOW,
            Geofence.class)
        .saying(
            "404 when none has been drawn: then its source's counts, or else a circle of a radius"
                + " by the place's kind. All of them are rows of `model.geofence`.")
        .with(SYSTEM, LOCATION)
        .refusing(ErrorCode.NOT_RUNNING);
  }

  @Override
  public Reply handle(Request request) {
    String system = request.value(SYSTEM);
    String location = request.value(LOCATION);
    return Reply.ok(
        platform
            .geofences()
            .drawn(system, location)
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "Cannot find a geofence drawn for " + location + " of " + system + ".",
                        "Draw one with PUT, or look into model.geofence for its source's.")));
  }
}
