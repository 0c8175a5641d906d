package dev.millrace.bench.engines;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Main;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Trino server's files, which Maven gets once a checkout. */
final class TrinoProgram {
  static final String VERSION = "476";

  private static final String NAME = "trino-server-" + VERSION;
  private static final String PLUGIN = "iceberg";

  private TrinoProgram() {}

  /**
   * The folder that holds {@code lib} and {@code plugin/iceberg}.
   *
   * @throws MillraceException RESOURCES_EXHAUSTED when it cannot be got
   */
  static Path unpacked() throws IOException, InterruptedException {
    Path room = Main.home().resolve("bench").toAbsolutePath().normalize();
    Path target = Files.createDirectories(room.resolve("target"));
    Path done = target.resolve(NAME);
    if (Files.isDirectory(done)) {
      return done;
    }
    System.err.println("Getting Trino " + VERSION + " from Maven (800 MB, once) …");
    Path fresh = Files.createTempDirectory(target, "trino");
    try {
      run(
          "mvn",
          "-B",
          "-q",
          "-f",
          room.resolve("pom.xml").toString(),
          "dependency:copy",
          "-Dartifact=io.trino:trino-server:" + VERSION + ":tar.gz",
          "-DoutputDirectory=" + fresh);
      run("tar", "-xzf", fresh.resolve(NAME + ".tar.gz").toString(), "-C", fresh.toString());
      // Plugins share files by hard links, so that the one that stays cannot be unpacked alone.
      try (DirectoryStream<Path> plugins =
          Files.newDirectoryStream(fresh.resolve(NAME).resolve("plugin"))) {
        for (Path plugin : plugins) {
          if (!plugin.getFileName().toString().equals(PLUGIN)) {
            Benchmark.delete(plugin);
          }
        }
      }
      Files.move(fresh.resolve(NAME), done);
    } finally {
      Benchmark.delete(fresh);
    }
    return done;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new MillraceException(
            ErrorCode.RESOURCES_EXHAUSTED,
            "Cannot get Trino: " + List.of(command) + " ends with " + process.exitValue() + ".",
            "See what it says; it needs the Maven registry and 2 GB of disk.");
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
