package dev.millrace.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL server set for logical replication: durable, small, password needed. */
public final class PostgresServer extends DatabaseServer {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
  private static final String USER = "postgres";

  /**
   * A fast shutdown waits for replication clients to confirm everything, which some do only now and
   * then. An immediate one loses nothing either; the next start then replays the log.
   */
  private static final List<ServerProcess.Stop> STOPS =
      List.of(
          new ServerProcess.Stop("INT", Duration.ofSeconds(5)),
          new ServerProcess.Stop("QUIT", Duration.ofSeconds(20)));

  private Path program;
  private Launch launch;

  private PostgresServer(Path folder, ServerOptions options) {
    super(folder, options);
  }

  /** Starts a server on a free port with the usual settings. */
  public static PostgresServer start(Path folder) {
    return start(folder, ServerOptions.defaults());
  }

  /**
   * Starts a server whose data stay in the folder.
   *
   * @throws dev.millrace.api.MillraceException PORT_TAKEN, DATA_FOLDER_IN_USE, or what the server
   *     said when it did not start
   */
  public static PostgresServer start(Path folder, ServerOptions options) {
    PostgresServer server = new PostgresServer(folder, options);
    server.start();
    return server;
  }

  /**
   * Starts a standby of this server, which runs: a copy of its data that follows it. Give it the
   * release and the password of this server. It has a replication slot there of the name {@code
   * standby}.
   *
   * @param folder for the standby, empty or not there
   * @param options its settings; those with which it follows this server need not be among them
   */
  public PostgresServer startStandby(Path folder, ServerOptions options)
      throws IOException, SQLException {
    Path copy = folder.toAbsolutePath().normalize().resolve("data");
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_create_physical_replication_slot('standby', true) WHERE NOT EXISTS (SELECT"
              + " FROM pg_replication_slots WHERE slot_name = 'standby')");
      statement.execute("SELECT pg_backup_start('standby', true)");
      copy(copy);
      try (ResultSet stopped =
          statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        stopped.next();
        Files.writeString(copy.resolve("backup_label"), stopped.getString(1));
      }
    }
    Files.createFile(copy.resolve("standby.signal"));
    String primary =
        "host=%s port=%d user=%s password=%s dbname=%s"
            .formatted(HOST, port(), USER, password(), firstDatabase());
    ServerOptions following =
        options
            .password(password())
            .with("primary_conninfo", primary)
            .with("primary_slot_name", "standby");
    return start(folder, following);
  }

  /** Copies what a backup must have; files that end meanwhile are made by the replay. */
  private void copy(Path to) throws IOException {
    try (Stream<Path> files = Files.walk(data())) {
      for (Path file : files.toList()) {
        Path relative = data().relativize(file);
        boolean left =
            relative.startsWith("postmaster.pid")
                || relative.startsWith("postmaster.opts")
                || (relative.getNameCount() > 1
                    && (relative.startsWith("pg_replslot") || relative.startsWith("pg_wal"))
                    && !relative.endsWith("archive_status"));
        if (!left) {
          copy(file, to.resolve(relative.toString()));
        }
      }
    }
  }

  private static void copy(Path file, Path to) throws IOException {
    try {
      Files.createDirectories(to.getParent());
      Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (NoSuchFileException e) {
      LOG.debug("{} ended while it was copied", file, e);
    }
  }

  @Override
  public String user() {
    return USER;
  }

  @Override
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(HOST, port(), database);
  }

  @Override
  String name() {
    return "PostgreSQL";
  }

  @Override
  String firstDatabase() {
    return "postgres";
  }

  @Override
  void prepare() throws IOException {
    program = Binaries.postgres(options().release()).resolve("bin");
    launch = Launch.unprivileged(program.resolve("postgres"), folder());
    if (Files.exists(data().resolve("postgresql.conf"))
        && Files.exists(data().resolve("millrace.complete"))) {
      launch.own(data());
      return;
    }
    // What an interrupted first start left is of no use.
    Binaries.delete(data());
    Files.createDirectory(data());
    launch.own(data());
    Path passwordFile =
        Files.createTempFile(
            folder(),
            "password",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(passwordFile, password());
      launch.own(passwordFile);
      initialise(passwordFile);
      Files.createFile(data().resolve("millrace.complete"));
    } finally {
      Files.delete(passwordFile);
    }
  }

  private void initialise(Path passwordFile) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(program.resolve("initdb").toString());
    command.add("--pgdata=" + data());
    command.add("--username=" + USER);
    command.add("--pwfile=" + passwordFile);
    command.add("--auth=scram-sha-256");
    command.add("--encoding=UTF8");
    command.add("--locale=C");
    if (atLeast(17)) {
      command.add("--locale-provider=builtin");
      command.add("--builtin-locale=C.UTF-8");
    }
    command.add("--no-sync");
    command.add("--no-instructions");
    Process initdb =
        new ProcessBuilder(launch.command(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    int status = initdb.onExit().join().exitValue();
    if (status != 0) {
      throw new IOException("initdb ended with status " + status + ", see " + log());
    }
  }

  /** Whether the release is this or a later one; the usual one is the newest. */
  private boolean atLeast(int release) {
    String own = options().release();
    return own.isEmpty() || Integer.parseInt(own) >= release;
  }

  @Override
  void stopLeftover() throws IOException {
    Path pidFile = data().resolve("postmaster.pid");
    ServerProcess.stopLeftover(pidFile, "postgres", data(), STOPS);
    // The server refuses to start when the number in a stale file belongs to a live process now.
    Files.deleteIfExists(pidFile);
  }

  @Override
  ServerProcess launchOn(int port) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(program.resolve("postgres").toString());
    command.add("-D");
    command.add(data().toString());
    options()
        .over(usualSettings(port))
        .forEach(
            (setting, value) -> {
              command.add("-c");
              command.add(setting + "=" + value);
            });
    return ServerProcess.start(launch.command(command), folder(), log(), STOPS);
  }

  private Map<String, String> usualSettings(int port) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("port", Integer.toString(port));
    settings.put("listen_addresses", HOST);
    settings.put("unix_socket_directories", "");
    settings.put("timezone", "UTC");
    settings.put("wal_level", "logical");
    settings.put("max_wal_senders", "16");
    settings.put("max_replication_slots", "16");
    settings.put("max_prepared_transactions", "4");
    settings.put("synchronous_commit", "on");
    settings.put("fsync", "on");
    settings.put("max_wal_size", "512MB");
    settings.put("shared_buffers", "64MB");
    settings.put("max_connections", "60");
    // No pool of I/O workers, no launcher of subscriptions: fewer processes that only wait.
    if (atLeast(18)) {
      settings.put("io_method", "sync");
    }
    settings.put("max_logical_replication_workers", "0");
    settings.put("jit", "off");
    return settings;
  }

  @Override
  void createDatabase(Connection connection, String database) throws SQLException {
    try (PreparedStatement find =
        connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
      find.setString(1, database);
      try (ResultSet found = find.executeQuery()) {
        if (found.next()) {
          return;
        }
      }
    }
    try (Statement create = connection.createStatement()) {
      create.execute("CREATE DATABASE \"" + database.replace("\"", "\"\"") + "\"");
    }
  }
}
