package dev.millrace.app.runtime;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.erp.ErpRows;
import dev.millrace.testing.erp.ErpTables;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Databases with the tables of ERPs. */
final class ErpDatabases {
  private ErpDatabases() {}

  static Connection connect(DatabaseServer server, String database) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(database), server.user(), server.password());
  }

  static void execute(DatabaseServer server, String database, String... statements)
      throws SQLException {
    try (Connection connection = connect(server, database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Makes an ERP in a database of its own, with rows; gives the number of its tables. */
  static int erp(DatabaseServer server, String database, ErpTables erp) throws SQLException {
    execute(server, server.database(), "CREATE DATABASE " + database);
    try (Connection connection = connect(server, database)) {
      erp.create(connection);
      ErpRows.insert(erp, connection);
      return schemas(connection, schema(server, database)).size();
    }
  }

  static String schema(DatabaseServer server, String database) {
    return server instanceof PostgresServer ? "public" : database;
  }

  /** The tables of a database as its own catalog has them, with what recognition needs of types. */
  static List<TableSchema> schemas(Connection connection, String schema) throws SQLException {
    Map<TableName, List<Column>> columns = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT table_name, column_name, data_type FROM information_schema.columns"
                    + " WHERE table_schema = '"
                    + schema
                    + "' ORDER BY table_name, ordinal_position")) {
      while (found.next()) {
        ColumnType type = found.getString(3).equals("jsonb") ? ColumnType.JSON : ColumnType.TEXT;
        columns
            .computeIfAbsent(
                TableName.raw("erp", schema, found.getString(1)), none -> new ArrayList<>())
            .add(Column.of(found.getString(2), type));
      }
    }
    return columns.entrySet().stream()
        .map(table -> new TableSchema(table.getKey(), table.getValue(), List.of()))
        .toList();
  }
}
