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

/** What MariaDB and MySQL have in common: a full row binlog, durable, small, password needed. */
abstract class BinlogServer extends DatabaseServer {
  static final String USER = "root";

  /** Relative to the data folder, because the path of a socket may have 107 characters only. */
  private static final String SOCKET = "server.sock";

  private static final String PID_FILE = "server.pid";
  private static final List<ServerProcess.Stop> STOPS =
      List.of(new ServerProcess.Stop("TERM", Duration.ofSeconds(30)));

  private Path home;

  BinlogServer(Path folder, ServerOptions options) {
    super(folder, options);
  }

  /** The folder of the server's programs, unpacked now if they are not. */
  abstract Path unpack();

  /** The program's name, in the folder {@code bin}. */
  abstract String program();

  /** What every call of the program needs to find its own files. */
  abstract List<String> ownFiles(Path home);

  /** Statements, one a line, that make what the data folder must have. */
  abstract String firstStatements(Path home) throws IOException;

  /**
   * Makes the program fill an empty data folder and end.
   *
   * @param script has the first statements; it is also the program's input
   */
  abstract List<String> filling(Path script);

  /** Settings over those that both servers have. */
  abstract Map<String, String> usualSettings();

  @Override
  public final String user() {
    return USER;
  }

  @Override
  final String firstDatabase() {
    return "mysql";
  }

  @Override
  final void prepare() throws IOException {
    home = unpack();
    Files.createDirectories(temporary());
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
      Files.writeString(script, firstStatements(home), StandardCharsets.UTF_8);
      fill(script);
    } finally {
      Files.delete(script);
    }
    Files.createFile(complete);
  }

  private void fill(Path script) throws IOException {
    List<String> command = command();
    command.addAll(filling(script));
    Process filling =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(script.toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    int status = filling.onExit().join().exitValue();
    if (status != 0) {
      throw new IOException(
          program() + " ended with status " + status + " before its first start, see " + log());
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve(program()).toString());
    // Settings of the machine must not reach in; this option has to be the first.
    command.add("--no-defaults");
    if (Launch.isRoot()) {
      command.add("--user=root");
    }
    command.addAll(ownFiles(home));
    command.add("--datadir=" + data());
    command.add("--tmpdir=" + temporary());
    return command;
  }

  /** Its own, because a server that starts deletes the temporary tables of others there. */
  private Path temporary() {
    return folder().resolve("tmp");
  }

  /** The administrator's password as a literal in SQL. */
  final String passwordLiteral() {
    return "'" + password().replace("\\", "\\\\").replace("'", "''") + "'";
  }

  @Override
  final void stopLeftover() throws IOException {
    Path pidFile = data().resolve(PID_FILE);
    ServerProcess.stopLeftover(pidFile, program(), data(), STOPS);
    Files.deleteIfExists(pidFile);
  }

  @Override
  final ServerProcess launchOn(int port) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("port", Integer.toString(port));
    settings.put("bind-address", HOST);
    settings.put("socket", SOCKET);
    settings.put("pid-file", PID_FILE);
    settings.put("default-time-zone", "+00:00");
    settings.put("character-set-server", "utf8mb4");
    settings.put("skip-name-resolve", "");
    settings.put("local-infile", "ON");
    settings.put("server-id", "1");
    settings.put("log-bin", "binlog");
    settings.put("binlog-format", "ROW");
    settings.put("binlog-row-image", "FULL");
    settings.put("binlog-row-metadata", "FULL");
    settings.put("max-binlog-size", "64M");
    settings.put("sync-binlog", "1");
    settings.put("innodb-flush-log-at-trx-commit", "1");
    settings.put("innodb-buffer-pool-size", "64M");
    settings.put("innodb-purge-threads", "1");
    settings.put("key-buffer-size", "1M");
    settings.put("max-connections", "60");
    settings.put("table-open-cache", "400");
    settings.putAll(usualSettings());
    List<String> command = command();
    options()
        .over(settings)
        .forEach(
            (setting, value) -> command.add("--" + setting + (value.isEmpty() ? "" : "=" + value)));
    return ServerProcess.start(Launch.plain().command(command), folder(), log(), STOPS);
  }

  @Override
  final void createDatabase(Connection connection, String database) throws SQLException {
    try (Statement create = connection.createStatement()) {
      create.execute("CREATE DATABASE IF NOT EXISTS `" + database.replace("`", "``") + "`");
    }
  }
}
