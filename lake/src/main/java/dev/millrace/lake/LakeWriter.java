package dev.millrace.lake;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.log.Log;
import dev.millrace.log.ModelHeaders;
import dev.millrace.log.Schemas;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.apache.iceberg.catalog.Catalog;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that follows all tables' topics into the lake. It alone writes; a table that cannot be
 * written is set aside and tried again, while the others go on.
 */
final class LakeWriter implements Runnable {
  private static final Logger LOGGER = LoggerFactory.getLogger(LakeWriter.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration NOTHING_YET = Duration.ofMillis(50);
  private static final Duration LOG_PAUSE = Duration.ofSeconds(1);

  /** Of tables with so many keys the index is kept for the next start. */
  private static final long KEYS_KEPT = 100_000;

  /** Above this, the table that holds most closes its open files. */
  private static final long MAX_BUFFERED_BYTES = 64L << 20;

  private final LakeOptions options;
  private final Log log;
  private final Schemas schemas;
  private final Catalog catalog;
  private final CrashPoints crashPoints;
  private final InstantSource clock;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<TableName, Followed> followed = new ConcurrentSkipListMap<>();
  private final Map<String, Followed> byTopic = new HashMap<>();
  private final ConcurrentLinkedQueue<Flush> flushes = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Compacted> compacted = new ConcurrentLinkedQueue<>();
  private final Upkeep upkeep;
  private final ExecutorService encoder;
  private volatile boolean stopping;
  private volatile boolean ended;
  private volatile LakeStatus.State state = LakeStatus.State.STARTING;
  private volatile Optional<Problem> problem = Optional.empty();
  private Instant nextDiscovery = Instant.MIN;

  /** A compaction that has ended. */
  private record Compacted(Followed table, CurrentCompaction compaction, boolean there) {}

  /** Somebody waits until the log is in the lake up to some offsets. */
  private record Flush(
      Set<TableName> tables, Map<TopicPartition, Long> upTo, CompletableFuture<Void> done) {}

  LakeWriter(
      LakeOptions options,
      Log log,
      Schemas schemas,
      Catalog catalog,
      Upkeep upkeep,
      CrashPoints crashPoints,
      InstantSource clock,
      ThreadFactory threads) {
    this.options = options;
    this.upkeep = upkeep;
    this.log = log;
    this.schemas = schemas;
    this.catalog = catalog;
    this.crashPoints = crashPoints;
    this.clock = clock;
    this.encoder = Executors.newSingleThreadExecutor(threads);
    this.consumer = log.consumer(IsolationLevel.READ_COMMITTED);
  }

  @Override
  public void run() {
    try (consumer) {
      while (!stopping) {
        step();
      }
      commitAll();
      followed.values().stream()
          .filter(table -> !table.failed())
          .forEach(table -> table.follower.close(KEYS_KEPT));
      state = LakeStatus.State.STOPPED;
    } catch (RuntimeException | Error e) {
      stopBroken(e);
    } finally {
      ended = true;
      encoder.shutdown();
      flushes.forEach(flush -> flush.done().completeExceptionally(stopped()));
    }
  }

  /** Stops after a last commit. */
  void stop() {
    stopping = true;
    consumer.wakeup();
  }

  /** Completes when what is in the log now is committed. */
  CompletableFuture<Void> flush(Set<TableName> tables, Map<TopicPartition, Long> upTo) {
    Flush flush = new Flush(tables, upTo, new CompletableFuture<>());
    flushes.add(flush);
    if (ended) {
      flush.done().completeExceptionally(stopped());
    }
    consumer.wakeup();
    return flush.done();
  }

  LakeStatus status() {
    List<LakeStatus.TableStatus> tables = followed.values().stream().map(this::status).toList();
    Optional<Problem> first =
        problem.or(
            () ->
                tables.stream()
                    .map(LakeStatus.TableStatus::problem)
                    .flatMap(Optional::stream)
                    .findFirst());
    return new LakeStatus(
        state == LakeStatus.State.RUNNING && first.isPresent() ? LakeStatus.State.FAILED : state,
        options.warehouse(),
        options.commitInterval(),
        tables.stream()
            .map(LakeStatus.TableStatus::lastCommit)
            .flatMap(Optional::stream)
            .max(Instant::compareTo),
        first,
        tables);
  }

  private LakeStatus.TableStatus status(Followed table) {
    return table.follower.status().withLastUpkeep(upkeep.last(table.follower.name()));
  }

  private void step() {
    try {
      discoverIfDue();
      retryFailed();
      if (consumer.assignment().isEmpty()) {
        LockSupport.parkNanos(NOTHING_YET.toNanos());
      } else {
        take(consumer.poll(pollTime()));
      }
      commitDue();
      takeCompacted();
      if (state == LakeStatus.State.STARTING) {
        state = LakeStatus.State.RUNNING;
      }
      answerFlushes();
      problem = Optional.empty();
    } catch (WakeupException e) {
      LOGGER.trace("Woken up", e);
    } catch (RuntimeException e) {
      // The log is out of reach; the tables themselves have been looked after.
      problem = Optional.of(Problems.of(e, "the log", options.warehouse()));
      LOGGER.warn("{} It is tried again.", problem.get(), e);
      LockSupport.parkNanos(LOG_PAUSE.toNanos());
    }
  }

  private Duration pollTime() {
    Instant now = clock.instant();
    Duration time = flushes.isEmpty() ? POLL : NOTHING_YET;
    for (Followed table : followed.values()) {
      Optional<Instant> due = table.due();
      if (due.isPresent()) {
        Duration left = Duration.between(now, due.get());
        time = left.compareTo(time) < 0 ? left : time;
      }
    }
    return time.isNegative() ? Duration.ZERO : time;
  }

  private void discoverIfDue() {
    Instant now = clock.instant();
    if (now.isBefore(nextDiscovery)) {
      return;
    }
    nextDiscovery = now.plus(options.discoveryInterval());
    for (TableName table : log.tables()) {
      if (!followed.containsKey(table) && schemas.current(table).isPresent()) {
        Followed added =
            new Followed(
                new TableFollower(table, catalog, schemas, options, crashPoints, clock, encoder),
                log.partitions(table),
                options.commitInterval());
        followed.put(table, added);
        byTopic.put(table.topic(), added);
      }
    }
  }

  /** Brings in tables that are new, and again those that failed a while ago. */
  private void retryFailed() {
    Instant now = clock.instant();
    for (Followed table : followed.values()) {
      if (table.failed() && table.isDue(now)) {
        try {
          start(table);
        } catch (RuntimeException e) {
          fail(table, e);
        }
      }
    }
  }

  private void start(Followed table) {
    Map<Integer, Long> offsets = table.follower.resume();
    requireSameLog(table, offsets);
    List<TopicPartition> assigned = new ArrayList<>(consumer.assignment());
    table.partitions.stream().filter(p -> !assigned.contains(p)).forEach(assigned::add);
    consumer.assign(assigned);
    log.firstOffsets(table.partitions).forEach(table::skipLost);
    for (TopicPartition partition : table.partitions) {
      consumer.seek(partition, table.follower.next(partition.partition()));
    }
    consumer.resume(table.partitions);
    table.started(clock.instant());
  }

  private void requireSameLog(Followed table, Map<Integer, Long> offsets) {
    Map<TopicPartition, Long> ends = log.endOffsets(table.partitions);
    ends.forEach(
        (partition, end) -> {
          long next = offsets.getOrDefault(partition.partition(), 0L);
          if (next > end) {
            throw new MillraceException(
                ErrorCode.LAKE_FAILED,
                "Cannot follow topic into the lake: "
                    + partition
                    + " ends at "
                    + end
                    + ", but the lake has read it up to "
                    + next
                    + ".",
                "The log was replaced. Restore it, or start with an empty lake.");
          }
        });
  }

  /** The reader goes on by itself behind what is not there any more. */
  private void noteGap(Followed table, TopicPartition partition, long offset) {
    // Where transactions end there are gaps, too.
    if (offset > table.follower.next(partition.partition())) {
      long first = log.firstOffsets(List.of(partition)).get(partition);
      table.skipLost(partition, Math.min(first, offset));
    }
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      Followed table = byTopic.get(partition.topic());
      if (table.failed()) {
        continue;
      }
      try {
        List<ConsumerRecord<byte[], byte[]>> batch = records.records(partition);
        if (table.follower.isOfEvents()) {
          noteGap(table, partition, batch.get(0).offset());
        } else if (table.follower.name() instanceof TableName.Model) {
          noteSwap(table, batch);
        }
        table.follower.take(batch);
        table.took(batch.size(), clock.instant());
        // Memory is bounded before all else: a swap of so many rows comes in several commits.
        if (table.follower.isFull()) {
          commit(table);
        }
      } catch (RuntimeException e) {
        fail(table, e);
      }
    }
    boundMemory();
  }

