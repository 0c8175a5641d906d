package dev.millrace.server;

import dev.millrace.server.endpoint.GeofenceEndpoint.Geofence;
import dev.millrace.server.endpoint.Geofences;
import dev.millrace.server.endpoint.NotFoundException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Borders in memory. */
final class FakeGeofences implements Geofences {
  private final Map<List<String>, Geofence> drawn = new ConcurrentHashMap<>();

  @Override
  public Optional<Geofence> drawn(String system, String location) {
    return Optional.ofNullable(drawn.get(List.of(system, location)));
  }

  @Override
  public void draw(Geofence geofence) {
    drawn.put(List.of(geofence.sourceSystem(), geofence.locationKey()), geofence);
  }

  @Override
  public void remove(String system, String location) {
    if (drawn.remove(List.of(system, location)) == null) {
      throw new NotFoundException("Cannot remove it: it is not there.", "Draw it.");
    }
  }
}
