package dev.millrace.connectors.debezium;

import dev.millrace.api.SourceConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Where a PostgreSQL database is, and as whom it is read. */
record PostgresAddress(String host, String port, String database, String user, String password) {
  private static final String PATIENCE_SECONDS = "5";

  static PostgresAddress of(SourceConfig source) {
    return new PostgresAddress(
        source.text("hostname"),
        source.text("port"),
        source.text("database"),
        source.text("user"),
        source.text("password"));
  }

  static PostgresAddress ofConnect(Map<String, String> config) {
    return new PostgresAddress(
        config.get("database.hostname"),
        config.get("database.port"),
        config.get(DebeziumSettings.DATABASE),
        config.get("database.user"),
        config.get("database.password"));
  }

  Connection connect() throws SQLException {
    return connect(new Properties());
  }

  /** Connects for replication: such a connection has slots of its own. */
  Connection connectForReplication() throws SQLException {
    Properties properties = new Properties();
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "12");
    return connect(properties);
  }

  private Connection connect(Properties properties) throws SQLException {
    PGProperty.USER.set(properties, user);
    PGProperty.PASSWORD.set(properties, password);
    PGProperty.CONNECT_TIMEOUT.set(properties, PATIENCE_SECONDS);
    PGProperty.LOGIN_TIMEOUT.set(properties, PATIENCE_SECONDS);
    PGProperty.APPLICATION_NAME.set(properties, "millrace");
    String url = "jdbc:postgresql://" + hostInUrl() + ":" + port + "/" + encoded(database);
    return new Driver().connect(url, properties);
  }

  private String hostInUrl() {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return host + ":" + port + "/" + database;
  }
}
