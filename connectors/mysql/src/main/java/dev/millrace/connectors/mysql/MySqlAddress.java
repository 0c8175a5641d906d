package dev.millrace.connectors.mysql;

import dev.millrace.api.SourceConfig;
import dev.millrace.connectors.capture.WatchfulSocketFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.mariadb.jdbc.Driver;

/**
 * Where a MySQL or MariaDB server is, and as whom it is read. MariaDB's driver serves both, with
 * every way to log in that either server has.
 */
public record MySqlAddress(String host, String port, String user, String password, Tls tls) {
  private static final String PATIENCE_MILLIS = "5000";

  /** What the driver says of a server that takes no encrypted connections. */
  private static final String NO_TLS = "ssl not enabled in the server";

  /**
   * Values must not depend on the server's settings, and reading may take long. Each server skips
   * what stands in the other's comments.
   */
  private static final String SETTINGS =
      "SET time_zone = '+00:00', sql_mode = '', net_write_timeout = 3600, net_read_timeout = 3600,"
          + " wait_timeout = 31536000, character_set_results = utf8mb4"
          + " /*M!100600 , max_statement_time = 0, idle_transaction_timeout = 0 */"
          + " /*!80000 , max_execution_time = 0 */"
          + " /*!80032 , explain_format = TRADITIONAL */";

  /** How the connection is encrypted. */
  public enum TlsMode {
    DISABLED,
    /** Encrypted when the server can. */
    PREFERRED,
    REQUIRED,
    VERIFY_CA,
    VERIFY_IDENTITY;

    /** The mode of an option's value; encrypted where possible when there is none. */
    static TlsMode of(String text) {
      return switch (text) {
        case "disabled", "disable" -> DISABLED;
        case "required", "require" -> REQUIRED;
        case "verify-ca" -> VERIFY_CA;
        case "verify-identity", "verify-full" -> VERIFY_IDENTITY;
        default -> PREFERRED;
      };
    }
  }

  /**
   * How the connection is encrypted, with PEM files.
   *
   * @param rootCertificate of who has signed the server's certificate; empty for those Java trusts
   * @param certificate with which the client shows who it is; empty for none
   * @param key of that certificate
   */
  public record Tls(TlsMode mode, String rootCertificate, String certificate, String key) {
    public static final Tls PREFERRED = new Tls(TlsMode.PREFERRED, "", "", "");
  }

  /** The server of a source. */
  public static MySqlAddress of(SourceConfig source) {
    return new MySqlAddress(
        source.text("hostname"),
        source.text("port"),
        source.text("user"),
        source.text("password"),
        new Tls(
            TlsMode.of(source.text("sslmode")),
            source.text("ssl-root-certificate"),
            source.text("ssl-certificate"),
            source.text("ssl-key")));
  }

  /** Connects; the session's time zone is UTC. */
  public Connection connect() throws SQLException {
    return connect(WatchfulSocketFactory.class.getName());
  }

  /**
   * Connects.
   *
   * @param socketFactory the name of the class that makes the socket
   */
  Connection connect(String socketFactory) throws SQLException {
    return switch (tls.mode) {
      case DISABLED -> connect(socketFactory, "disable");
      case REQUIRED -> connect(socketFactory, "trust");
      case VERIFY_CA -> connect(socketFactory, "verify-ca");
      case VERIFY_IDENTITY -> connect(socketFactory, "verify-full");
      case PREFERRED -> {
        try {
          yield connect(socketFactory, "trust");
        } catch (SQLException e) {
          if (!String.valueOf(e.getMessage()).contains(NO_TLS)) {
            throw e;
          }
          yield connect(socketFactory, "disable");
        }
      }
    };
  }

  private Connection connect(String socketFactory, String sslMode) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", PATIENCE_MILLIS);
    properties.setProperty("socketFactory", socketFactory);
    properties.setProperty("yearIsDateType", "false");
    properties.setProperty("tinyInt1isBit", "false");
    properties.setProperty("useServerPrepStmts", "true");
    // RowQuery ends its statements itself.
    properties.setProperty("cachePrepStmts", "false");
    properties.setProperty("allowPublicKeyRetrieval", "true");
    properties.setProperty("sslMode", sslMode);
    if (!tls.rootCertificate.isEmpty()) {
      properties.setProperty("serverSslCert", tls.rootCertificate);
    }
    if (!tls.certificate.isEmpty()) {
      properties.setProperty("tlsSocketType", PemKeys.TYPE);
      properties.setProperty(PemKeys.CERTIFICATE, tls.certificate);
      properties.setProperty(PemKeys.KEY, tls.key);
    }
    Connection connection =
        new Driver().connect("jdbc:mariadb://" + hostInUrl() + ":" + port + "/", properties);
    try (Statement settle = connection.createStatement()) {
      settle.execute(SETTINGS);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private String hostInUrl() {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  /** A name as SQL takes it. */
  public static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
