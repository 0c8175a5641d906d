package dev.millrace.app.cli;

import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which Millrace on this machine a command speaks to. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "<folder>",
      description =
          "Data folder of the Millrace to speak to. Default: $MILLRACE_DATA, else the demo's.")
  private Path data;

  Path folder() {
    return data == null ? standard("demo") : data;
  }

  RunningServer server() {
    return RunningServer.find(folder());
  }

  /** Sends the log to a file of the data folder. Must come before anything logs. */
  static void logTo(Path data) {
    System.setProperty("millrace.log", data.resolve("millrace.log").toString());
  }

  /** Where the data of a start without {@code --data} is. */
  static Path standard(String name) {
    Map<String, String> environment = System.getenv();
    String given = environment.getOrDefault("MILLRACE_DATA", "");
    if (!given.isEmpty()) {
      return Path.of(given);
    }
    return Path.of(environment.getOrDefault("MILLRACE_HOME", ".")).resolve("data").resolve(name);
  }
}
