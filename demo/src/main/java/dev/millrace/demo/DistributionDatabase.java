package dev.millrace.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The distribution ERP's database on MariaDB. */
final class DistributionDatabase implements ErpDatabase {
  /** What the address of a connection needs that creates this database. */
  static final String CREATING = "?allowMultiQueries=true&allowLocalInfile=true";

  @Override
  public void create(Connection connection, TextRows rows, String capturePassword)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE distribution");
      statement.execute("DROP USER IF EXISTS millrace_cdc@'%'");
      statement.execute(
          "CREATE DATABASE distribution CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
      statement.execute("USE distribution");
    }
    ErpDatabase.run(connection, "distribution.sql", capturePassword);
    connection.setAutoCommit(false);
    for (String table : rows.tables()) {
      try (Statement statement = connection.createStatement()) {
        statement
            .unwrap(org.mariadb.jdbc.Statement.class)
            .setLocalInfileInputStream(rows.content(table));
        statement.execute(
            "LOAD DATA LOCAL INFILE 'rows' INTO TABLE " + table + " CHARACTER SET utf8mb4");
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
    ErpDatabase.run(connection, "distribution-capture.sql", capturePassword);
  }
}
