package dev.millrace.live;

import dev.millrace.geo.HexCells;
import dev.millrace.geo.Polygons;
import dev.millrace.geo.Sphere;
import java.sql.SQLException;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBScalarFunctionBuilder;
import org.duckdb.DuckDBWritableVector;

/**
 * The functions of places that queries have, under the names that mappings have for the same. Each
 * is NULL where one of its arguments is, or a place is none.
 */
final class GeoFunctions {
  private static final DuckDBColumnType DEGREES = DuckDBColumnType.DOUBLE;

  private GeoFunctions() {}

  /** Makes the functions known to the database of a connection, on all of its connections. */
  static void register(DuckDBConnection connection) throws SQLException {
    Polygons polygons = new Polygons();
    register(
        connection,
        "geo_distance_m",
        GeoFunctions::distances,
        DuckDBColumnType.DOUBLE,
        DEGREES,
        DEGREES,
        DEGREES,
        DEGREES);
    register(
        connection,
        "geo_h3",
        GeoFunctions::cells,
        DuckDBColumnType.VARCHAR,
        DEGREES,
        DEGREES,
        DuckDBColumnType.INTEGER);
    register(
        connection,
        "geo_within",
        (in, out) -> within(in, out, polygons),
        DuckDBColumnType.BOOLEAN,
        DEGREES,
        DEGREES,
        DuckDBColumnType.VARCHAR);
  }

  /** What computes a function's values for the rows of a chunk. */
  private interface Body {
    void compute(DuckDBDataChunkReader in, DuckDBWritableVector out);
  }

  private static void register(
      DuckDBConnection connection,
      String name,
      Body body,
      DuckDBColumnType result,
      DuckDBColumnType... parameters)
      throws SQLException {
    try (DuckDBScalarFunctionBuilder function = DuckDBFunctions.scalarFunction()) {
      function
          .withName(name)
          .withParameters(parameters)
          .withReturnType(result)
          .withVectorizedFunction(
              (in, out) -> {
                try {
                  body.compute(in, out);
                } catch (IllegalArgumentException e) {
                  throw new FunctionRefused(e.getMessage());
                }
              })
          .register(connection);
    }
  }

  private static void distances(DuckDBDataChunkReader in, DuckDBWritableVector out) {
    DuckDBReadableVector latitudes = in.vector(0);
    DuckDBReadableVector longitudes = in.vector(1);
    DuckDBReadableVector otherLatitudes = in.vector(2);
    DuckDBReadableVector otherLongitudes = in.vector(3);
    for (long row = 0; row < in.rowCount(); row++) {
      if (isPlace(latitudes, longitudes, row) && isPlace(otherLatitudes, otherLongitudes, row)) {
        out.setDouble(
            row,
            Sphere.distance(
                latitudes.getDouble(row),
                longitudes.getDouble(row),
                otherLatitudes.getDouble(row),
                otherLongitudes.getDouble(row)));
      } else {
        out.setNull(row);
      }
    }
  }

  private static void cells(DuckDBDataChunkReader in, DuckDBWritableVector out) {
    DuckDBReadableVector latitudes = in.vector(0);
    DuckDBReadableVector longitudes = in.vector(1);
    DuckDBReadableVector resolutions = in.vector(2);
    for (long row = 0; row < in.rowCount(); row++) {
      if (isPlace(latitudes, longitudes, row) && !resolutions.isNull(row)) {
        int resolution = resolutions.getInt(row);
        out.setString(
            row, HexCells.at(latitudes.getDouble(row), longitudes.getDouble(row), resolution));
      } else {
        out.setNull(row);
      }
    }
  }

  private static void within(
      DuckDBDataChunkReader in, DuckDBWritableVector out, Polygons polygons) {
    DuckDBReadableVector latitudes = in.vector(0);
    DuckDBReadableVector longitudes = in.vector(1);
    DuckDBReadableVector borders = in.vector(2);
    for (long row = 0; row < in.rowCount(); row++) {
      if (isPlace(latitudes, longitudes, row) && !borders.isNull(row)) {
        double longitude = Sphere.normal(longitudes.getDouble(row));
        out.setBoolean(
            row, polygons.of(borders.getString(row)).contains(latitudes.getDouble(row), longitude));
      } else {
        out.setNull(row);
      }
    }
  }

  private static boolean isPlace(
      DuckDBReadableVector latitudes, DuckDBReadableVector longitudes, long row) {
    return !latitudes.isNull(row)
        && !longitudes.isNull(row)
        && Sphere.isPlace(latitudes.getDouble(row), longitudes.getDouble(row));
  }
}