  /** All records of a swap are committed when the first comes, so they are below the end. */
  private void noteSwap(Followed table, List<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Optional<String> swap = ModelHeaders.swap(record.headers());
      if (swap.isPresent() && !table.isKnown(swap.get())) {
        table.swap(swap.get(), consumer);
      }
    }
  }

  private boolean isAmidSwap(Followed table) {
    return !table.failed() && table.isAmidSwap(consumer::position);
  }

  private void boundMemory() {
    while (true) {
      long total = 0;
      Followed most = null;
      for (Followed table : followed.values()) {
        long bytes = table.follower.bufferedBytes();
        total += bytes;
        if (most == null || bytes > most.follower.bufferedBytes()) {
          most = table;
        }
      }
      if (most == null || total <= MAX_BUFFERED_BYTES) {
        return;
      }
      try {
        most.follower.closeOpenFiles();
      } catch (RuntimeException e) {
        fail(most, e);
      }
    }
  }

  private void commitDue() {
    Instant now = clock.instant();
    for (Followed table : followed.values()) {
      if (!table.failed() && table.isDue(now) && !isAmidSwap(table)) {
        commit(table);
      }
    }
  }

  private void commitAll() {
    // What is not committed is read again at the next start.
    followed.values().stream().filter(table -> !isAmidSwap(table)).forEach(this::commit);
  }

  private void commit(Followed table) {
    table.committing();
    if (table.failed()) {
      return;
    }
    try {
      if (table.follower.hasPending()) {
        table.follower.commit(clock.instant());
      }
      table.follower.clearProblem();
      table.committed();
      upkeep.committed(table.follower.name());
      compact(table);
    } catch (RuntimeException e) {
      fail(table, e);
    }
  }

  /** Has the current state's files put together, if they should be. */
  private void compact(Followed table) {
    if (table.compacting || stopping) {
      return;
    }
    table
        .follower
        .planCompaction()
        .ifPresent(
            compaction -> {
              table.compacting = true;
              upkeep.compact(
                  table.follower.name(),
                  compaction,
                  there -> {
                    compacted.add(new Compacted(table, compaction, there));
                    consumer.wakeup();
                  });
            });
  }

  private void takeCompacted() {
    for (Compacted done = compacted.poll(); done != null; done = compacted.poll()) {
      takeOver(done);
      done.table().compacting = false;
      upkeep.settled(done.table().follower.name());
      if (done.there() && !done.table().failed()) {
        compact(done.table());
      }
    }
  }

  private void takeOver(Compacted done) {
    if (!done.there()) {
      return;
    }
    Followed table = done.table();
    if (isAmidSwap(table)) {
      done.compaction().discard();
      return;
    }
    commit(table);
    if (table.failed()) {
      done.compaction().discard();
      return;
    }
    try {
      table.follower.finish(done.compaction());
    } catch (RuntimeException e) {
      fail(table, e);
    }
  }

  private void fail(Followed table, RuntimeException cause) {
    Problem told = Problems.of(cause, table.follower.name().toString(), options.warehouse());
    if (told.code() == ErrorCode.LAKE_FULL) {
      LOGGER.warn("{} It is tried again in {} s.", told, table.pause().toSeconds());
    } else {
      LOGGER.warn("{} It is tried again in {} s.", told, table.pause().toSeconds(), cause);
    }
    table.follower.discard(told);
    table.fail(clock.instant());
    Set<TopicPartition> assigned = consumer.assignment();
    consumer.pause(table.partitions.stream().filter(assigned::contains).toList());
  }

  private void answerFlushes() {
    for (Flush flush : flushes) {
      Optional<Problem> failed = failure(flush);
      if (failed.isPresent()) {
        flushes.remove(flush);
        flush.done().completeExceptionally(new MillraceException(failed.get()));
      } else if (reached(flush) && !isAmidSwap(flush)) {
        // A table that is not followed has nothing that could be committed.
        flush.tables().stream().map(followed::get).filter(Objects::nonNull).forEach(this::commit);
        if (failure(flush).isEmpty()) {
          flushes.remove(flush);
          flush.done().complete(null);
        }
      } else {
        nextDiscovery = followed.keySet().containsAll(flush.tables()) ? nextDiscovery : Instant.MIN;
      }
    }
  }

  private boolean isAmidSwap(Flush flush) {
    return flush.tables().stream()
        .map(followed::get)
        .anyMatch(table -> table != null && isAmidSwap(table));
  }

  private Optional<Problem> failure(Flush flush) {
    return flush.tables().stream()
        .map(followed::get)
        .filter(table -> table != null && table.failed())
        .map(table -> table.follower.status().problem())
        .flatMap(Optional::stream)
        .findFirst();
  }

  private boolean reached(Flush flush) {
    Set<TopicPartition> assigned = consumer.assignment();
    return flush.upTo().entrySet().stream()
        .allMatch(
            entry ->
                assigned.contains(entry.getKey())
                    && consumer.position(entry.getKey()) >= entry.getValue());
  }

  private void stopBroken(Throwable cause) {
    problem =
        Optional.of(
            Problem.of(
                ErrorCode.LAKE_FAILED,
                "Cannot go on writing to the lake: " + cause + ".",
                "Start Millrace again. Nothing is lost: the log keeps the changes."));
    state = LakeStatus.State.FAILED;
    LOGGER.error("The lake has stopped", cause);
  }

  private static MillraceException stopped() {
    return new MillraceException(
        ErrorCode.NOT_RUNNING,
        "Cannot commit to the lake: it has stopped.",
        "Start Millrace again.");
  }
}
