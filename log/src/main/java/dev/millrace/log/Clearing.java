package dev.millrace.log;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Empties a raw topic by its own means: for each key alive in it a change of operation TRUNCATE and
 * a tombstone. A writer does so when its source truncates a table, and before it begins a snapshot
 * anew, because rows deleted in between would otherwise stay for ever.
 *
 * <p>Reads the topic twice: to find the record that has each key's last row, and to make the
 * removals of these. Memory is bounded: a topic of more keys than are held at once is read twice
 * for each part of its keys. What is written by others meanwhile is not touched.
 */
public final class Clearing {
  private static final Duration POLL = Duration.ofMillis(500);

  /** How many keys are held at once: in 50 MB, and 75 while they grow to that. */
  private static final int KEYS_MAX = 1_500_000;

  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final Position position;
  private final long commitMicros;
  private final Removals removals;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();

  private Clearing(
      Schemas schemas,
      Consumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      Position position,
      long commitMicros) {
    this.removals = new Removals(schemas);
    this.consumer = consumer;
    this.producer = producer;
    this.position = position;
    this.commitMicros = commitMicros;
  }

  /**
   * Empties a table's topic; returns when that is durable. When it is broken off and done again,
   * the keys are removed that are still alive.
   *
   * @param position of the changes written
   * @param commitMicros when the source emptied the table, microseconds since 1970 UTC
   * @return how many keys were removed
   */
  public static long clear(
      Log log, Schemas schemas, TableName table, Position position, long commitMicros) {
    return clear(log, schemas, table, position, commitMicros, KEYS_MAX);
  }

  /** The same, with at most so many keys held at once. */
  static long clear(
      Log log,
      Schemas schemas,
      TableName table,
      Position position,
      long commitMicros,
      int keysMax) {
    List<TopicPartition> partitions = log.partitions(table);
    if (partitions.isEmpty() || schemas.current(table).isEmpty()) {
      return 0;
    }
    try (Consumer<byte[], byte[]> consumer = log.rereader();
        Producer<byte[], byte[]> producer = log.producer()) {
      Clearing clearing = new Clearing(schemas, consumer, producer, position, commitMicros);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long removed = 0;
      for (TopicPartition partition : partitions) {
        removed += clearing.clear(partition, ends.get(partition), keysMax);
      }
      return removed;
    }
  }

  private long clear(TopicPartition partition, long end, int keysMax) {
    consumer.assign(List.of(partition));
    LiveKeys keys = new LiveKeys(keysMax);
    long removed = 0;
    do {
      find(partition, end, keys);
      removed += remove(partition, keys.offsets());
    } while (keys.nextSlice());
    return removed;
  }

  private void find(TopicPartition partition, long end, LiveKeys keys) {
    Repeats repeats = new Repeats();
    consumer.seekToBeginning(List.of(partition));
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.value() == null || record.offset() >= end) {
          continue;
        }
        ChangeDecoder change = removals.read(record.value());
        boolean first = repeats.first(change.operation(), change.position(), record.key());
        if (change.operation().removes()) {
          keys.removed(record.key(), first);
        } else {
          keys.written(record.key(), record.offset(), first);
        }
      }
    }
  }

  /** Removes the rows of the records at these offsets. */
  private long remove(TopicPartition partition, long[] offsets) {
    if (offsets.length == 0) {
      return 0;
    }
    long removed = 0;
    int next = 0;
    consumer.seek(partition, offsets[0]);
    while (consumer.position(partition) <= offsets[offsets.length - 1]) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        // One that is missed has been compacted away, which takes a later change of its key.
        while (next < offsets.length && offsets[next] < record.offset()) {
          next++;
        }
        if (next < offsets.length && offsets[next] == record.offset()) {
          byte[] value =
              removals.of(record.value(), Operation.TRUNCATE, position, commitMicros, commitMicros);
          sent.add(producer.send(to(record, value)));
          sent.add(producer.send(to(record, null)));
          removed++;
        }
      }
      awaitAll(sent);
    }
    return removed;
  }

  private static ProducerRecord<byte[], byte[]> to(
      ConsumerRecord<byte[], byte[]> like, byte[] value) {
    return new ProducerRecord<>(like.topic(), like.partition(), like.key(), value);
  }

  private static void awaitAll(List<Future<RecordMetadata>> sent) {
    try {
      for (Future<RecordMetadata> record : sent) {
        record.get();
      }
      sent.clear();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot empty a topic of the log.", e.getCause());
    } catch (InterruptedException e) {
      throw Log.interrupted(e);
    }
  }
}
