package dev.millrace.geo;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Polygons by their GeoJSON, so that a text that comes with many rows is read once. Safe for use by
 * several threads.
 */
public final class Polygons {
  /** Texts that are kept; with more the keeping begins anew. */
  private static final int MOST = 1_000;

  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /** Most often the next row has the same text: to compare it is faster than to hash it. */
  private volatile Known last;

  private record Known(String geoJson, Polygon polygon) {}

  /**
   * The polygon of a text.
   *
   * @throws IllegalArgumentException as {@link GeoJson#polygon} does
   */
  public Polygon of(String geoJson) {
    Known before = last;
    if (before != null && before.geoJson().equals(geoJson)) {
      return before.polygon();
    }
    Known found = known.get(geoJson);
    if (found == null) {
      found = new Known(geoJson, GeoJson.polygon(geoJson));
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(geoJson, found);
    }
    last = found;
    return found.polygon();
  }
}
