package dev.millrace.connectors.postgres;

import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeDecoder;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Reads all of a table's topic. */
final class LogReader {
  private LogReader() {}

  static List<Change> all(Log log, Schemas schemas, TableName table) {
    List<Change> changes = new ArrayList<>();
    List<TopicPartition> partitions = log.partitions(table);
    try (Consumer<byte[], byte[]> consumer = log.consumer(IsolationLevel.READ_UNCOMMITTED)) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          changes.add(decode(schemas, table, record.key(), record.value()));
        }
      }
    }
    return changes;
  }

  static Change decode(Schemas schemas, TableName table, byte[] key, byte[] value) {
    String keyText = HexFormat.of().formatHex(key);
    if (value == null) {
      return new Change(
          table.toString(),
          keyText,
          Optional.empty(),
          Position.LEAST,
          0,
          "",
          Map.of(),
          Optional.empty());
    }
    TableSchema schema = schemas.byFingerprint(ChangeDecoder.fingerprint(value));
    ChangeDecoder decoder = new ChangeDecoder(schema, schemas::byFingerprint);
    decoder.read(value);
    RowMap rows = new RowMap(schema);
    decoder.row(rows);
    Map<String, Object> row = rows.take();
    Optional<Map<String, Object>> before =
        decoder.before(rows) ? Optional.of(rows.take()) : Optional.empty();
    return new Change(
        table.toString(),
        keyText,
        Optional.of(decoder.operation()),
        decoder.position(),
        decoder.commitMicros(),
        decoder.transaction(),
        row,
        before);
  }
}
