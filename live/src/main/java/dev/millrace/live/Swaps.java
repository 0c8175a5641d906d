package dev.millrace.live;

import dev.millrace.log.Log;
import dev.millrace.log.ModelHeaders;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes all of a swap visible at once, in which a changed mapping's rows take the place of its old
 * ones: no reader sees a mixture. The model's partitions wait before the first record of a swap
 * until its transaction has ended, and are then read up to what is their end by that time, in one
 * transaction. For the feed's thread only.
 */
final class Swaps implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Swaps.class);
  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * Of more records no transaction is made: a store that is so far behind shows the past anyway.
   */
  private static final long MOST_RECORDS = 5_000_000;

  private final Feed feed;
  private final Consumer<byte[], byte[]> consumer;
  private final Consumer<byte[], byte[]> committed;
  private final Log log;
  private final Applier applier;
  private final BooleanSupplier closed;

  /** What is to be done with the records of swaps that have ended. */
  private final Map<String, Verdict> ended = new HashMap<>();

  /** Where partitions wait, each at the first record of a swap. */
  private final Map<TopicPartition, Place> waiting = new HashMap<>();

  private Optional<String> applying = Optional.empty();

  private record Place(String swap, long offset) {}

  /** A swap cannot be applied just now. */
  static final class Again extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Again() {
      super("A table of a swap is getting other columns.");
    }
  }

  /** What is to be done with a record. */
  enum Verdict {
    TAKE,
    SKIP,
    /** The partition is read on from this record later. */
    WAIT
  }

  Swaps(
      Feed feed,
      Consumer<byte[], byte[]> consumer,
      Log log,
      Applier applier,
      BooleanSupplier closed) {
    this.feed = feed;
    this.consumer = consumer;
    this.log = log;
    this.applier = applier;
    this.closed = closed;
    this.committed = log.consumer(IsolationLevel.READ_COMMITTED);
  }

  /** Decides on a record of the model. */
  Verdict of(ConsumerRecord<byte[], byte[]> record) {
    Optional<String> swap = ModelHeaders.swap(record.headers());
    if (swap.isEmpty()) {
      return Verdict.TAKE;
    }
    String name = swap.get();
    if (applying.filter(name::equals).isPresent()) {
      return Verdict.TAKE;
    }
    if (ended.containsKey(name)) {
      return ended.get(name);
    }
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    consumer.seek(partition, record.offset());
    consumer.pause(List.of(partition));
    waiting.put(partition, new Place(name, record.offset()));
    return Verdict.WAIT;
  }

  /** Whether a partition does not go on for now. */
  boolean holds(TopicPartition partition) {
    return waiting.containsKey(partition);
  }

  boolean any() {
    return !waiting.isEmpty();
  }

  /** Whether a swap is being applied. */
  boolean applies() {
    return applying.isPresent();
  }

  /** Forgets where partitions wait: all are read again from what is stored. */
  void restart() {
    consumer.resume(waiting.keySet());
    waiting.clear();
    applying = Optional.empty();
  }

  /** Looks whether a swap that is waited for has ended, and applies it then. */
  void look() {
    if (waiting.isEmpty()) {
      return;
    }
    Map.Entry<TopicPartition, Place> first = waiting.entrySet().iterator().next();
    TopicPartition partition = first.getKey();
    Place place = first.getValue();
    long decided = committed.endOffsets(List.of(partition)).get(partition);
    if (decided <= place.offset()) {
      return;
    }
    Set<TopicPartition> released = new HashSet<>();
    waiting.forEach(
        (at, other) -> {
          if (other.swap().equals(place.swap())) {
            released.add(at);
          }
        });
    waiting.keySet().removeAll(released);
    consumer.resume(released);
    if (isCommitted(partition, place.offset())) {
      apply(place.swap());
    } else {
      ended.put(place.swap(), Verdict.SKIP);
    }
  }

  private boolean isCommitted(TopicPartition partition, long offset) {
    committed.assign(List.of(partition));
    committed.seek(partition, offset);
    while (committed.position(partition) <= offset) {
      for (ConsumerRecord<byte[], byte[]> record : committed.poll(POLL)) {
        return record.offset() == offset;
      }
    }
    return false;
  }

  private void apply(String swap) {
    Collection<Progress> model = feed.modelProgress();
    Map<TopicPartition, Long> ends =
        log.endOffsets(model.stream().map(Progress::partition).toList());
    long records = model.stream().mapToLong(at -> ends.get(at.partition()) - at.offset()).sum();
    if (records > MOST_RECORDS) {
      LOGGER.info("Swap {} comes with {} records: they become visible bit by bit", swap, records);
      ended.put(swap, Verdict.TAKE);
      return;
    }
    applying = Optional.of(swap);
    Map<StoredTable, Integer> applied = new HashMap<>();
    long begun = System.nanoTime();
    try {
      applier.begin();
      while (!closed.getAsBoolean() && !reached(model, ends)) {
        Batch batch = gather();
        applier.add(batch);
        batch
            .tables()
            .forEach((table, rows) -> applied.merge(table, rows.values().size(), Integer::sum));
      }
      if (closed.getAsBoolean()) {
        applier.rollBack(applied.keySet());
        return;
      }
      applier.commit(applied.keySet(), feed.allProgress());
    } catch (Applier.TableFailure e) {
      feed.backToCommitted();
      feed.stop(e.table(), e);
      return;
    } catch (SQLException e) {
      throw new IllegalStateException(DuckErrors.message(e), e);
    }
    applying = Optional.empty();
    ended.put(swap, Verdict.TAKE);
    feed.applied(applied);
    LOGGER.info(
        "Swap {}: {} records in one transaction, in {} ms",
        swap,
        records,
        (System.nanoTime() - begun) / 1_000_000);
  }

  private Batch gather() {
    Batch batch = new Batch();
    ConsumerRecords<byte[], byte[]> records;
    try {
      do {
        records = consumer.poll(POLL);
        feed.collect(records, batch);
      } while (!records.isEmpty() && !batch.full());
    } catch (WakeupException e) {
      LOGGER.trace("Woken; what there is to do has to wait", e);
    }
    return batch;
  }

  private boolean reached(Collection<Progress> model, Map<TopicPartition, Long> ends) {
    try {
      return model.stream()
          .allMatch(
              at ->
                  holds(at.partition())
                      || at.table().problem().isPresent()
                      || consumer.position(at.partition()) >= ends.get(at.partition()));
    } catch (WakeupException e) {
      return false;
    }
  }

  @Override
  public void close() {
    committed.close();
  }
}
