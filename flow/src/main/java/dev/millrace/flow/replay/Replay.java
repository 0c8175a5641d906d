package dev.millrace.flow.replay;

import dev.millrace.api.TableName;
import dev.millrace.log.Log;
import dev.millrace.log.ModelHeaders;
import dev.millrace.log.Schemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the rows of a changed mapping in the place of its old ones. While the mapping's new form
 * writes its rows to topics aside, this follows them and the model, so that little is left to read
 * when {@link #swap} is called; it then writes the difference in one transaction, whose records
 * name the swap: readers make all of it visible at once.
 *
 * <p>Killed at any moment it can be done again: what is equal by then makes no difference.
 */
public final class Replay implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Replay.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Log log;
  private final Schemas schemas;
  private final String writer;
  private final Map<String, ReplayedTable> byModelTopic = new HashMap<>();
  private final Map<String, ReplayedTable> byTopicAside = new HashMap<>();
  private final List<ReplayedTable> tables = new ArrayList<>();
  private final Consumer<byte[], byte[]> consumer;
  private final CompletableFuture<Long> done = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean wanted;
  private volatile boolean closed;

  private Replay(Log log, Schemas schemas, String writer) {
    this.log = log;
    this.schemas = schemas;
    this.writer = writer;
    this.consumer = log.consumer(IsolationLevel.READ_COMMITTED);
    this.thread = new Thread(this::run, "millrace-replay-" + writer);
    thread.setDaemon(true);
  }

  /**
   * Begins to follow.
   *
   * @param writer the mapping, as its records name it
   * @param tables each table of the model that the old form or the new one writes, with the topic
   *     of the new form's rows; empty when it writes the table no more
   * @param folder for what does not fit into memory
   */
  public static Replay start(
      Log log,
      Schemas schemas,
      String writer,
      Map<TableName, Optional<String>> tables,
      Path folder) {
    Replay replay = new Replay(log, schemas, writer);
    try {
      for (Map.Entry<TableName, Optional<String>> entry : tables.entrySet()) {
        ReplayedTable table = new ReplayedTable(entry.getKey(), entry.getValue(), folder);
        replay.tables.add(table);
        replay.byModelTopic.put(table.name.topic(), table);
        table.topicAside.ifPresent(topic -> replay.byTopicAside.put(topic, table));
      }
    } catch (IOException e) {
      replay.tables.forEach(ReplayedTable::close);
      replay.consumer.close();
      throw new UncheckedIOException("Cannot keep the rows of mapping " + writer, e);
    }
    replay.thread.start();
    return replay;
  }

  /**
   * Reads what is left, and writes the difference. By then neither the old form writes any more nor
   * the new one.
   *
   * @return completes with how many rows have changed, when they are committed
   */
  public CompletableFuture<Long> swap() {
    wanted = true;
    return done;
  }

  private void run() {
    try {
      List<TopicPartition> partitions = partitions();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!closed && !wanted) {
        poll();
      }
      long begun = System.nanoTime();
      // Those that wait for others' transactions still have to come.
      Map<TopicPartition, Long> ends = log.endOffsets(partitions);
      while (!closed && !reached(ends)) {
        poll();
      }
      if (closed) {
        done.cancel(false);
        return;
      }
      long read = System.nanoTime();
      String name = writer + "-" + System.currentTimeMillis();
      long rows = Swap.write(log, schemas, consumer, tables, writer, name);
      LOGGER.info(
          "Swap {}: the last records read in {} ms, {} rows written in {} ms",
          name,
          (read - begun) / 1_000_000,
          rows,
          (System.nanoTime() - read) / 1_000_000);
      done.complete(rows);
    } catch (IOException | RuntimeException e) {
      LOGGER.debug("Cannot replace the rows of mapping {}", writer, e);
      done.completeExceptionally(e);
    } finally {
      consumer.close();
      tables.forEach(ReplayedTable::close);
    }
  }

  private List<TopicPartition> partitions() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (ReplayedTable table : tables) {
      partitions.addAll(log.partitions(table.name));
      table.topicAside.ifPresent(topic -> partitions.add(new TopicPartition(topic, 0)));
    }
    return partitions;
  }

  private boolean reached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private void poll() throws IOException {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      ReplayedTable aside = byTopicAside.get(record.topic());
      if (aside != null) {
        aside.next.take(record, true);
      } else {
        boolean own = ModelHeaders.isOf(record.headers(), writer);
        byModelTopic.get(record.topic()).now.take(record, own);
      }
    }
  }

  /** Stops; a swap that is being written is not committed. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
