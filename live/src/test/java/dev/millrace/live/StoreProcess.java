package dev.millrace.live;

import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.io.IOException;
import java.nio.file.Path;

/** A live store in a process of its own, to be killed. */
final class StoreProcess {
  private StoreProcess() {}

  public static void main(String[] arguments) throws IOException {
    Log log = Log.connect(arguments[0]);
    Schemas schemas = Schemas.open(log);
    LiveStore store = LiveStore.open(LiveOptions.in(Path.of(arguments[1])), log, schemas);
    System.out.println("open " + store.rowCounts());
    System.out.flush();
    // Runs until it is killed.
    while (System.in.read() >= 0) {
      System.out.println(store.stats().changesTotal());
    }
  }

  static Process start(String bootstrapServers, Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            StoreProcess.class.getName(),
            bootstrapServers,
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
