package dev.millrace.live;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableSchema;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duckdb.DuckDBConnection;

/** Reads back the layout of a table from DuckDB's own catalog. */
final class StoredLayout {
  private StoredLayout() {}

  /**
   * The layout of a table that is stored.
   *
   * @param schema of the table now; has all columns that were ever stored
   */
  static Optional<Layout> read(DuckDBConnection connection, TableSchema schema)
      throws SQLException {
    Map<String, Column> known = new HashMap<>();
    schema.columns().forEach(column -> known.put(column.name(), column));
    List<Column> columns = new ArrayList<>();
    String sql =
        "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = ?"
            + " AND schema_name = 'main' AND table_name = ? ORDER BY column_index";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, Database.CATALOG);
      statement.setString(2, schema.name().topic());
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          String name = result.getString(1);
          if (!name.equals(Layout.POSITION) && !name.equals(Layout.COMMIT_TIME)) {
            columns.add(Column.of(original(name, known), type(result.getString(2))));
          }
        }
      }
    }
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    List<String> names = columns.stream().map(Column::name).toList();
    List<String> key = names.containsAll(schema.key()) ? schema.key() : List.of();
    return Optional.of(Layout.of(new TableSchema(schema.name(), columns, key)));
  }

  /** Undoes {@link Layout#of}, which lengthens names that DuckDB could not tell apart. */
  private static String original(String name, Map<String, Column> known) {
    String original = name;
    while (!known.containsKey(original) && original.endsWith("_")) {
      original = original.substring(0, original.length() - 1);
    }
    return known.containsKey(original) ? original : name;
  }

  private static ColumnType type(String sqlType) {
    if (sqlType.startsWith("DECIMAL")) {
      return ColumnType.parse(sqlType.toLowerCase(java.util.Locale.ROOT));
    }
    return switch (sqlType) {
      case "BOOLEAN" -> ColumnType.BOOLEAN;
      case "INTEGER" -> ColumnType.INT32;
      case "BIGINT" -> ColumnType.INT64;
      case "FLOAT" -> ColumnType.FLOAT32;
      case "DOUBLE" -> ColumnType.FLOAT64;
      case "JSON" -> ColumnType.JSON;
      case "BLOB" -> ColumnType.BYTES;
      case "DATE" -> ColumnType.DATE;
      case "TIME" -> ColumnType.TIME;
      case "TIMESTAMP" -> ColumnType.TIMESTAMP;
      case "TIMESTAMP WITH TIME ZONE" -> ColumnType.INSTANT;
      default -> ColumnType.TEXT;
    };
  }
}
