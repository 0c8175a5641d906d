package dev.millrace.connectors.mysql;

import dev.millrace.api.Column;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.capture.RowForm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table as the catalog has it now.
 *
 * @param columns in order, those included that are not captured: see {@link #captured}
 * @param key the names of the columns that name a row, in the order of the index; empty when the
 *     whole row does
 */
public record TableSpec(String schema, String table, List<ColumnSpec> columns, List<String> key) {
  private static final String PRIMARY = "PRIMARY";

  /** An index of expressions has no names of columns, which shows as NULL. */
  private static final String UNIQUE =
      "SELECT s.index_name, s.column_name, s.sub_part IS NOT NULL, c.is_nullable, s.table_name"
          + " FROM information_schema.statistics s"
          + " LEFT JOIN information_schema.columns c ON c.table_schema = s.table_schema"
          + " AND c.table_name = s.table_name AND c.column_name = s.column_name"
          + " WHERE s.table_schema = ? AND s.non_unique = 0%s"
          + " ORDER BY s.table_name, s.index_name <> 'PRIMARY', s.index_name, s.seq_in_index";

  /** MariaDB has a default of NULL as text. */
  private static final String BORN_EMPTY =
      "SELECT column_name FROM information_schema.columns WHERE table_schema = ?"
          + " AND table_name = ? AND is_nullable = 'YES'"
          + " AND coalesce(column_default, 'NULL') = 'NULL'"
          + " AND extra NOT LIKE '%GENERATED%' AND extra NOT LIKE '%PERSISTENT%'";

  /**
   * A unique index.
   *
   * @param whole whether it is of whole columns
   * @param nullable whether a column of it may be NULL
   */
  record UniqueIndex(String name, List<String> columns, boolean whole, boolean nullable) {
    private boolean namesRows() {
      return name.equals(PRIMARY) || (whole && !nullable);
    }
  }

  public TableSpec {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  /** A table as it is now; empty when there is none. */
  public static Optional<TableSpec> ofCatalog(Connection connection, String schema, String table)
      throws SQLException {
    List<ColumnSpec> columns = ColumnSpec.ofCatalog(connection, schema, table);
    return columns.isEmpty()
        ? Optional.empty()
        : Optional.of(new TableSpec(schema, table, columns, key(connection, schema, table)));
  }

  /**
   * The columns that are captured: without those that are computed when they are read, whose values
   * the binary log lacks.
   */
  public List<ColumnSpec> captured() {
    return columns.stream()
        .filter(column -> column.presence() == ColumnSpec.Presence.STORED)
        .toList();
  }

  /** Its columns as change records have them. */
  TableSchema schema(String source) {
    List<Column> described =
        captured().stream()
            .map(
                column ->
                    new Column(
                        column.name(), ColumnTypes.of(column), column.nullable(), column.comment()))
            .toList();
    return new TableSchema(new TableName.Raw(source, schema, table), described, key);
  }

  /**
   * The form of its rows.
   *
   * @param connection to ask what fills a column that is added
   */
  RowForm form(Connection connection) throws SQLException {
    Set<String> bornEmpty = new HashSet<>();
    try (PreparedStatement find = connection.prepareStatement(BORN_EMPTY)) {
      find.setString(1, schema);
      find.setString(2, table);
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          bornEmpty.add(found.getString(1));
        }
      }
    }
    return RowForm.of(
        captured().stream()
            .map(
                column ->
                    new RowForm.Column(
                        column.name(), column.valueForm(), bornEmpty.contains(column.name())))
            .toList());
  }

  private static List<String> key(Connection connection, String schema, String table)
      throws SQLException {
    return key(
        uniqueIndexes(connection, schema, Optional.of(table)).getOrDefault(table, List.of()));
  }

  /**
   * The primary key, or else the first unique index, by name, of whole columns that are never NULL.
   *
   * @param indexes the primary key first, the others by name
   */
  static List<String> key(List<UniqueIndex> indexes) {
    return indexes.stream()
        .filter(UniqueIndex::namesRows)
        .findFirst()
        .map(UniqueIndex::columns)
        .orElse(List.of());
  }

  /** The unique indexes of a schema's tables, or of one, by table; the primary key comes first. */
  static Map<String, List<UniqueIndex>> uniqueIndexes(
      Connection connection, String schema, Optional<String> table) throws SQLException {
    Map<String, Map<String, UniqueIndex>> tables = new HashMap<>();
    String sql = UNIQUE.formatted(table.isPresent() ? " AND s.table_name = ?" : "");
    try (PreparedStatement find = connection.prepareStatement(sql)) {
      find.setString(1, schema);
      if (table.isPresent()) {
        find.setString(2, table.get());
      }
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          String column = found.getString(2);
          UniqueIndex part =
              new UniqueIndex(
                  found.getString(1),
                  column == null ? List.of() : List.of(column),
                  column != null && !found.getBoolean(3),
                  !"NO".equals(found.getString(4)));
          tables
              .computeIfAbsent(found.getString(5), name -> new LinkedHashMap<>())
              .merge(part.name(), part, TableSpec::joined);
        }
      }
    }
    Map<String, List<UniqueIndex>> indexes = new HashMap<>();
    tables.forEach((name, byName) -> indexes.put(name, List.copyOf(byName.values())));
    return indexes;
  }

  private static UniqueIndex joined(UniqueIndex index, UniqueIndex next) {
    List<String> columns = new ArrayList<>(index.columns());
    columns.addAll(next.columns());
    return new UniqueIndex(
        index.name(), columns, index.whole() && next.whole(), index.nullable() || next.nullable());
  }
}
