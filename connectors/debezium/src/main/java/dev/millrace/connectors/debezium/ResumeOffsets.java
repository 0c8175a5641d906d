package dev.millrace.connectors.debezium;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * Shows Debezium the offset to resume from while it starts, and the offset that is stored later,
 * when it asks how much the source may forget. The two differ when Debezium is started anew: it
 * resumes from what the log has, which may not be stored yet.
 */
final class ResumeOffsets implements SourceTaskContext {
  private final SourceTaskContext connect;
  private final Generation generation;
  private volatile boolean started;

  ResumeOffsets(SourceTaskContext connect, Generation generation) {
    this.connect = connect;
    this.generation = generation;
  }

  /** Debezium has read where it resumes. */
  void started() {
    started = true;
  }

  boolean haveStarted() {
    return started;
  }

  @Override
  public Map<String, String> configs() {
    return connect.configs();
  }

  @Override
  public PluginMetrics pluginMetrics() {
    return connect.pluginMetrics();
  }

  @Override
  public OffsetStorageReader offsetStorageReader() {
    return new OffsetStorageReader() {
      @Override
      public <T> Map<String, Object> offset(Map<String, T> partition) {
        Map<String, ?> offset = started ? stored(partition) : generation.resumed();
        return offset.isEmpty() ? null : new HashMap<>(offset);
      }

      @Override
      public <T> Map<Map<String, T>, Map<String, Object>> offsets(
          Collection<Map<String, T>> partitions) {
        Map<Map<String, T>, Map<String, Object>> offsets = new HashMap<>();
        partitions.forEach(partition -> offsets.put(partition, offset(partition)));
        return offsets;
      }
    };
  }

  private <T> Map<String, ?> stored(Map<String, T> partition) {
    Map<String, Object> stored = connect.offsetStorageReader().offset(partition);
    boolean ofThisGeneration =
        stored != null
            && stored.get(Generation.EPOCH) instanceof Number epoch
            && epoch.intValue() == generation.epoch();
    return ofThisGeneration ? stored : Map.of();
  }
}
