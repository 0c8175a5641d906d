package dev.millrace.connectors.kafka;

import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeDecoder;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.log.rows.Values;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Which messages the log already has: those up to where Connect has stored the place, and those
 * that the table's topic holds behind that. A message that was written and whose place was not
 * stored before a kill is so not taken again.
 */
final class Taken {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Places are stored together, but those of one moment only about. */
  private static final long MARGIN_MILLIS = 60_000;

  private final Map<TopicPartition, Long> next;

  private Taken(Map<TopicPartition, Long> next) {
    this.next = next;
  }

  /**
   * How far a source's messages have been taken.
   *
   * @param table the one of its messages, with one partition
   * @param stored the next messages, as Connect has stored them
   * @param storedMicros when the newest of these places was made; empty when none was
   */
  static Taken of(
      Log log,
      Schemas schemas,
      TableSchema table,
      Map<TopicPartition, Long> stored,
      OptionalLong storedMicros) {
    Map<TopicPartition, Long> next = new HashMap<>(stored);
    TopicPartition written = new TopicPartition(table.name().topic(), 0);
    try (Consumer<byte[], byte[]> consumer = log.consumer(IsolationLevel.READ_UNCOMMITTED)) {
      consumer.assign(List.of(written));
      long end = consumer.endOffsets(List.of(written)).get(written);
      consumer.seek(written, first(consumer, written, storedMicros, end));
      TableSchema which = table.withColumns(table.columns().subList(0, MessageEncoder.OFFSET + 1));
      ChangeDecoder decoder = new ChangeDecoder(which, schemas::byFingerprint);
      Values message = new Values(which.columns().size());
      while (consumer.position(written) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          decoder.read(record.value());
          decoder.row(message);
          next.merge(
              new TopicPartition(
                  message.text(MessageEncoder.TOPIC),
                  (int) message.number(MessageEncoder.PARTITION)),
              message.number(MessageEncoder.OFFSET) + 1,
              Math::max);
        }
      }
    }
    return new Taken(next);
  }

  private static long first(
      Consumer<byte[], byte[]> consumer,
      TopicPartition written,
      OptionalLong storedMicros,
      long end) {
    if (storedMicros.isEmpty()) {
      return consumer.beginningOffsets(List.of(written)).get(written);
    }
    long since = storedMicros.getAsLong() / 1_000 - MARGIN_MILLIS;
    OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(written, since)).get(written);
    return found == null ? end : found.offset();
  }

  /** The next message of a partition; empty when none has been taken yet. */
  OptionalLong next(TopicPartition partition) {
    Long known = next.get(partition);
    return known == null ? OptionalLong.empty() : OptionalLong.of(known);
  }

  /** Notes that a message is being taken. */
  void took(TopicPartition partition, long offset) {
    next.put(partition, offset + 1);
  }

  /** Notes where a partition begins. */
  void begins(TopicPartition partition, long offset) {
    next.put(partition, offset);
  }

  /** Whether any message of a topic has been taken, or its beginning is known. */
  boolean knows(String topic) {
    return next.keySet().stream().anyMatch(partition -> partition.topic().equals(topic));
  }

  /** Whether nothing has been taken yet. */
  boolean isNothing() {
    return next.isEmpty();
  }
}
