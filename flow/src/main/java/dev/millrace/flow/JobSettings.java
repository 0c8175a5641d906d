package dev.millrace.flow;

import dev.millrace.flow.state.LogStateBackendFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.table.api.EnvironmentSettings;

/** How all jobs run. */
final class JobSettings {
  private JobSettings() {}

  /**
   * Settings of a job of one part.
   *
   * @param interval between two checkpoints
   * @param folder for them
   */
  static Configuration of(Duration interval, Path folder) {
    Configuration configuration = new Configuration();
    configuration.set(StateBackendOptions.STATE_BACKEND, LogStateBackendFactory.class.getName());
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
    configuration.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, interval.dividedBy(2));
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    configuration.set(PipelineOptions.GENERIC_TYPES, true);
    // Rows leave at once; a timer a task would also wake up hundreds of times a second for nothing.
    configuration.setString("execution.buffer-timeout.interval", "0 ms");
    configuration.setString("parallelism.default", "1");
    return configuration;
  }

  /** How all SQL is planned. */
  static EnvironmentSettings sql() {
    return EnvironmentSettings.newInstance()
        .inStreamingMode()
        .withClassLoader(JobSettings.class.getClassLoader())
        .build();
  }
}
