package dev.millrace.server.endpoint;

import dev.millrace.server.endpoint.GeofenceEndpoint.Geofence;
import java.util.Optional;

/** Borders of places that somebody has drawn. Any thread may call any method, several at once. */
public interface Geofences {
  /** The border that was drawn for a place; empty when none was, or it is not shown yet. */
  Optional<Geofence> drawn(String system, String location);

  /**
   * Draws a border, in the place of the one before; returns when it is durable.
   *
   * @throws dev.millrace.api.MillraceException with NOT_RUNNING while it cannot be written
   * @throws NotFoundException when there is no such place
   */
  void draw(Geofence geofence);

  /**
   * Removes a border that was drawn; returns when that is durable.
   *
   * @throws dev.millrace.api.MillraceException with NOT_RUNNING while it cannot be written
   * @throws NotFoundException when none was drawn
   */
  void remove(String system, String location);
}
