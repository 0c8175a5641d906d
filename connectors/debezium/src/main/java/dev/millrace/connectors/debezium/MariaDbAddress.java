package dev.millrace.connectors.debezium;

import dev.millrace.api.SourceConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.mariadb.jdbc.Driver;

/** Where a MariaDB database is, and as whom it is read. */
record MariaDbAddress(String host, String port, String database, String user, String password) {
  private static final String PATIENCE_MILLIS = "5000";

  static MariaDbAddress of(SourceConfig source) {
    return new MariaDbAddress(
        source.text("hostname"),
        source.text("port"),
        source.text("database"),
        source.text("user"),
        source.text("password"));
  }

  static MariaDbAddress ofConnect(Map<String, String> config) {
    return new MariaDbAddress(
        config.get("database.hostname"),
        config.get("database.port"),
        config.get(DebeziumSettings.DATABASE),
        config.get("database.user"),
        config.get("database.password"));
  }

  /** Connects to the server; the session's zone is UTC. */
  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", PATIENCE_MILLIS);
    properties.setProperty("timezone", "UTC");
    properties.setProperty("yearIsDateType", "false");
    properties.setProperty("tinyInt1isBit", "false");
    return new Driver().connect("jdbc:mariadb://" + host + ":" + port + "/", properties);
  }

  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  @Override
  public String toString() {
    return host + ":" + port + "/" + database;
  }
}
