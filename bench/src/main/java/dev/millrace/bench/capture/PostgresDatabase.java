package dev.millrace.bench.capture;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.PGProperty;

/** Connections of the subjects that read PostgreSQL without a capture. */
final class PostgresDatabase {
  private PostgresDatabase() {}

  static Connection connect(Job job) throws SQLException {
    return DriverManager.getConnection(job.setting("url"), properties(job));
  }

  static Connection connectForReplication(Job job) throws SQLException {
    Properties properties = properties(job);
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    return DriverManager.getConnection(job.setting("url"), properties);
  }

  private static Properties properties(Job job) {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, job.setting("user"));
    PGProperty.PASSWORD.set(properties, job.setting("password"));
    return properties;
  }
}
