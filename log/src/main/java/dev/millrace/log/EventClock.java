package dev.millrace.log;

import dev.millrace.api.TableSchema;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * The clock by which the one writer of a partition of an event table gives its events their
 * positions: it never stands still and never goes back, whatever the machine's clock does and
 * across restarts. Readers take an event below the highest position for a repeat. Not for use by
 * several threads.
 */
public final class EventClock {
  private static final Duration POLL = Duration.ofMillis(200);

  private long last;

  private EventClock(long last) {
    this.last = last;
  }

  /**
   * A clock that is ahead of all events of a partition.
   *
   * @param table whose events they are; their positions count microseconds in {@code commit}
   */
  public static EventClock of(Log log, Schemas schemas, TableSchema table, int partition) {
    TopicPartition place = new TopicPartition(table.name().topic(), partition);
    try (Consumer<byte[], byte[]> consumer = log.consumer(IsolationLevel.READ_UNCOMMITTED)) {
      consumer.assign(List.of(place));
      long begin = consumer.beginningOffsets(List.of(place)).get(place);
      long end = consumer.endOffsets(List.of(place)).get(place);
      if (end == begin) {
        return new EventClock(0);
      }
      consumer.seek(place, end - 1);
      ChangeDecoder decoder = new ChangeDecoder(table, schemas::byFingerprint);
      while (consumer.position(place) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          decoder.read(record.value());
        }
      }
      return new EventClock(decoder.position().commit());
    }
  }

  /** The microseconds since 1970 UTC, later than those given before. */
  public long next() {
    last = Math.max(last + 1, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
    return last;
  }
}
