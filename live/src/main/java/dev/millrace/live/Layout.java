package dev.millrace.live;

import static dev.millrace.live.Database.quoted;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * How a table is stored: the position and commit time first, then the columns in the order in which
 * they came to be known, so that a new one is added at the end. The view under the table's own name
 * shows the source's order.
 *
 * @param schema the columns in stored order
 * @param names the columns' names in DuckDB, which does not tell upper from lower case
 */
record Layout(TableSchema schema, List<String> names) {
  static final String POSITION = "_position";
  static final String COMMIT_TIME = "_commit_time";

  /** Columns of the store that stand before those of the table. */
  static final int LEADING = 2;

  static Layout of(TableSchema schema) {
    Set<String> taken = new HashSet<>(Set.of(POSITION, COMMIT_TIME));
    List<String> names = new ArrayList<>();
    for (Column column : schema.columns()) {
      String name = column.name();
      while (!taken.add(name.toLowerCase(Locale.ROOT))) {
        name = name + "_";
      }
      names.add(name);
    }
    return new Layout(schema, List.copyOf(names));
  }

  /** The layout for a newer schema: known columns keep their places. */
  Layout followedBy(TableSchema newer) {
    Map<String, Column> byName = new HashMap<>();
    newer.columns().forEach(column -> byName.put(column.name(), column));
    List<Column> columns = new ArrayList<>();
    for (Column column : schema.columns()) {
      Column now = byName.remove(column.name());
      columns.add(now == null ? column : now);
    }
    for (Column column : newer.columns()) {
      if (byName.containsKey(column.name())) {
        columns.add(column);
      }
    }
    return of(newer.withColumns(columns));
  }

  static String storedName(TableName table) {
    return Database.CATALOG + ".main." + quoted(table.topic());
  }

  String storedName() {
    return storedName(schema.name());
  }

  /** The statement that makes the table. */
  String create() {
    StringJoiner columns =
        new StringJoiner(
            ", ",
            "CREATE TABLE " + storedName() + " (_position VARCHAR, _commit_time TIMESTAMPTZ, ",
            ")");
    for (int i = 0; i < names.size(); i++) {
      columns.add(column(i) + " " + sqlType(schema.columns().get(i).type()));
    }
    return columns.toString();
  }

  /** A column's name as SQL writes it. */
  String column(int index) {
    return quoted(names.get(index));
  }

  /** Key columns, joined after a prefix each. */
  String keyCondition(String left, String right) {
    StringJoiner all = new StringJoiner(" AND ");
    // Columns of a declared key are never empty; those of a whole row may be.
    String equals = schema.keyed() ? " = " : " IS NOT DISTINCT FROM ";
    for (int index : schema.keyIndexes()) {
      all.add(left + column(index) + equals + right + column(index));
    }
    return all.toString();
  }

  /** The catalog and schema in which the table's view stands, and its name. */
  static List<String> viewPath(TableName table) {
    if (table instanceof TableName.Raw raw) {
      return List.of(raw.source(), raw.schema(), raw.table());
    }
    return List.of("model", "main", table.table());
  }

  /** The statements that make the view by which queries find the table. */
  List<String> createView(TableSchema shown) {
    List<String> path = viewPath(schema.name());
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      places.put(schema.columns().get(i).name(), i);
    }
    StringJoiner columns = new StringJoiner(", ");
    for (Column column : shown.columns()) {
      columns.add(column(places.get(column.name())));
    }
    columns.add(POSITION).add(COMMIT_TIME);
    String catalog = quoted(path.get(0));
    String schemaName = catalog + "." + quoted(path.get(1));
    return List.of(
        "ATTACH IF NOT EXISTS ':memory:' AS " + catalog,
        "CREATE SCHEMA IF NOT EXISTS " + schemaName,
        "CREATE OR REPLACE VIEW "
            + schemaName
            + "."
            + quoted(path.get(2))
            + " AS SELECT "
            + columns
            + " FROM "
            + storedName());
  }

  static String sqlType(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> "BOOLEAN";
      case INT32 -> "INTEGER";
      case INT64 -> "BIGINT";
      case FLOAT32 -> "FLOAT";
      case FLOAT64 -> "DOUBLE";
      case DECIMAL -> "DECIMAL(" + type.precision() + "," + type.scale() + ")";
      case TEXT -> "VARCHAR";
      case JSON -> "JSON";
      case BYTES -> "BLOB";
      case DATE -> "DATE";
      case TIME -> "TIME";
      case TIMESTAMP -> "TIMESTAMP";
      case INSTANT -> "TIMESTAMPTZ";
    };
  }

  /**
   * Whether DuckDB's cast gives what the log's own widening would. Where it does not, the table is
   * read from its topic again.
   */
  static boolean castable(ColumnType from, ColumnType to) {
    return switch (from.kind()) {
      case BOOLEAN, INT32, INT64, DECIMAL, TEXT, JSON -> true;
      case FLOAT32 -> to.kind() == ColumnType.Kind.FLOAT64;
      case DATE -> to.kind() == ColumnType.Kind.TIMESTAMP;
      default -> false;
    };
  }
}
