package dev.millrace.flow.state;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.AbstractStateBackend;
import org.apache.flink.runtime.state.ConfigurableStateBackend;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateBackend;

/**
 * Keeps the state of Flink's jobs in {@link StateStore}s, one for each keyed operator, in the task
 * manager's temporary folders. Checkpoints copy what is new in the log. Timers and the state of
 * operators are in memory, as in Flink's own backends.
 */
public final class LogStateBackend extends AbstractStateBackend
    implements ConfigurableStateBackend {
  private static final long serialVersionUID = 1L;

  @Override
  public String getName() {
    return "millrace-log";
  }

  /** A backend whose states are watched as the configuration says; there is nothing else to set. */
  @Override
  public LogStateBackend configure(ReadableConfig config, ClassLoader classLoader) {
    LogStateBackend configured = new LogStateBackend();
    configured.latencyTrackingConfigBuilder = latencyTrackingConfigBuilder.configure(config);
    configured.sizeTrackingConfigBuilder = sizeTrackingConfigBuilder.configure(config);
    return configured;
  }

  @Override
  public boolean supportsNoClaimRestoreMode() {
    return true;
  }

  @Override
  public boolean supportsSavepointFormat(SavepointFormatType format) {
    return format == SavepointFormatType.NATIVE;
  }

  @Override
  public <K> AbstractKeyedStateBackend<K> createKeyedStateBackend(
      KeyedStateBackendParameters<K> parameters) throws IOException {
    String[] folders = parameters.getEnv().getTaskManagerInfo().getTmpDirectories();
    int turn = Math.floorMod(parameters.getOperatorIdentifier().hashCode(), folders.length);
    Path folder = new File(folders[turn]).toPath();
    return LogKeyedStateBackend.open(
        parameters,
        folder,
        latencyTrackingConfigBuilder.setMetricGroup(parameters.getMetricGroup()).build(),
        sizeTrackingConfigBuilder.setMetricGroup(parameters.getMetricGroup()).build());
  }

  @Override
  public OperatorStateBackend createOperatorStateBackend(OperatorStateBackendParameters parameters)
      throws Exception {
    return new DefaultOperatorStateBackendBuilder(
            parameters.getEnv().getUserCodeClassLoader().asClassLoader(),
            parameters.getEnv().getExecutionConfig(),
            true,
            parameters.getStateHandles(),
            parameters.getCancelStreamRegistry())
        .build();
  }
}
