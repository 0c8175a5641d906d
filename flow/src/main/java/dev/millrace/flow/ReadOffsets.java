package dev.millrace.flow;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/**
 * How far jobs in this process have read their topics, for those who wait for it. Kafka's groups
 * would tell the same, but only seconds later.
 */
final class ReadOffsets {
  private static final Map<String, Map<TopicPartition, Long>> BY_READER = new ConcurrentHashMap<>();

  private ReadOffsets() {}

  /** A reader has passed all records below an offset on to the operator behind it. */
  static void reached(String reader, TopicPartition partition, long offset) {
    BY_READER.computeIfAbsent(reader, none -> new ConcurrentHashMap<>()).put(partition, offset);
  }

  /** The offset of the record that a reader reads next, if it has read any. */
  static Optional<Long> next(String reader, TopicPartition partition) {
    return Optional.ofNullable(BY_READER.getOrDefault(reader, Map.of()).get(partition));
  }

  /** The same for all that it has read of a topic, by partition. */
  static Map<Integer, Long> next(String reader, String topic) {
    Map<Integer, Long> offsets = new HashMap<>();
    BY_READER
        .getOrDefault(reader, Map.of())
        .forEach(
            (partition, offset) -> {
              if (partition.topic().equals(topic)) {
                offsets.put(partition.partition(), offset);
              }
            });
    return offsets;
  }

  static void forget(String reader) {
    BY_READER.remove(reader);
  }
}
