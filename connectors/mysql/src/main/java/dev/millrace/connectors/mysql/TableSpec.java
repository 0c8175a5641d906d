package dev.millrace.connectors.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
      "SELECT s.index_name, s.column_name, s.sub_part IS NOT NULL, c.is_nullable"
          + " FROM information_schema.statistics s"
          + " LEFT JOIN information_schema.columns c ON c.table_schema = s.table_schema"
          + " AND c.table_name = s.table_name AND c.column_name = s.column_name"
          + " WHERE s.table_schema = ? AND s.table_name = ? AND s.non_unique = 0"
          + " ORDER BY s.index_name <> 'PRIMARY', s.index_name, s.seq_in_index";

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

  /**
   * The primary key, or else the first unique index, by name, of whole columns that are never NULL.
   */
  private static List<String> key(Connection connection, String schema, String table)
      throws SQLException {
    List<String> key = new ArrayList<>();
    String index = "";
    boolean fits = false;
    try (PreparedStatement find = connection.prepareStatement(UNIQUE)) {
      find.setString(1, schema);
      find.setString(2, table);
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          if (!found.getString(1).equals(index)) {
            if (fits) {
              return key;
            }
            index = found.getString(1);
            fits = true;
            key.clear();
          }
          key.add(found.getString(2));
          fits &=
              index.equals(PRIMARY)
                  || (found.getString(2) != null
                      && !found.getBoolean(3)
                      && "NO".equals(found.getString(4)));
        }
      }
    }
    return fits ? key : List.of();
  }
}
