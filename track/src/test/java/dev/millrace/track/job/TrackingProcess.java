package dev.millrace.track.job;

import dev.millrace.flow.Flow;
import dev.millrace.flow.FlowOptions;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.track.journey.Rules;
import java.nio.file.Path;
import java.time.Duration;

/** The tracking job in a process of its own, to be killed. */
final class TrackingProcess {
  /** Nobody is to be silent. */
  private static final TrackingOptions OPTIONS =
      new TrackingOptions(1, Duration.ofDays(30), Duration.ofMinutes(1));

  private TrackingProcess() {}

  /** Runs until it is killed; the arguments are the log's address and the flow's folder. */
  public static void main(String[] arguments) throws InterruptedException {
    Log log = Log.connect(arguments[0]);
    Flow unused = start(log, Schemas.open(log), arguments[0], Path.of(arguments[1]));
    Thread.currentThread().join();
  }

  static Flow start(Log log, Schemas schemas, String bootstrapServers, Path folder) {
    Flow flow =
        Flow.start(
            new FlowOptions(folder, bootstrapServers, Duration.ofMillis(300)),
            log,
            schemas,
            ModelTables.MODEL);
    flow.run(new TrackingJob(Rules.DEFAULT, OPTIONS));
    return flow;
  }
}
