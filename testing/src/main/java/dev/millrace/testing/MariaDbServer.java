package dev.millrace.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A MariaDB server with a full row binlog: durable, small, password needed. */
public final class MariaDbServer extends DatabaseServer {
  private static final String USER = "root";
  private static final List<ServerProcess.Stop> STOPS =
      List.of(new ServerProcess.Stop("TERM", Duration.ofSeconds(30)));

  /** Relative to the data folder, because the path of a socket may have 107 characters only. */
  private static final String SOCKET = "server.sock";

  private static final List<String> SYSTEM_TABLES =
      List.of(
          "mariadb_system_tables.sql",
          "mariadb_performance_tables.sql",
          "mariadb_system_tables_data.sql",
          "maria_add_gis_sp_bootstrap.sql");

  private Path home;

  private MariaDbServer(Path folder, ServerOptions options) {
    super(folder, options);
  }

  /** Starts a server on a free port with the usual settings. */
  public static MariaDbServer start(Path folder) {
    return start(folder, ServerOptions.defaults());
  }

  /**
   * Starts a server whose data stay in the folder.
   *
   * @throws dev.millrace.api.MillraceException PORT_TAKEN, DATA_FOLDER_IN_USE, or what the server
   *     said when it did not start
   */
  public static MariaDbServer start(Path folder, ServerOptions options) {
    MariaDbServer server = new MariaDbServer(folder, options);
    server.start();
    return server;
  }

  @Override
  public String user() {
    return USER;
  }

  @Override
  public String jdbcUrl(String database) {
    return "jdbc:mariadb://%s:%d/%s".formatted(HOST, port(), database);
  }

  @Override
  String name() {
    return "MariaDB";
  }

  @Override
  String firstDatabase() {
    return "mysql";
  }

  @Override
  void prepare() throws IOException {
    home = Binaries.mariaDb();
    Path complete = data().resolve("millrace.complete");
    if (Files.exists(complete)) {
      return;
    }
    // What an interrupted first start left is of no use.
    Binaries.delete(data());
    Files.createDirectory(data());
    Path script =
        Files.createTempFile(
            folder(),
            "bootstrap",
            ".sql",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(script, bootstrap(), StandardCharsets.UTF_8);
      initialise(script);
    } finally {
      Files.delete(script);
    }
    Files.createFile(complete);
  }

  /** The server reads one statement a line here. */
  private String bootstrap() throws IOException {
    StringBuilder sql = new StringBuilder();
    sql.append("CREATE DATABASE IF NOT EXISTS mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n");
    for (String file : SYSTEM_TABLES) {
      sql.append(Files.readString(home.resolve("share").resolve(file), StandardCharsets.UTF_8));
      sql.append('\n');
    }
    sql.append("DELETE FROM mysql.global_priv WHERE User <> 'mariadb.sys';\n");
    sql.append("DELETE FROM mysql.proxies_priv;\n");
    sql.append("FLUSH PRIVILEGES;\n");
    sql.append("CREATE USER 'root'@'%' IDENTIFIED BY '");
    sql.append(password().replace("\\", "\\\\").replace("'", "''")).append("';\n");
    sql.append("GRANT ALL PRIVILEGES ON *.* TO 'root'@'%' WITH GRANT OPTION;\n");
    return sql.toString();
  }

  private void initialise(Path script) throws IOException {
    List<String> command = new ArrayList<>(program());
    command.add("--bootstrap");
    command.add("--log-warnings=0");
    command.add("--enforce-storage-engine=");
    command.add("--max-allowed-packet=8M");
    command.add("--innodb-log-file-size=32M");
    command.add("--innodb-buffer-pool-size=64M");
    command.add("--innodb-undo-tablespaces=0");
    command.add("--innodb-flush-log-at-trx-commit=0");
    Process bootstrap =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(script.toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    int status = bootstrap.onExit().join().exitValue();
    if (status != 0) {
      throw new IOException("mariadbd --bootstrap ended with status " + status + ", see " + log());
    }
  }

  private List<String> program() {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve("mariadbd").toString());
    // Settings of the machine must not reach in; this option has to be the first.
    command.add("--no-defaults");
    if (Launch.isRoot()) {
      command.add("--user=root");
    }
    command.add("--basedir=" + home);
    command.add("--lc-messages-dir=" + home.resolve("share"));
    command.add("--datadir=" + data());
    return command;
  }

  @Override
  void stopLeftover() throws IOException {
    Path pidFile = data().resolve("server.pid");
    ServerProcess.stopLeftover(pidFile, "mariadbd", data(), STOPS);
    Files.deleteIfExists(pidFile);
  }

  @Override
  ServerProcess launchOn(int port) throws IOException {
    List<String> command = new ArrayList<>(program());
    options()
        .over(usualSettings(port))
        .forEach(
            (setting, value) -> command.add("--" + setting + (value.isEmpty() ? "" : "=" + value)));
    return ServerProcess.start(Launch.plain().command(command), folder(), log(), STOPS);
  }

  private static Map<String, String> usualSettings(int port) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("port", Integer.toString(port));
    settings.put("bind-address", HOST);
    settings.put("socket", SOCKET);
    settings.put("pid-file", "server.pid");
    settings.put("default-time-zone", "+00:00");
    settings.put("character-set-server", "utf8mb4");
    settings.put("skip-name-resolve", "");
    // Without this the server makes a certificate at each start, which takes seconds.
    settings.put("skip-ssl", "");
    settings.put("local-infile", "ON");
    settings.put("server-id", "1");
    settings.put("log-bin", "binlog");
    settings.put("binlog-format", "ROW");
    settings.put("binlog-row-image", "FULL");
    settings.put("binlog-row-metadata", "FULL");
    settings.put("max-binlog-size", "64M");
    settings.put("sync-binlog", "1");
    settings.put("innodb-flush-log-at-trx-commit", "1");
    settings.put("innodb-log-file-size", "32M");
    settings.put("innodb-buffer-pool-size", "64M");
    settings.put("innodb-undo-tablespaces", "0");
    settings.put("innodb-purge-threads", "1");
    settings.put("aria-pagecache-buffer-size", "8M");
    settings.put("key-buffer-size", "1M");
    settings.put("query-cache-type", "0");
    settings.put("query-cache-size", "0");
    settings.put("max-connections", "60");
    settings.put("table-open-cache", "400");
    return settings;
  }

  @Override
  void createDatabase(Connection connection, String database) throws SQLException {
    try (Statement create = connection.createStatement()) {
      create.execute("CREATE DATABASE IF NOT EXISTS `" + database.replace("`", "``") + "`");
    }
  }
}
