package dev.millrace.lake;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.ModelHeaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A table's topic, written as a connector writes it. */
final class Topic implements AutoCloseable {
  static final long NOON = 1_800_000_000_000_000L;

  private final TableName name;
  private final Producer<byte[], byte[]> producer;
  private final Bed bed;
  private ChangeEncoder encoder;
  private TableSchema schema;

  Topic(Bed bed, TableSchema schema) {
    this.bed = bed;
    this.name = schema.name();
    bed.log.createTopics(List.of(schema));
    this.producer = bed.log.producer();
    alter(schema);
  }

  /** From now on records have another schema. */
  void alter(TableSchema changed) {
    schema = changed;
    encoder = bed.schemas.encoder(changed);
  }

  TableName name() {
    return name;
  }

  TableSchema schema() {
    return schema;
  }

  /** Appends changes; returns when they are durable. A delete is followed by a tombstone. */
  void write(List<Change> changes) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    records(changes, new RecordHeaders()).forEach(record -> sent.add(producer.send(record)));
    try {
      for (Future<RecordMetadata> record : sent) {
        record.get();
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("Cannot write to " + name, e);
    }
  }

  /** Appends changes as a swap, in one transaction. */
  void swap(List<Change> changes) {
    try (Producer<byte[], byte[]> swap = bed.log.transactionalProducer("swap")) {
      swap.beginTransaction();
      for (ProducerRecord<byte[], byte[]> record :
          records(changes, ModelHeaders.ofSwap("erp/items", "one"))) {
        // What cannot be sent shows when the transaction is committed.
        var unused = swap.send(record);
      }
      swap.commitTransaction();
    }
  }

  private List<ProducerRecord<byte[], byte[]>> records(List<Change> changes, Headers headers) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Change change : changes) {
      JavaRow.put(
          schema,
          change.row(),
          encoder.begin(
              change.operation(),
              change.position(),
              change.commitMicros(),
              change.commitMicros() + 1,
              "t" + change.position().commit()));
      byte[] key = encoder.key();
      records.add(new ProducerRecord<>(name.topic(), null, key, encoder.value(), headers));
      if (change.operation().removes()) {
        records.add(new ProducerRecord<>(name.topic(), null, key, null, headers));
      }
    }
    return records;
  }

  void write(Change... changes) {
    write(List.of(changes));
  }

  /** A change with its row in the schema's order. */
  record Change(Operation operation, Position position, long commitMicros, List<Object> row) {
    static Change of(Operation operation, long commit, long sequence, Object... row) {
      return new Change(
          operation, new Position(1, commit, sequence), NOON + commit, Arrays.asList(row));
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
