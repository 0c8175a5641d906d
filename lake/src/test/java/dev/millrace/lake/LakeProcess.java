package dev.millrace.lake;

import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A lake in a process of its own, to be killed. */
final class LakeProcess {
  private LakeProcess() {}

  static Process start(LakeOptions options, String bootstrapServers) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            LakeProcess.class.getName(),
            LocalFiles.path(options.warehouse()).toString(),
            bootstrapServers,
            Long.toString(options.commitInterval().toMillis()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  public static void main(String[] args) throws InterruptedException {
    Log log = Log.connect(args[1]);
    LakeOptions options =
        LakeOptions.of(Path.of(args[0]), Map.of("commit-interval", args[2] + "ms"));
    try (Schemas schemas = Schemas.open(log);
        Lake lake = Lake.open(options, log, schemas)) {
      while (lake.status().state() != LakeStatus.State.STOPPED) {
        Thread.currentThread().join(Duration.ofSeconds(10).toMillis());
      }
    }
  }
}
