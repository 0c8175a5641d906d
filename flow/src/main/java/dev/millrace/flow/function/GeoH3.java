package dev.millrace.flow.function;

import dev.millrace.geo.HexCells;
import dev.millrace.geo.Sphere;
import org.apache.flink.table.functions.ScalarFunction;

/** {@code geo_h3}: the index of the H3 cell that a place is in. */
public final class GeoH3 extends ScalarFunction {
  private static final long serialVersionUID = 1L;

  /**
   * Null when the place is none.
   *
   * @throws IllegalArgumentException when H3 has no cells of the resolution
   */
  public String eval(Double latitude, Double longitude, Integer resolution) {
    if (latitude == null
        || longitude == null
        || resolution == null
        || !Sphere.isPlace(latitude, longitude)) {
      return null;
    }
    return HexCells.at(latitude, longitude, resolution);
  }
}
