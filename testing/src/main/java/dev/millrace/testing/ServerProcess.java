package dev.millrace.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A running server, and a watcher that stops it in order when this Java process is gone, however it
 * ended: the watcher waits on a pipe that only this process holds open.
 */
final class ServerProcess {
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(30);

  /** A signal that asks a server to end, and how long it may take before the next one. */
  record Stop(String signal, Duration patience) {}

  private final Process server;
  private final Process watcher;
  private final List<Stop> stops;

  private ServerProcess(Process server, Process watcher, List<Stop> stops) {
    this.server = server;
    this.watcher = watcher;
    this.stops = stops;
  }

  /**
   * @param stops how this server is asked to end, the most orderly way first
   */
  static ServerProcess start(List<String> command, Path folder, Path log, List<Stop> stops)
      throws IOException {
    Process server =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Process watcher =
        new ProcessBuilder(
                "sh",
                "-c",
                "trap '' INT HUP TERM; read x; kill -"
                    + stops.get(0).signal()
                    + " \"$0\" 2>/dev/null",
                Long.toString(server.pid()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new ServerProcess(server, watcher, stops);
  }

  boolean isAlive() {
    return server.isAlive();
  }

  long pid() {
    return server.pid();
  }

  /** Ends the server in order; one that does not end in time is killed. */
  void stop() {
    watcher.destroyForcibly();
    stop(server.toHandle(), stops);
  }

  /** Ends the server and its workers at once, as a power failure does. */
  void kill() {
    watcher.destroyForcibly();
    kill(server.toHandle());
  }

  /**
   * Stops a server that an earlier, killed Java process left behind on the same data folder.
   *
   * @param pidFile where the server wrote its process id, in the first line
   * @param program the program's name; a process that only took over the id is left alone
   */
  static void stopLeftover(Path pidFile, String program, Path data, List<Stop> stops)
      throws IOException {
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<ProcessHandle> leftover;
    try (Stream<String> lines = Files.lines(pidFile)) {
      leftover =
          lines
              .findFirst()
              .map(String::strip)
              .filter(text -> text.matches("\\d{1,10}"))
              .flatMap(text -> ProcessHandle.of(Long.parseLong(text)))
              .filter(process -> runs(process, program, data));
    }
    leftover.ifPresent(process -> stop(process, stops));
  }

  private static boolean runs(ProcessHandle process, String program, Path data) {
    Path commandLine = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    try {
      // ProcessHandle does not tell the arguments of another user's process, and cuts long ones.
      String text = Files.readString(commandLine).replace('\0', ' ');
      return text.contains(program) && text.contains(data.toString());
    } catch (IOException e) {
      return process.info().commandLine().filter(text -> text.contains(program)).isPresent();
    }
  }

  private static void stop(ProcessHandle process, List<Stop> stops) {
    for (Stop stop : stops) {
      try {
        new ProcessBuilder(
                "sh", "-c", "kill -" + stop.signal() + " \"$0\"", Long.toString(process.pid()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
      } catch (IOException e) {
        break;
      }
      if (endsWithin(process, stop.patience())) {
        return;
      }
    }
    kill(process);
  }

  private static void kill(ProcessHandle process) {
    List<ProcessHandle> all = Stream.concat(Stream.of(process), process.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> endsWithin(each, KILL_PATIENCE));
  }

  /** An interrupt does not cut the wait short: a server half stopped would block the next start. */
  private static boolean endsWithin(ProcessHandle process, Duration patience) {
    return process
        .onExit()
        .thenApply(ended -> true)
        .completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
