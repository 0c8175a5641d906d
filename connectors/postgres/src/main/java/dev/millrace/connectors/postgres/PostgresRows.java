package dev.millrace.connectors.postgres;

import dev.millrace.api.Column;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.capture.CellReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads tables by queries, their values as the server's text: a way of its own, with which capture
 * can be compared.
 */
public final class PostgresRows {
  private static final int ROWS_AT_ONCE = 2_000;

  private PostgresRows() {}

  /** Makes a new connection ready for a read of many tables at one moment. */
  public static void prepare(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
  }

  /**
   * Reads all rows of a table; columns it does not have any more are empty.
   *
   * @param connection made ready by {@link #prepare}
   */
  public static void read(
      Connection connection, TableSchema schema, RowSink sink, Runnable endOfRow)
      throws SQLException {
    read(connection, schema, "", ROWS_AT_ONCE, sink, endOfRow);
  }

  /**
   * Reads rows of a table.
   *
   * @param connection in a transaction
   * @param rest what follows the table's name in the query: which rows
   * @param atOnce so many rows are in memory
   */
  static void read(
      Connection connection,
      TableSchema schema,
      String rest,
      int atOnce,
      RowSink sink,
      Runnable endOfRow)
      throws SQLException {
    TableName.Raw table = (TableName.Raw) schema.name();
    List<Column> columns = schema.columns();
    Map<String, String> types = types(connection, table);
    CellReader[] readers = new CellReader[columns.size()];
    List<String> selected = new ArrayList<>();
    for (int i = 0; i < readers.length; i++) {
      Column column = columns.get(i);
      String type = types.get(column.name());
      if (type != null) {
        readers[i] = PostgresCells.reader(type, column.type());
        selected.add(quoted(column.name()) + (type.equals("money") ? "::numeric" : ""));
      }
    }
    String list = selected.isEmpty() ? "" : String.join(", ", selected);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(atOnce);
      try (ResultSet answer =
          statement.executeQuery(
              "SELECT "
                  + list
                  + " FROM "
                  + quoted(table.schema())
                  + "."
                  + quoted(table.table())
                  + rest)) {
        while (answer.next()) {
          int place = 1;
          for (int i = 0; i < readers.length; i++) {
            if (readers[i] == null) {
              sink.putNull(i);
            } else {
              readers[i].read(answer, place++, i, sink);
            }
          }
          endOfRow.run();
        }
      }
    }
  }

  /** By column: the name of its type, that of a domain's base. */
  private static Map<String, String> types(Connection connection, TableName.Raw table)
      throws SQLException {
    try (PreparedStatement find =
        connection.prepareStatement(
            "WITH RECURSIVE base(oid, basic) AS (SELECT oid, oid FROM pg_type WHERE typtype <> 'd'"
                + " UNION ALL SELECT t.oid, b.basic FROM pg_type t JOIN base b ON b.oid ="
                + " t.typbasetype WHERE t.typtype = 'd') SELECT a.attname, t.typname FROM"
                + " pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON"
                + " n.oid = c.relnamespace JOIN base b ON b.oid = a.atttypid JOIN pg_type t ON"
                + " t.oid = b.basic WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT"
                + " a.attisdropped")) {
      find.setString(1, table.schema());
      find.setString(2, table.table());
      Map<String, String> types = new HashMap<>();
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          types.put(found.getString(1), found.getString(2));
        }
      }
      return types;
    }
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
