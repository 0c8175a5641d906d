package dev.millrace.flow.function;

import dev.millrace.geo.Polygons;
import dev.millrace.geo.Sphere;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;

/** {@code geo_within}: whether a place is within a border in GeoJSON. */
public final class GeoWithin extends ScalarFunction {
  private static final long serialVersionUID = 1L;

  private transient Polygons polygons;

  @Override
  public void open(FunctionContext context) {
    polygons = new Polygons();
  }

  /**
   * Null when the place is none.
   *
   * @throws IllegalArgumentException when the text is no polygon in GeoJSON
   */
  public Boolean eval(Double latitude, Double longitude, String geoJson) {
    if (latitude == null
        || longitude == null
        || geoJson == null
        || !Sphere.isPlace(latitude, longitude)) {
      return null;
    }
    return polygons.of(geoJson).contains(latitude, Sphere.normal(longitude));
  }
}
