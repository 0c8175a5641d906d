package dev.millrace.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A MariaDB server with a full row binlog: durable, small, password needed. */
public final class MariaDbServer extends BinlogServer {
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
  public String jdbcUrl(String database) {
    return "jdbc:mariadb://%s:%d/%s".formatted(HOST, port(), database);
  }

  @Override
  String name() {
    return "MariaDB";
  }

  @Override
  Path unpack() {
    return Binaries.mariaDb(options().release());
  }

  @Override
  String program() {
    return "mariadbd";
  }

  @Override
  List<String> ownFiles(Path home) {
    return List.of("--basedir=" + home, "--lc-messages-dir=" + home.resolve("share"));
  }

  @Override
  String firstStatements(Path home) throws IOException {
    StringBuilder sql = new StringBuilder();
    sql.append("CREATE DATABASE IF NOT EXISTS mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n");
    for (String file : Binaries.MARIADB_SYSTEM_TABLES) {
      sql.append(Files.readString(home.resolve(file), StandardCharsets.UTF_8));
      sql.append('\n');
    }
    sql.append("DELETE FROM mysql.global_priv WHERE User <> 'mariadb.sys';\n");
    sql.append("DELETE FROM mysql.proxies_priv;\n");
    sql.append("FLUSH PRIVILEGES;\n");
    sql.append("CREATE USER 'root'@'%' IDENTIFIED BY ").append(passwordLiteral()).append(";\n");
    sql.append("GRANT ALL PRIVILEGES ON *.* TO 'root'@'%' WITH GRANT OPTION;\n");
    return sql.toString();
  }

  @Override
  List<String> filling(Path script) {
    return List.of(
        "--bootstrap",
        "--log-warnings=0",
        "--enforce-storage-engine=",
        "--max-allowed-packet=8M",
        "--innodb-log-file-size=32M",
        "--innodb-buffer-pool-size=64M",
        "--innodb-undo-tablespaces=0",
        "--innodb-flush-log-at-trx-commit=0");
  }

  @Override
  Map<String, String> usualSettings() {
    Map<String, String> settings = new LinkedHashMap<>();
    // Without this the server makes a certificate at each start, which takes seconds.
    settings.put("skip-ssl", "");
    settings.put("innodb-log-file-size", "32M");
    settings.put("innodb-undo-tablespaces", "0");
    settings.put("aria-pagecache-buffer-size", "8M");
    settings.put("query-cache-type", "0");
    settings.put("query-cache-size", "0");
    return settings;
  }
}
