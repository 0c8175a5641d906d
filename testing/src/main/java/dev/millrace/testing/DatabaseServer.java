package dev.millrace.testing;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real database server on 127.0.0.1, a child of this process. Its data outlive it: started again
 * on the same folder, it goes on where it was, however it ended.
 *
 * <p>It is stopped in order by {@link #close()}, and also when this Java process ends in any way,
 * even by a kill. The methods may be called by any thread.
 */
public abstract class DatabaseServer implements AutoCloseable {
  static final String HOST = "127.0.0.1";

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseServer.class);
  private static final Duration START_PATIENCE = Duration.ofSeconds(90);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(40);
  private static final int PORT_TRIES = 5;
  private static final long LOG_BYTES_MAX = 10_000_000;

  private final Path folder;
  private final ServerOptions options;
  private FileChannel lockFile;
  private ServerProcess process;
  private int port;

  DatabaseServer(Path folder, ServerOptions options) {
    this.folder = folder.toAbsolutePath().normalize();
    this.options = options;
    this.port = options.port();
  }

  /** Starts the server if it does not run; with the port it had before. */
  public final synchronized void start() {
    if (process != null && process.isAlive()) {
      return;
    }
    try {
      Files.createDirectories(folder);
      lock();
      stopLeftover();
      if (port != 0) {
        requireFree(port);
      }
      truncateLog();
      prepare();
      launch();
    } catch (IOException e) {
      unlock();
      throw new MillraceException(
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot start " + name() + " in " + folder + ": " + e.getMessage() + ".",
          "Make the folder writable and make room there, or use another.",
          e);
    } catch (RuntimeException e) {
      unlock();
      throw e;
    }
  }

  /** Stops the server in order; connections are cut, what was committed stays. */
  public final synchronized void stop() {
    if (process != null) {
      process.stop();
      process = null;
    }
    unlock();
  }

  /** Kills the server at once, as a power failure does. */
  public final synchronized void kill() {
    if (process != null) {
      process.kill();
      process = null;
    }
    unlock();
  }

  /** Stops the server in order and starts it with the same port. */
  public final synchronized void restart() {
    stop();
    start();
  }

  @Override
  public final void close() {
    stop();
  }

  public final synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** The process id of the running server. */
  public final synchronized long pid() {
    if (process == null) {
      throw notRunning();
    }
    return process.pid();
  }

  public final String host() {
    return HOST;
  }

  public final synchronized int port() {
    return port;
  }

  /** The administrator. */
  public abstract String user();

  public final String password() {
    return options.password();
  }

  public final String database() {
    return options.database();
  }

  public final String jdbcUrl() {
    return jdbcUrl(options.database());
  }

  /** The address of a database, without user and password. */
  public abstract String jdbcUrl(String database);

  /** The folder that holds everything of this server. */
  public final Path folder() {
    return folder;
  }

  /** What the server says of itself. */
  public final Path log() {
    return folder.resolve("server.log");
  }

  /** Connects to the database as the administrator. */
  public final Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), user(), password());
  }

  final ServerOptions options() {
    return options;
  }

  final Path data() {
    return folder.resolve("data");
  }

  abstract String name();

  /** The database that is there from the beginning. */
  abstract String firstDatabase();

  /** Unpacks the program, and makes the data folder if there is none. */
  abstract void prepare() throws IOException;

  abstract void stopLeftover() throws IOException;

  abstract ServerProcess launchOn(int port) throws IOException;

  /** Creates the database of the options if it is not there. */
  abstract void createDatabase(Connection connection, String database) throws SQLException;

  private void launch() throws IOException {
    boolean fixed = port != 0;
    for (int tries = 1; ; tries++) {
      int candidate = fixed ? port : freePort();
      long logStart = Files.exists(log()) ? Files.size(log()) : 0;
      process = launchOn(candidate);
      try {
        awaitReady(candidate);
        port = candidate;
        LOG.info("{} listens on {}:{}", name(), HOST, port);
        return;
      } catch (MillraceException e) {
        process.kill();
        process = null;
        // A free port can be taken by another program before the server binds it.
        if (fixed || tries == PORT_TRIES || !logSince(logStart).contains("ddress already in use")) {
          throw e;
        }
      }
    }
  }

  private void awaitReady(int candidate) throws IOException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    SQLException last = null;
    int before = port;
    port = candidate;
    try {
      while (System.nanoTime() < deadline && process.isAlive()) {
        try (Connection connection =
            DriverManager.getConnection(jdbcUrl(firstDatabase()), user(), password())) {
          createDatabase(connection, options.database());
          return;
        } catch (SQLException e) {
          last = e;
          if (isWrongPassword(e)) {
            break;
          }
        }
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
    } finally {
      port = before;
    }
    throw notStarted(last);
  }

  private static boolean isWrongPassword(SQLException e) {
    return Optional.ofNullable(e.getSQLState()).filter(state -> state.startsWith("28")).isPresent();
  }

  private MillraceException notStarted(SQLException last) throws IOException {
    List<String> lines = Files.exists(log()) ? logSince(0).lines().toList() : List.of();
    String end = String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
    if (last != null && isWrongPassword(last)) {
      return new MillraceException(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot log in to " + name() + " in " + folder + " as " + user() + ".",
          "Start it with the password its data folder was made with, or with another folder.",
          last);
    }
    return new MillraceException(
        ErrorCode.RESOURCES_EXHAUSTED,
        "Cannot start " + name() + " in " + folder + ": it ended or did not answer.\n" + end,
        "See " + log() + ".",
        last);
  }

  private String logSince(long start) throws IOException {
    byte[] all = Files.readAllBytes(log());
    int from = (int) Math.min(start, all.length);
    return new String(all, from, all.length - from, StandardCharsets.UTF_8);
  }

  private void truncateLog() throws IOException {
    if (Files.exists(log()) && Files.size(log()) > LOG_BYTES_MAX) {
      Files.delete(log());
    }
  }

  /** The lock ends with this Java process, so that a leftover server is told from a used one. */
  private void lock() throws IOException {
    lockFile =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = lockFile.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new MillraceException(
          ErrorCode.DATA_FOLDER_IN_USE,
          "Cannot start " + name() + " in " + folder + ": another process uses it.",
          "Stop the other one, or use another data folder.");
    }
  }

  private void unlock() {
    try {
      if (lockFile != null) {
        lockFile.close();
      }
    } catch (IOException e) {
      LOG.warn("Cannot release the lock of {}. It ends with this process.", folder, e);
    } finally {
      lockFile = null;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    }
  }

  private void requireFree(int wanted) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(loopback(), wanted));
    } catch (IOException e) {
      throw new MillraceException(
          ErrorCode.PORT_TAKEN,
          "Cannot start " + name() + " on port " + wanted + ": another program listens there.",
          "Stop that program, or choose another port.",
          e);
    }
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  private MillraceException notRunning() {
    return new MillraceException(
        ErrorCode.NOT_RUNNING, "Cannot use " + name() + ": it does not run.", "Start it first.");
  }
}
