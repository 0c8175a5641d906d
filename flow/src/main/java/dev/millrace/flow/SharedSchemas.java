package dev.millrace.flow;

import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.util.HashMap;
import java.util.Map;

/**
 * The schemas of a log, opened once for all operators of a process. Flink makes operators from
 * bytes, so they cannot be handed one: this is the one place of the room with shared state.
 */
final class SharedSchemas implements AutoCloseable {
  private static final Map<String, SharedSchemas> OPEN = new HashMap<>();

  private final String bootstrapServers;
  private final Log log;
  private final Schemas schemas;
  private int users;

  private SharedSchemas(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.log = Log.connect(bootstrapServers);
    this.schemas = Schemas.open(log);
  }

  /** Opens the schemas of a log, or takes those already open. Close it when done. */
  static SharedSchemas acquire(String bootstrapServers) {
    synchronized (OPEN) {
      SharedSchemas shared = OPEN.computeIfAbsent(bootstrapServers, SharedSchemas::new);
      shared.users++;
      return shared;
    }
  }

  Schemas schemas() {
    return schemas;
  }

  @Override
  public void close() {
    synchronized (OPEN) {
      if (--users > 0) {
        return;
      }
      OPEN.remove(bootstrapServers);
    }
    schemas.close();
    log.close();
  }
}
