package dev.millrace.bench.capture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;

/** Lets Debezium's engine resume from an offset that is among its settings, each time. */
public final class FixedOffset extends MemoryOffsetBackingStore {
  /** The setting: the offset as JSON. */
  static final String OFFSET = "bench.offset";

  private static final String KEY = "[\"bench\",{\"server\":\"bench\"}]";

  @Override
  public void configure(WorkerConfig config) {
    super.configure(config);
    data.put(bytes(KEY), bytes(config.originalsStrings().get(OFFSET)));
  }

  @Override
  public Set<Map<String, Object>> connectorPartitions(String connectorName) {
    return Set.of();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
