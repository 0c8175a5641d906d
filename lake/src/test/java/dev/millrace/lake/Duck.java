package dev.millrace.lake;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableSchema;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Folds a table's history by SQL in DuckDB, over the Parquet files of its history. */
final class Duck {
  private Duck() {}

  /** The rows alive in the form of {@link JavaRow#current}. */
  static List<List<Object>> current(Lake lake, TableSchema schema) throws SQLException {
    Table table = Bed.history(lake, schema.name());
    String files =
        Bed.files(lake, schema.name()).stream()
            .map(file -> "'" + file + "'")
            .collect(Collectors.joining(", "));
    // By field id, as every engine that knows Iceberg reads them.
    String fields =
        table.schema().columns().stream()
            .map(
                field ->
                    "%d: {name: '%s', type: '%s', default_value: NULL}"
                        .formatted(field.fieldId(), field.name(), type(field.type())))
            .collect(Collectors.joining(", "));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(
          "CREATE VIEW \"%s\" AS SELECT * FROM read_parquet([%s], schema = MAP {%s})"
              .formatted(LakeNames.history(schema.name()).name(), files, fields));
      String columns =
          schema.columns().stream().map(Duck::expression).collect(Collectors.joining(", "));
      try (ResultSet result =
          statement.executeQuery(
              "SELECT "
                  + columns
                  + " FROM ("
                  + CurrentView.sql(Dialect.DUCKDB, schema.name(), HistoryColumns.of(table))
                  + ")")) {
        return read(result, schema);
      }
    }
  }

  private static List<List<Object>> read(ResultSet result, TableSchema schema) throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    while (result.next()) {
      List<Object> row = new ArrayList<>();
      for (int i = 0; i < schema.columns().size(); i++) {
        Object value = result.getObject(i + 1);
        row.add(value == null ? null : value(value, schema.columns().get(i)));
      }
      rows.add(row);
    }
    return JavaRow.sorted(rows);
  }

  private static Object value(Object value, Column column) {
    return switch (column.type().kind()) {
      case DATE, INT32 -> ((Number) value).intValue();
      case TIME, TIMESTAMP, INSTANT, INT64 -> ((Number) value).longValue();
      case DECIMAL -> ((BigDecimal) value).setScale(column.type().scale());
      case BYTES ->
          new String(HexFormat.of().parseHex((String) value), StandardCharsets.ISO_8859_1);
      default -> value;
    };
  }

  private static String expression(Column column) {
    String name = Dialect.DUCKDB.identifier(column.name());
    ColumnType type = column.type();
    return switch (type.kind()) {
      case DATE -> "date_diff('day', DATE '1970-01-01', " + name + ")";
      case TIME -> "epoch_ns(" + name + ") // 1000";
      case TIMESTAMP, INSTANT -> "epoch_us(" + name + ")";
      case BYTES -> "hex(" + name + ")";
      default -> name;
    };
  }

  private static String type(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> "INTEGER";
      case LONG -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case DECIMAL ->
          "DECIMAL(%d,%d)"
              .formatted(
                  ((Types.DecimalType) type).precision(), ((Types.DecimalType) type).scale());
      case STRING -> "VARCHAR";
      case BINARY -> "BLOB";
      case DATE -> "DATE";
      case TIME -> "TIME";
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC() ? "TIMESTAMPTZ" : "TIMESTAMP";
      default -> throw new IllegalStateException("No such type in a history: " + type);
    };
  }
}
