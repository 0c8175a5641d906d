package dev.millrace.connectors.conformance;

import dev.millrace.api.TableName;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Reads all of tables' topics. */
public final class LogReader {
  private LogReader() {}

  public static List<Change> all(Log log, Schemas schemas, TableName table) {
    return all(log, schemas, List.of(table)).get(table);
  }

  /** The changes of several tables, by table. */
  public static Map<TableName, List<Change>> all(
      Log log, Schemas schemas, Collection<TableName> tables) {
    Map<TableName, List<Change>> changes = new HashMap<>();
    List<TopicPartition> partitions = new ArrayList<>();
    for (TableName table : tables) {
      changes.put(table, new ArrayList<>());
      partitions.addAll(log.partitions(table));
    }
    try (Consumer<byte[], byte[]> consumer = log.consumer(IsolationLevel.READ_UNCOMMITTED)) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          TableName table = TableName.ofTopic(record.topic());
          changes.get(table).add(Change.of(schemas, table, record.key(), record.value()));
        }
      }
    }
    return changes;
  }
}
