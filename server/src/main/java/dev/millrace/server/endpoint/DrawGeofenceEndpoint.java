package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.geo.GeoJson;
import dev.millrace.geo.Outline;
import dev.millrace.server.endpoint.GeofenceEndpoint.Geofence;
import java.util.Optional;

/** {@code PUT /api/geofences/{source_system}/{location_key}}: draws the border of a place. */
public final class DrawGeofenceEndpoint implements Endpoint {
  private static final double RADIUS_MIN = 1;
  private static final double RADIUS_MAX = 1_000_000;

  /** A circle, or a polygon. */
  public record GeofenceShape(
      @Description("Degrees, of the centre of a circle; left out with longitude, the place itself.")
          Optional<Double> latitude,
      @Description("Degrees, of the centre of a circle.") Optional<Double> longitude,
      @Description("In metres, from 1 to 1,000,000; makes it a circle.") Optional<Double> radiusM,
      @Description("Text of a GeoJSON Polygon or MultiPolygon; makes it a polygon.")
          Optional<String> boundary) {}

  private final Platform platform;

  public DrawGeofenceEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.of(
            Route.Method.PUT,
            GeofenceEndpoint.PATH,
            "drawGeofence",
            "Draws the border of a place, in the place of the one that was drawn before.",
            new Route.Answer.Json(200, Geofence.class))
        .saying(
            "It is a circle, by `radius_m`, or a polygon, by `boundary`, of up to 1,000 corners,"
                + " whose rings do not cross themselves. Edges take the shorter way round the Earth,"
                + " so a border may lie across the 180th meridian. It becomes a row of"
                + " `model.geofence` with the source_key `drawn/<location_key>`; what its source"
                + " says stays as it is.")
        .with(GeofenceEndpoint.SYSTEM, GeofenceEndpoint.LOCATION)
        .costing(Route.Effort.SLOW)
        .taking(GeofenceShape.class)
        .refusing(ErrorCode.REQUEST_INVALID, ErrorCode.NOT_RUNNING);
  }

  @Override
  public Reply handle(Request request) {
    GeofenceShape shape = request.body(GeofenceShape.class);
    check(shape);
    Geofence geofence =
        new Geofence(
            request.value(GeofenceEndpoint.SYSTEM),
            request.value(GeofenceEndpoint.LOCATION),
            shape.latitude(),
            shape.longitude(),
            shape.radiusM(),
            shape.boundary());
    platform.geofences().draw(geofence);
    return Reply.ok(geofence);
  }

  private static void check(GeofenceShape shape) {
    if (shape.radiusM().isPresent() == shape.boundary().isPresent()) {
      throw refused(
          shape.radiusM().isPresent()
              ? "it is a circle and a polygon at once"
              : "it is neither a circle nor a polygon",
          "Give either radius_m or boundary.");
    }
    if (shape.boundary().isPresent()) {
      checkPolygon(shape);
    } else {
      checkCircle(shape, shape.radiusM().orElseThrow());
    }
  }

  private static void checkPolygon(GeofenceShape shape) {
    if (shape.latitude().isPresent() || shape.longitude().isPresent()) {
      throw refused("a polygon has no centre", "Leave latitude and longitude out.");
    }
    try {
      Outline.check(GeoJson.rings(shape.boundary().orElseThrow()));
    } catch (IllegalArgumentException e) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot draw the geofence: " + e.getMessage().replaceFirst("\\.$", "") + ".",
          "Give a GeoJSON Polygon of 3 to 1,000 corners, each a longitude and a latitude, whose"
              + " edges do not cross.",
          e);
    }
  }

  private static void checkCircle(GeofenceShape shape, double radius) {
    if (!(radius >= RADIUS_MIN && radius <= RADIUS_MAX)) {
      throw refused("its radius is " + radius + " m", "Give one from 1 m to 1,000 km.");
    }
    if (shape.latitude().isPresent() != shape.longitude().isPresent()) {
      throw refused(
          "its centre is not whole", "Give latitude and longitude, or neither for the place.");
    }
    shape
        .latitude()
        .filter(latitude -> !Outline.isPlace(latitude, shape.longitude().orElseThrow()))
        .ifPresent(
            latitude -> {
              throw refused(
                  "its centre is at latitude "
                      + latitude
                      + ", longitude "
                      + shape.longitude().orElseThrow(),
                  "Give a latitude from -90 to 90 and a longitude from -180 to 180.");
            });
  }

  private static MillraceException refused(String why, String remedy) {
    return new MillraceException(
        ErrorCode.REQUEST_INVALID, "Cannot draw the geofence: " + why + ".", remedy);
  }
}
