package dev.millrace.flow.function;

import dev.millrace.geo.Sphere;
import org.apache.flink.table.functions.ScalarFunction;

/** {@code geo_distance_m}: the distance of two places in metres. */
public final class GeoDistance extends ScalarFunction {
  private static final long serialVersionUID = 1L;

  /** Null when one of the places is none. */
  public Double eval(
      Double latitude, Double longitude, Double otherLatitude, Double otherLongitude) {
    if (latitude == null
        || longitude == null
        || otherLatitude == null
        || otherLongitude == null
        || !Sphere.isPlace(latitude, longitude)
        || !Sphere.isPlace(otherLatitude, otherLongitude)) {
      return null;
    }
    return Sphere.distance(latitude, longitude, otherLatitude, otherLongitude);
  }
}
