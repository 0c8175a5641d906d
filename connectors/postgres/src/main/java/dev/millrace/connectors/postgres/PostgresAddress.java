package dev.millrace.connectors.postgres;

import dev.millrace.api.SourceConfig;
import dev.millrace.connectors.capture.WatchfulSocketFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Where a PostgreSQL database is, and as whom it is read.
 *
 * @param tls the driver's settings of encryption, by their names there
 */
public record PostgresAddress(
    String host,
    String port,
    String database,
    String user,
    String password,
    Map<String, String> tls) {
  private static final String PATIENCE_SECONDS = "5";
  private static final int IDLE_SESSIONS_SINCE = 14;

  private static final String SETTINGS =
      "SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET timezone = 'UTC';"
          + " SET bytea_output = 'hex'; SET extra_float_digits = 1; SET statement_timeout = 0;"
          + " SET idle_in_transaction_session_timeout = 0";

  /** The options of a source and what the driver calls them. */
  private static final Map<String, PGProperty> TLS_OPTIONS =
      Map.of(
          "sslmode", PGProperty.SSL_MODE,
          "ssl-root-certificate", PGProperty.SSL_ROOT_CERT,
          "ssl-certificate", PGProperty.SSL_CERT,
          "ssl-key", PGProperty.SSL_KEY);

  public PostgresAddress {
    tls = Map.copyOf(tls);
  }

  /** The database of a source. */
  public static PostgresAddress of(SourceConfig source) {
    Map<String, String> tls = new HashMap<>();
    TLS_OPTIONS.forEach(
        (option, property) -> {
          if (!source.text(option).isEmpty()) {
            tls.put(property.getName(), source.text(option));
          }
        });
    return new PostgresAddress(
        source.text("hostname"),
        source.text("port"),
        source.text("database"),
        source.text("user"),
        source.text("password"),
        tls);
  }

  /** Connects. */
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    PGProperty.SOCKET_FACTORY.set(properties, WatchfulSocketFactory.class.getName());
    return connect(properties);
  }

  /**
   * Connects for replication: such a connection has slots of its own. It takes simple queries only.
   */
  public Connection connectForReplication() throws SQLException {
    Properties properties = new Properties();
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "12");
    PGProperty.SOCKET_FACTORY.set(properties, ReplicationSocketFactory.class.getName());
    return connect(properties);
  }

  private Connection connect(Properties properties) throws SQLException {
    properties.putAll(tls);
    PGProperty.USER.set(properties, user);
    PGProperty.PASSWORD.set(properties, password);
    PGProperty.CONNECT_TIMEOUT.set(properties, PATIENCE_SECONDS);
    PGProperty.LOGIN_TIMEOUT.set(properties, PATIENCE_SECONDS);
    PGProperty.TCP_KEEP_ALIVE.set(properties, "true");
    PGProperty.APPLICATION_NAME.set(properties, "millrace");
    String url = "jdbc:postgresql://" + hostInUrl() + ":" + port + "/" + encoded(database);
    Connection connection = new Driver().connect(url, properties);
    try {
      settle(connection);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** What values look like as text, and how long one may take, is no business of the user's. */
  private static void settle(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          connection.getMetaData().getDatabaseMajorVersion() < IDLE_SESSIONS_SINCE
              ? SETTINGS
              : SETTINGS + "; SET idle_session_timeout = 0");
    }
  }

  private String hostInUrl() {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return host + ":" + port + "/" + database;
  }
}
