package dev.millrace.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A Mosquitto, the MQTT broker of Debian's package of that name. It keeps sessions and messages in
 * its folder when it is stopped in order.
 */
public final class Mosquitto implements AutoCloseable {
  /** What to tell where {@link #isAvailable} says no. */
  public static final String MISSING =
      "No MQTT broker is here. Install Debian's package mosquitto (apt-get install mosquitto).";

  public static final String HOST = "127.0.0.1";

  private static final String PROGRAM = "mosquitto";
  private static final Duration START_PATIENCE = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final List<ServerProcess.Stop> STOPS =
      List.of(new ServerProcess.Stop("TERM", Duration.ofSeconds(10)));

  private final Path folder;
  private final int port;
  private ServerProcess process;

  private Mosquitto(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Whether a broker can be started on this machine. */
  public static boolean isAvailable() {
    return program().isPresent();
  }

  private static Optional<Path> program() {
    String folders = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
    return Stream.of(folders.split(":", -1))
        .map(folder -> Path.of(folder, PROGRAM))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts a broker on a free port that lets everybody in, unless its settings say otherwise.
   *
   * @param settings lines of its configuration for the one listener and behind it
   * @throws IllegalStateException with what it said, when it does not start
   */
  public static Mosquitto start(Path folder, String... settings) {
    try {
      Files.createDirectories(folder);
      int port = freePort();
      List<String> lines =
          new ArrayList<>(
              List.of(
                  "user " + System.getProperty("user.name"),
                  "persistence true",
                  "persistence_location " + folder + "/",
                  "max_queued_messages 0",
                  "listener " + port + " " + HOST));
      if (Stream.of(settings).noneMatch(line -> line.startsWith("allow_anonymous "))) {
        lines.add("allow_anonymous true");
      }
      lines.addAll(List.of(settings));
      Files.write(folder.resolve("mosquitto.conf"), lines);
      Mosquitto broker = new Mosquitto(folder, port);
      broker.start();
      return broker;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot prepare a broker in " + folder + ".", e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts it again, on the same port and with what it has kept. */
  public void start() {
    Path said = folder.resolve("mosquitto.txt");
    try {
      process =
          ServerProcess.start(
              List.of(
                  program().orElseThrow(() -> new IllegalStateException(MISSING)).toString(),
                  "-c",
                  folder.resolve("mosquitto.conf").toString()),
              folder,
              said,
              STOPS);
      long deadline = System.nanoTime() + START_PATIENCE.toNanos();
      while (!listens()) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException("Mosquitto does not start: " + Files.readString(said));
        }
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start a broker in " + folder + ".", e);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  /** The processor time it has taken; empty where the system does not tell. */
  public Optional<Duration> cpu() {
    return ProcessHandle.of(process.pid()).flatMap(handle -> handle.info().totalCpuDuration());
  }

  /** Ends it in order: sessions and what waits in them are kept. */
  public void stop() {
    process.stop();
  }

  @Override
  public void close() {
    stop();
  }
}
