package dev.millrace.geo;

/** A geofence: the places that belong to a location. Immutable. */
public sealed interface Fence permits Circle, Polygon {

  /**
   * Whether a place is inside.
   *
   * @param longitude at least -180, below 180: {@link Sphere#normal}
   */
  boolean contains(double latitude, double longitude);

  /** Bounds that hold all of it. */
  Bounds bounds();

  /**
   * Whether all places of some bounds are inside. May say no where that is not easily told.
   *
   * @param within smaller than a hemisphere
   */
  boolean covers(Bounds within);
}
