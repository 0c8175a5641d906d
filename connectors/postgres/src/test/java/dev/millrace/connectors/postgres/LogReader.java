package dev.millrace.connectors.postgres;

import dev.millrace.api.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Reads all of a table's topic. */
final class LogReader {
  private LogReader() {}

  static List<Change> all(Run run, TableName table) {
    List<Change> changes = new ArrayList<>();
    List<TopicPartition> partitions = run.log().partitions(table);
    try (Consumer<byte[], byte[]> consumer = run.log().consumer(IsolationLevel.READ_UNCOMMITTED)) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          changes.add(run.decode(table, record.key(), record.value()));
        }
      }
    }
    return changes;
  }
}
