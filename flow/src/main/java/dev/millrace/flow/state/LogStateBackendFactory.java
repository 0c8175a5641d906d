package dev.millrace.flow.state;

import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.runtime.state.StateBackendFactory;

/** Lets Flink's configuration name the state backend: {@code state.backend.type}. */
public final class LogStateBackendFactory implements StateBackendFactory<LogStateBackend> {
  @Override
  public LogStateBackend createFromConfig(ReadableConfig config, ClassLoader classLoader) {
    return new LogStateBackend().configure(config, classLoader);
  }
}
