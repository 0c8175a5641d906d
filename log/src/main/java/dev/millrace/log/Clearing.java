package dev.millrace.log;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Empties a raw topic by its own means: for each row in it a change of operation TRUNCATE and a
 * tombstone. A writer does so when its source truncates a table, and before it begins a snapshot
 * anew, because rows deleted in between would otherwise stay for ever.
 *
 * <p>Reads the topic once from the start and holds none of it; a row that is gone already is
 * removed once more, which changes nothing.
 */
public final class Clearing {
  private static final Duration POLL = Duration.ofMillis(500);

  private Clearing() {}

  /**
   * Empties a table's topic; returns when that is durable.
   *
   * @param position of the changes written
   * @param commitMicros when the source emptied the table, microseconds since 1970 UTC
   * @return how many records were written
   */
  public static long clear(
      Log log, Schemas schemas, TableName table, Position position, long commitMicros) {
    List<TopicPartition> partitions = log.partitions(table);
    if (partitions.isEmpty() || schemas.current(table).isEmpty()) {
      return 0;
    }
    Map<Long, Rewriter> rewriters = new HashMap<>();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    long written = 0;
    try (Consumer<byte[], byte[]> consumer = log.consumer(IsolationLevel.READ_UNCOMMITTED);
        Producer<byte[], byte[]> producer = log.producer()) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          if (record.value() == null || record.offset() >= ends.get(partition)) {
            continue;
          }
          Rewriter rewriter =
              rewriters.computeIfAbsent(
                  ChangeDecoder.fingerprint(record.value()),
                  fingerprint -> new Rewriter(schemas.byFingerprint(fingerprint), fingerprint));
          if (!rewriter.truncate(record.value(), position, commitMicros)) {
            continue;
          }
          byte[] value = rewriter.encoder.value();
          sent.add(producer.send(to(record, value)));
          sent.add(producer.send(to(record, null)));
          written++;
        }
        awaitAll(sent);
      }
    }
    return written;
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

  /** Makes the removal of a row from the change that wrote it, in the same schema. */
  private static final class Rewriter {
    private final ChangeDecoder decoder;
    private final ChangeEncoder encoder;

    Rewriter(TableSchema schema, long fingerprint) {
      decoder = new ChangeDecoder(schema, any -> schema);
      encoder = new ChangeEncoder(schema, fingerprint);
    }

    /** Returns false when the change has removed its row already. */
    boolean truncate(byte[] value, Position position, long commitMicros) {
      decoder.read(value);
      if (decoder.operation().removes()) {
        return false;
      }
      decoder.row(encoder.begin(Operation.TRUNCATE, position, commitMicros, commitMicros, ""));
      return true;
    }
  }
}
