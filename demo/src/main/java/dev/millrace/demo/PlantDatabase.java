package dev.millrace.demo;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** The Plant ERP's database on PostgreSQL. */
final class PlantDatabase implements ErpDatabase {

  @Override
  public void create(Connection connection, TextRows rows, String capturePassword)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP PUBLICATION IF EXISTS millrace");
      statement.execute("DROP SCHEMA public CASCADE");
      statement.execute("CREATE SCHEMA public");
      statement.execute(
          "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'millrace_cdc') THEN "
              + "DROP OWNED BY millrace_cdc; DROP ROLE millrace_cdc; END IF; END $$");
    }
    connection.setAutoCommit(false);
    ErpDatabase.run(connection, "plant.sql", capturePassword);
    try (Statement statement = connection.createStatement()) {
      // The rows refer to one another correctly; checking each again would double the time.
      statement.execute("SET LOCAL session_replication_role = replica");
    }
    PGConnection copying = connection.unwrap(PGConnection.class);
    try {
      for (String table : rows.tables()) {
        copying.getCopyAPI().copyIn("COPY " + table + " FROM STDIN", rows.content(table));
      }
    } catch (IOException e) {
      throw new SQLException(e);
    }
    continueNumbering(connection);
    ErpDatabase.run(connection, "plant-after-load.sql", capturePassword);
    ErpDatabase.run(connection, "plant-capture.sql", capturePassword);
    connection.commit();
    connection.setAutoCommit(true);
  }

  private static void continueNumbering(Connection connection) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet found =
          statement.executeQuery(
              "SELECT table_name FROM information_schema.columns "
                  + "WHERE table_schema = 'public' AND is_identity = 'YES'")) {
        while (found.next()) {
          tables.add(found.getString(1));
        }
      }
      for (String table : tables) {
        statement.execute(
            "SELECT setval(pg_get_serial_sequence('%1$s', 'id'), max(id)) FROM %1$s"
                .formatted(table));
      }
    }
  }
}
