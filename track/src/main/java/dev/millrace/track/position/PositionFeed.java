package dev.millrace.track.position;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeDecoder;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.log.rows.TableReader;
import dev.millrace.log.rows.Values;
import dev.millrace.track.journey.Fix;
import dev.millrace.track.journey.Rules;
import dev.millrace.track.reading.ReadingRow;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the sensors' readings and what they travel with, so that {@link Positions} has the newest
 * of each. Does not wait for mappings to commit: a reading that is made again is the same. Begins
 * with the readings of the last day.
 */
public final class PositionFeed implements AutoCloseable {
  /** The table of what sensors travel with. */
  public static final TableName STATUS = TableName.model("sensor_status");

  private static final List<String> STATUS_COLUMNS =
      List.of("shipment_key", "transport_mode", "carrier", "customer", "late", "beyond_limit");
  private static final Logger LOGGER = LoggerFactory.getLogger(PositionFeed.class);
  private static final Duration BACK = Duration.ofDays(1);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long RETRY_MILLIS = 1_000;

  private final Positions positions;
  private final Consumer<byte[], byte[]> consumer;
  private final ChangeDecoder decoder;
  private final TableReader statuses;
  private final ReadingRow row = new ReadingRow();
  private final Thread thread = new Thread(this::follow, "millrace-positions");
  private volatile boolean closed;
  private final LongAdder taken = new LongAdder();
  private final LongAdder refused = new LongAdder();

  private PositionFeed(
      Positions positions,
      Consumer<byte[], byte[]> consumer,
      ChangeDecoder decoder,
      TableReader statuses) {
    this.positions = positions;
    this.statuses = statuses;
    this.consumer = consumer;
    this.decoder = decoder;
  }

  /**
   * Begins to follow.
   *
   * @param log stays the caller's and must outlive the feed, and so must {@code schemas}
   * @param readings the table as it is known here; its topic is there
   * @param statuses what sensors travel with, likewise
   */
  public static PositionFeed start(
      Positions positions,
      Log log,
      Schemas schemas,
      TableSchema readings,
      TableSchema statuses,
      InstantSource clock) {
    Consumer<byte[], byte[]> consumer = log.consumer(IsolationLevel.READ_UNCOMMITTED);
    List<TopicPartition> told = log.partitions(readings.name());
    List<TopicPartition> kept = log.partitions(statuses.name());
    consumer.assign(Stream.concat(told.stream(), kept.stream()).toList());
    consumer.seekToBeginning(kept);
    seek(consumer, told, clock.instant().minus(BACK).toEpochMilli());
    PositionFeed feed =
        new PositionFeed(
            positions,
            consumer,
            new ChangeDecoder(ReadingRow.columns(readings), schemas::byFingerprint),
            new TableReader(statuses, STATUS_COLUMNS, schemas));
    feed.thread.setDaemon(true);
    feed.thread.start();
    return feed;
  }

  private static void seek(
      Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, long millis) {
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, millis));
    consumer
        .offsetsForTimes(times)
        .forEach(
            (partition, first) -> {
              if (first == null) {
                consumer.seekToEnd(List.of(partition));
              } else {
                consumer.seek(partition, first.offset());
              }
            });
  }

  /** How many readings with a position have come. */
  public long taken() {
    return taken.sum();
  }

  /** How many records have come that tell of no sensor, place and time. */
  public long refused() {
    return refused.sum();
  }

  private void follow() {
    while (!closed) {
      try {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
          positions.update(update -> take(records, update));
        }
      } catch (WakeupException e) {
        LOGGER.trace("Woken", e);
      } catch (RuntimeException e) {
        LOGGER.error("The map's positions do not follow the readings; they try again", e);
        pause();
      }
    }
    consumer.close();
  }

  private void take(ConsumerRecords<byte[], byte[]> records, Positions.Update update) {
    int known = 0;
    int others = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        if (record.topic().equals(STATUS.topic())) {
          others++;
          takeStatus(record, update);
        } else {
          known += take(record, update) ? 1 : 0;
        }
      } catch (RuntimeException e) {
        // Whoever may write to a topic may write anything; the records beside it count.
        LOGGER.debug("{} at {} cannot be read", record.topic(), record.offset(), e);
      }
    }
    taken.add(known);
    refused.add(records.count() - others - known);
  }

  private void takeStatus(ConsumerRecord<byte[], byte[]> record, Positions.Update update) {
    if (record.value() == null) {
      return;
    }
    TableReader.Change change = statuses.read(record.value());
    Optional<Values> row = change.row();
    update.send(
        change.key().system(),
        change.key().key(),
        new Errand(
            text(row, 0),
            text(row, 1).flatMap(SensorPosition.Mode::of),
            text(row, 2),
            text(row, 3),
            row.filter(values -> values.flag(TableReader.FIRST + 4)).isPresent(),
            row.filter(values -> values.flag(TableReader.FIRST + 5)).isPresent()));
  }

  private static Optional<String> text(Optional<Values> row, int column) {
    return row.map(values -> values.text(TableReader.FIRST + column))
        .filter(text -> !text.isEmpty());
  }

  private boolean take(ConsumerRecord<byte[], byte[]> record, Positions.Update update) {
    if (record.value() == null) {
      return false;
    }
    row.clear();
    decoder.read(record.value());
    decoder.row(row);
    Optional<Fix> fix = row.fix();
    fix.ifPresent(
        known ->
            update.move(
                row.name().bytes(),
                row.name().length(),
                known.believable(decoder.commitMicros() / 1000, Rules.DEFAULT)));
    return fix.isPresent();
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
