package dev.millrace.testing;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A MySQL server with a full row binlog and GTIDs: durable, small, password needed.
 *
 * <p>No jar has its programs: {@code testing/mysql} gets them, and not every machine can have them.
 */
public final class MySqlServer extends BinlogServer {
  /** What to tell where {@link #isAvailable} says no. */
  public static final String MISSING =
      "No MySQL server is here. Get one from Debian's packages with testing/mysql.";

  private MySqlServer(Path folder, ServerOptions options) {
    super(folder, options);
  }

  /** Whether a server can be started on this machine. */
  public static boolean isAvailable() {
    return Binaries.mySql("").isPresent();
  }

  /** Starts a server on a free port with the usual settings. */
  public static MySqlServer start(Path folder) {
    return start(folder, ServerOptions.defaults());
  }

  /**
   * Starts a server whose data stay in the folder.
   *
   * @throws dev.millrace.api.MillraceException CONFIGURATION_INVALID when there is no such server
   *     on this machine, PORT_TAKEN, DATA_FOLDER_IN_USE, or what the server said when it did not
   *     start
   */
  public static MySqlServer start(Path folder, ServerOptions options) {
    MySqlServer server = new MySqlServer(folder, options);
    server.start();
    return server;
  }

  /** Lets the client ask for the key by which it sends a password without TLS. */
  @Override
  public String jdbcUrl(String database) {
    return "jdbc:mariadb://%s:%d/%s?allowPublicKeyRetrieval=true".formatted(HOST, port(), database);
  }

  @Override
  String name() {
    return "MySQL";
  }

  @Override
  Path unpack() {
    return Binaries.mySql(options().release())
        .orElseThrow(() -> Binaries.noMySql(options().release()));
  }

  @Override
  String program() {
    return "mysqld";
  }

  @Override
  List<String> ownFiles(Path home) {
    Path usr = home.resolve("usr");
    return List.of(
        "--basedir=" + usr,
        "--lc-messages-dir=" + usr.resolve("share/mysql"),
        "--character-sets-dir=" + usr.resolve("share/mysql/charsets"),
        "--plugin-dir=" + usr.resolve("lib/mysql/plugin"),
        // Debian's default is a folder of the system.
        "--secure-file-priv=NULL");
  }

  @Override
  String firstStatements(Path home) {
    return "RENAME USER 'root'@'localhost' TO 'root'@'%';\n"
        + "ALTER USER 'root'@'%' IDENTIFIED BY "
        + passwordLiteral()
        + ";\n";
  }

  @Override
  List<String> filling(Path script) {
    return List.of(
        "--initialize-insecure",
        "--init-file=" + script,
        "--innodb-redo-log-capacity=64M",
        "--innodb-buffer-pool-size=64M",
        "--innodb-flush-log-at-trx-commit=0");
  }

  @Override
  Map<String, String> usualSettings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("mysqlx", "OFF");
    settings.put("gtid-mode", "ON");
    settings.put("enforce-gtid-consistency", "ON");
    settings.put("innodb-redo-log-capacity", "64M");
    return settings;
  }
}
