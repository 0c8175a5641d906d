package dev.millrace.live;

import dev.millrace.log.Log;
import dev.millrace.log.Removals;
import dev.millrace.log.Schemas;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records of aborted Flink transactions back out of the model's tables. The feed does not
 * wait for transactions to be committed, so it applies such records too.
 *
 * <p>A range of a topic is read in both isolations once all transactions in it have ended; what
 * only the uncommitted read gives was aborted. The rows with those keys get the last value of the
 * topic that was not aborted and that the feed has applied.
 */
final class AbortedRecords implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(AbortedRecords.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

  /** Offsets looked at in one go, which bounds what is held. */
  private static final long WINDOW = 20_000;

  /** A stretch of a partition that the feed has applied and nobody has looked at. */
  private record Stretch(TopicPartition partition, long from, long to) {}

  private final Feed feed;
  private final Removals removals;
  private final Consumer<byte[], byte[]> all;
  private final Consumer<byte[], byte[]> committed;
  private volatile boolean closed;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "millrace-live-check");
            thread.setDaemon(true);
            return thread;
          });

  AbortedRecords(Feed feed, Log log, Schemas schemas) {
    this.feed = feed;
    this.removals = new Removals(schemas);
    this.all = log.consumer(IsolationLevel.READ_UNCOMMITTED);
    this.committed = log.consumer(IsolationLevel.READ_COMMITTED);
  }

  /** Looks now, and from then on at intervals. */
  void start(Duration interval) {
    var unused =
        executor.scheduleWithFixedDelay(
            this::checkQuietly, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Looks now; returns when that is done. */
  void check() {
    try {
      executor.submit(this::checkAll).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot look for aborted transactions.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException e) {
      LOGGER.debug("The store is being closed", e);
    }
  }

  private void checkQuietly() {
    try {
      checkAll();
    } catch (RuntimeException e) {
      LOGGER.warn("Cannot look for aborted transactions; it is tried again", e);
    }
  }

  private void checkAll() {
    List<Stretch> stretches = new ArrayList<>();
    feed.errands()
        .perform(
            () ->
                feed.modelProgress().stream()
                    .filter(at -> at.checked() < at.offset())
                    .map(at -> new Stretch(at.partition(), at.checked(), at.offset()))
                    .forEach(stretches::add));
    if (stretches.isEmpty()) {
      return;
    }
    List<TopicPartition> partitions = stretches.stream().map(Stretch::partition).toList();
    Map<TopicPartition, Long> decided = committed.endOffsets(partitions);
    for (Stretch stretch : stretches) {
      long end = Math.min(stretch.to(), decided.get(stretch.partition()));
      for (long from = stretch.from(); from < end && !closed; from += WINDOW) {
        check(new Stretch(stretch.partition(), from, Math.min(end, from + WINDOW)));
      }
    }
  }

  private void check(Stretch stretch) {
    Map<Long, ConsumerRecord<byte[], byte[]>> aborted = new HashMap<>();
    read(all, stretch, record -> aborted.put(record.offset(), record));
    read(committed, stretch, record -> aborted.remove(record.offset()));
    aborted.values().removeIf(record -> record.value() == null);
    feed.errands()
        .perform(
            () -> {
              Optional<Progress> at = feed.progressOf(stretch.partition());
              // The table may have begun anew meanwhile; then there is nothing to restore yet.
              if (at.isEmpty()
                  || at.get().offset() < stretch.to()
                  || at.get().table().problem().isPresent()) {
                return;
              }
              if (!aborted.isEmpty()) {
                restore(at.get(), stretch, aborted.values());
              }
              at.get().checkedTo(stretch.to());
            });
  }

  /** Runs on the feed's thread, so that nothing is applied meanwhile. */
  private void restore(
      Progress at, Stretch stretch, Iterable<ConsumerRecord<byte[], byte[]>> aborted)
      throws SQLException {
    Map<ByteBuffer, byte[]> values = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : aborted) {
      values.put(ByteBuffer.wrap(record.key()), removals.of(record.value()));
    }
    Map<ByteBuffer, byte[]> deletions = Map.copyOf(values);
    java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> take =
        record -> {
          ByteBuffer key = ByteBuffer.wrap(record.key());
          if (deletions.containsKey(key)) {
            values.put(key, record.value() == null ? deletions.get(key) : record.value());
          }
        };
    read(committed, new Stretch(stretch.partition(), 0, stretch.to()), take);
    // Records of transactions that are still open have been applied after the aborted ones.
    read(all, new Stretch(stretch.partition(), stretch.to(), at.offset()), take);
    LOGGER.info(
        "Restoring {} rows of table {} after an aborted transaction",
        values.size(),
        at.table().name());
    feed.write(at.table(), values);
  }

  private static void read(
      Consumer<byte[], byte[]> consumer,
      Stretch stretch,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    TopicPartition partition = stretch.partition();
    consumer.assign(List.of(partition));
    consumer.seek(partition, stretch.from());
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (consumer.position(partition) < stretch.to()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < stretch.to()) {
          taker.accept(record);
        }
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Cannot read " + partition + " up to " + stretch.to());
      }
    }
  }

  @Override
  public void close() {
    // Not interrupted: Kafka's client takes that for a failure.
    closed = true;
    executor.shutdown();
    try {
      if (executor.awaitTermination(10, TimeUnit.SECONDS)) {
        all.close();
        committed.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
