package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;

/**
 * {@code DELETE /api/geofences/{source_system}/{location_key}}: removes the border that was drawn.
 */
public final class RemoveGeofenceEndpoint implements Endpoint {

  /** Whose border it was. */
  public record RemovedGeofence(String sourceSystem, String locationKey) {}

  private final Platform platform;

  public RemoveGeofenceEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.of(
            Route.Method.DELETE,
            GeofenceEndpoint.PATH,
            "removeGeofence",
            "Removes the border that somebody has drawn for a place.",
            new Route.Answer.Json(200, RemovedGeofence.class))
        .saying(
            "Then its source's counts again, or else a circle of a radius by the place's kind. Its"
                + " past stays in the lake.")
        .with(GeofenceEndpoint.SYSTEM, GeofenceEndpoint.LOCATION)
        .costing(Route.Effort.SLOW)
        .refusing(ErrorCode.NOT_RUNNING);
  }

  @Override
  public Reply handle(Request request) {
    String system = request.value(GeofenceEndpoint.SYSTEM);
    String location = request.value(GeofenceEndpoint.LOCATION);
    platform.geofences().remove(system, location);
    return Reply.ok(new RemovedGeofence(system, location));
  }
}
