package dev.millrace.xref;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.log.rows.TableReader;
import dev.millrace.log.rows.TableWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads the topics from their starts, recognises, and follows them. Holds nothing that the log has
 * not: when anything fails, a new one begins from there. For one thread, but for {@link #wake}.
 */
final class Follower implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final Recognition<Item> items;
  private final Recognition<Party> parties;

  /** What is done with a record of a topic. */
  private final Map<String, Consumer<byte[]>> takers = new HashMap<>();

  private volatile boolean catchingUp = true;

  /**
   * @param model the model's tables, with what the project adds
   * @param sourceOrder sources whose rows stand for a group before those of others
   * @param rowsMax how many rows of each subject there may be
   */
  Follower(
      Log log, Schemas schemas, List<TableSchema> model, List<String> sourceOrder, int rowsMax) {
    Map<TableName, TableSchema> tables = new HashMap<>();
    model.forEach(table -> tables.put(table.name(), table));
    consumer = log.consumer(IsolationLevel.READ_COMMITTED);
    producer = log.producer();
    items = recognition(Subject.ITEM, new ItemRows(), tables, schemas, sourceOrder, rowsMax);
    parties = recognition(Subject.PARTY, new PartyRows(), tables, schemas, sourceOrder, rowsMax);
    List<TopicPartition> partitions = new ArrayList<>();
    for (Subject subject : Subject.values()) {
      List<TableName> ofSubject = new ArrayList<>(subject.besides());
      ofSubject.addAll(List.of(subject.rows(), subject.pairs(), subject.identities()));
      log.createTableTopics(ofSubject);
      ofSubject.forEach(table -> partitions.addAll(log.partitions(table)));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  private <K extends Known<K>> Recognition<K> recognition(
      Subject subject,
      ModelRows<K> rows,
      Map<TableName, TableSchema> tables,
      Schemas schemas,
      List<String> sourceOrder,
      int rowsMax) {
    TableSchema pairs = tables.get(subject.pairs());
    TableSchema identities = tables.get(subject.identities());
    Recognition<K> recognition =
        new Recognition<>(
            subject,
            rows,
            new Matcher<>(sourceOrder),
            rowsMax,
            new TableWriter(pairs, schemas, producer),
            new TableWriter(identities, schemas, producer));
    rows.columns()
        .forEach(
            (name, columns) -> {
              TableReader reader = new TableReader(tables.get(name), columns, schemas);
              takers.put(name.topic(), value -> recognition.takeRow(name, reader.read(value)));
            });
    TableReader pairReader = new TableReader(pairs, PairRow.columns(subject), schemas);
    takers.put(
        pairs.name().topic(), value -> recognition.takePair(pairReader.read(value), catchingUp));
    TableReader identityReader =
        new TableReader(identities, List.of("lead_system", "lead_key", "place"), schemas);
    takers.put(
        identities.name().topic(),
        value -> {
          // Written here alone: what comes later is known.
          if (catchingUp) {
            recognition.takeIdentity(identityReader.read(value));
          }
        });
    return recognition;
  }

  Recognition<?> of(Subject subject) {
    return subject == Subject.ITEM ? items : parties;
  }

  /**
   * Reads what there is; nothing is decided before all of it is known.
   *
   * @param stopped asked between two reads
   */
  void catchUp(BooleanSupplier stopped) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (isBehind(ends)) {
      if (stopped.getAsBoolean()) {
        return;
      }
      poll();
    }
    catchingUp = false;
    for (Subject subject : Subject.values()) {
      of(subject).settle();
      of(subject).sweep();
    }
  }

  private boolean isBehind(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }

  /**
   * Takes what has come, or waits a moment for it. All that is committed is taken together, as it
   * may have been written together.
   */
  void follow() {
    if (poll()) {
      readToTheEnd();
      for (Subject subject : Subject.values()) {
        of(subject).settle();
      }
    }
  }

  private void readToTheEnd() {
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (isBehind(ends)) {
        poll();
      }
    } catch (WakeupException e) {
      // What wakes it waits until this is done.
      readToTheEnd();
    }
  }

  private boolean poll() {
    boolean any = false;
    try {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.value() != null) {
          takers.get(record.topic()).accept(record.value());
          any = true;
        }
      }
    } catch (WakeupException e) {
      // There is something else to do.
      return any;
    }
    return any;
  }

  /** Ends a wait for records; while all is read from the start there is none. */
  void wake() {
    if (!catchingUp) {
      consumer.wakeup();
    }
  }

  @Override
  public void close() {
    consumer.close();
    producer.close();
  }
}
