package dev.millrace.documents;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.log.rows.TableReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the index as the tables are. With the index it commits how far it has read, and goes on
 * from there; where the log no longer tells what has changed since, from the beginning. For one
 * thread.
 */
final class DocumentFeed implements AutoCloseable {
  /** Another one means: what is in the index was made in another way. */
  private static final String FORMAT = "1";

  private static final String FORMAT_NOTE = "format";
  private static final String TIME_NOTE = "time";

  /** The log keeps every record for a day; behind that, deletions may be gone from it. */
  private static final Duration LONGEST_AWAY = Duration.ofHours(12);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration BETWEEN_COMMITS = Duration.ofSeconds(10);
  private static final Duration LONGEST_UNNOTED = Duration.ofHours(1);
  private static final Duration LONGEST_HIDDEN = Duration.ofSeconds(1);
  private static final Logger LOGGER = LoggerFactory.getLogger(DocumentFeed.class);

  private final DocumentIndex index;
  private final InstantSource clock;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<String, Reading> readings = new HashMap<>();
  private boolean hidden;
  private boolean uncommitted;
  private Instant shown;
  private Instant committed;

  private record Reading(TextTable table, TableReader reader) {}

  /**
   * @param model the model's tables
   */
  DocumentFeed(
      DocumentIndex index, Log log, Schemas schemas, List<TableSchema> model, InstantSource clock)
      throws IOException {
    this.index = index;
    this.clock = clock;
    shown = clock.instant();
    committed = clock.instant();
    List<TableName> names = new ArrayList<>();
    for (TextTable table : TextTable.ALL) {
      model.stream()
          .filter(schema -> schema.name().equals(table.table()))
          .forEach(
              schema -> {
                names.add(schema.name());
                readings.put(
                    schema.name().topic(), new Reading(table, table.reader(schema, schemas)));
              });
    }
    log.createTableTopics(names);
    consumer = log.consumer(IsolationLevel.READ_COMMITTED);
    consumer.assign(names.stream().flatMap(name -> log.partitions(name).stream()).toList());
    Optional<Map<TopicPartition, Long>> offsets = offsets(index.noted());
    if (offsets.isPresent()) {
      offsets.get().forEach(consumer::seek);
    } else {
      index.clear();
      consumer.seekToBeginning(consumer.assignment());
    }
  }

  /** From where to go on; empty when from the beginning. */
  private Optional<Map<TopicPartition, Long>> offsets(Map<String, String> noted) {
    if (!FORMAT.equals(noted.get(FORMAT_NOTE))
        || Instant.parse(noted.get(TIME_NOTE)).plus(LONGEST_AWAY).isBefore(clock.instant())) {
      return Optional.empty();
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      String offset = noted.get(partition.toString());
      if (offset == null || Long.parseLong(offset) > ends.get(partition)) {
        // Another log, or one that has lost its end.
        return Optional.empty();
      }
      offsets.put(partition, Long.parseLong(offset));
    }
    return Optional.of(offsets);
  }

  /** Takes all that is in the log now. */
  void catchUp(BooleanSupplier stopped) throws IOException {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (!stopped.getAsBoolean()
        && ends.entrySet().stream()
            .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      follow();
    }
    show();
  }

  /** Takes what has come, or waits a moment for it. */
  void follow() throws IOException {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      take(record);
    }
    Instant now = clock.instant();
    if (hidden && (records.count() < 100 || shown.plus(LONGEST_HIDDEN).isBefore(now))) {
      show();
    }
    if (committed.plus(uncommitted ? BETWEEN_COMMITS : LONGEST_UNNOTED).isBefore(now)) {
      commit();
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) throws IOException {
    if (record.value() == null) {
      return;
    }
    Reading reading = readings.get(record.topic());
    TableReader.Change change;
    try {
      change = reading.reader().read(record.value());
    } catch (RuntimeException e) {
      // Whoever may write to the topic may write anything; the texts beside it count.
      LOGGER.debug("{} at {} is no row", record.topic(), record.offset(), e);
      return;
    }
    Optional<WrittenText> text =
        change.row().flatMap(row -> reading.table().text(change.key(), row));
    if (text.isPresent()) {
      index.put(text.get());
    } else {
      index.remove(reading.table().table(), change.key());
    }
    hidden = true;
    uncommitted = true;
  }

  private void show() throws IOException {
    index.show();
    hidden = false;
    shown = clock.instant();
  }

  private void commit() throws IOException {
    Map<String, String> note = new HashMap<>();
    note.put(FORMAT_NOTE, FORMAT);
    note.put(TIME_NOTE, clock.instant().toString());
    for (TopicPartition partition : consumer.assignment()) {
      note.put(partition.toString(), Long.toString(consumer.position(partition)));
    }
    index.commit(note);
    uncommitted = false;
    committed = clock.instant();
  }

  /** Commits what has been taken, and ends. */
  void end() throws IOException {
    commit();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
