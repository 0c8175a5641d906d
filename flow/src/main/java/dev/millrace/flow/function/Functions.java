package dev.millrace.flow.function;

import org.apache.flink.table.api.TableEnvironment;

/** Gives SQL the functions, under the names that queries of the live store have for the same. */
public final class Functions {
  private Functions() {}

  /** Makes the functions known to SQL that is planned with an environment. */
  public static void register(TableEnvironment tables) {
    tables.createTemporarySystemFunction("geo_distance_m", GeoDistance.class);
    tables.createTemporarySystemFunction("geo_h3", GeoH3.class);
    tables.createTemporarySystemFunction("geo_within", GeoWithin.class);
  }
}
