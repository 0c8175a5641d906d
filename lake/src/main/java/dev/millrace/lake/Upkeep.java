package dev.millrace.lake;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.LakeStatus.UpkeepDone;
import dev.millrace.log.Schemas;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the tables' files on a thread of its own, with no more than its share of a core: puts
 * small files together, leaves dead rows out, counts distinct values, forgets old snapshots and
 * deletes what nothing refers to.
 */
final class Upkeep implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Duration STATISTICS_EVERY = Duration.ofHours(1);
  private static final Duration FORGET_EVERY = Duration.ofMinutes(10);
  private static final Duration SWEEP_EVERY = Duration.ofHours(1);

  /** A file that nothing refers to may be about to be committed when it is younger. */
  private static final Duration SPARED = Duration.ofHours(1);

  private final LakeOptions options;
  private final Catalog catalog;
  private final Schemas schemas;
  private final InstantSource clock;
  private final ScheduledExecutorService thread;
  private final Future<?> rounds;
  private final Map<TableName, Looked> tables = new ConcurrentHashMap<>();

  /** What has been done for a table, and what has happened since. */
  private static final class Looked {
    final AtomicInteger commits = new AtomicInteger();

    /** Whether files of a compaction are there that are not committed yet. */
    volatile boolean compacting;

    volatile Optional<UpkeepDone> last = Optional.empty();
    Instant nextStatistics;
    Instant nextForget;
    Instant nextSweep;

    Looked(Instant now) {
      nextStatistics = now.plus(STATISTICS_EVERY);
      nextForget = now.plus(FORGET_EVERY);
      nextSweep = now.plus(SWEEP_EVERY);
    }
  }

  Upkeep(
      LakeOptions options,
      Catalog catalog,
      Schemas schemas,
      InstantSource clock,
      ThreadFactory threads) {
    this.options = options;
    this.catalog = catalog;
    this.schemas = schemas;
    this.clock = clock;
    this.thread = Executors.newSingleThreadScheduledExecutor(threads);
    this.rounds =
        thread.scheduleWithFixedDelay(
            this::lookAround, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A table has been committed to. */
  void committed(TableName table) {
    looked(table).commits.incrementAndGet();
  }

  /** What was last done for a table, or was last asked for. */
  Optional<UpkeepDone> last(TableName table) {
    return Optional.ofNullable(tables.get(table)).flatMap(looked -> looked.last);
  }

  /**
   * Runs a compaction.
   *
   * @param then is told on the upkeep's thread whether it is there
   */
  void compact(TableName table, CurrentCompaction compaction, Consumer<Boolean> then) {
    looked(table).compacting = true;
    try {
      thread.execute(
          () -> {
            boolean there = false;
            Instant start = clock.instant();
            try {
              compaction.run(Budget.underPressure(options.upkeepShare(), compaction.deadShare()));
              looked(table).last =
                  Optional.of(done(start, compaction.inputs().size(), deadRows(compaction), 0, 0));
              there = true;
            } catch (RuntimeException e) {
              warn("Cannot put files of {} together. It is tried again.", table, e);
            } finally {
              then.accept(there);
            }
          });
    } catch (RejectedExecutionException e) {
      LOGGER.debug("The lake is closing; {} is left as it is.", table);
    }
  }

  private static long deadRows(CurrentCompaction compaction) {
    return compaction.inputs().stream()
        .filter(input -> input.dead() != null)
        .mapToLong(input -> input.dead().cardinality())
        .sum();
  }

  /** What a compaction has written is committed, or given up. */
  void settled(TableName table) {
    looked(table).compacting = false;
  }

  /** Whether files of a compaction are there, or will be, that are not committed yet. */
  boolean isCompacting(TableName table) {
    return looked(table).compacting;
  }

  /** Is done when all that was asked for before has been done. */
  Future<Void> caughtUp() {
    return thread.submit(() -> null);
  }

  /**
   * Does all that can be done for a table's changes and for all its tables' snapshots when its turn
   * comes, within the share of a core.
   *
   * @param earlier what has been done since it was asked for
   * @return cancelled when the lake closes first
   */
  Future<UpkeepDone> soon(TableName table, Optional<UpkeepDone> earlier) {
    return thread.submit(
        () -> {
          UpkeepDone own = run(table, Budget.yielding(options.upkeepShare()), spared());
          UpkeepDone done = earlier.map(own::and).orElse(own);
          looked(table).last = Optional.of(done);
          return done;
        });
  }

  /** For tests: does the same on the caller's thread, at full speed. */
  UpkeepDone run(TableName table) {
    return run(table, spared());
  }

  /** For tests: does the same, but deletes files up to another age. */
  UpkeepDone run(TableName table, Instant deletedBefore) {
    return run(table, Budget.of(1), deletedBefore);
  }

  private UpkeepDone run(TableName table, Budget budget, Instant deletedBefore) {
    Instant start = clock.instant();
    int merged = mergeHistory(table, budget);
    gatherStatistics(table, budget);
    FileSweep sweep = new FileSweep(load(table));
    int forgotten = sweep.forgetSnapshots(retained().toEpochMilli());
    int deleted =
        looked(table).compacting ? 0 : sweep.deleteUnreferenced(deletedBefore.toEpochMilli());
    return done(start, merged, 0, forgotten, deleted);
  }

  private UpkeepDone done(Instant start, int merged, long deadRows, int forgotten, int deleted) {
    Instant now = clock.instant();
    return new UpkeepDone(now, merged, deadRows, forgotten, deleted, Duration.between(start, now));
  }

  private Looked looked(TableName table) {
    return tables.computeIfAbsent(table, any -> new Looked(clock.instant()));
  }

  private void lookAround() {
    tables.forEach(
        (table, looked) -> {
          try {
            lookAfter(table, looked);
          } catch (RuntimeException e) {
            // Nothing is wrong with the table, and it is tried again before long.
            warn("Cannot look after the lake's files of {}. It is tried again.", table, e);
          }
        });
  }

  private void warn(String message, TableName table, RuntimeException cause) {
    if (thread.isShutdown()) {
      LOGGER.debug("Left the files of {} as they are", table, cause);
    } else {
      LOGGER.warn(message, table, cause);
    }
  }

  private void lookAfter(TableName table, Looked looked) {
    Instant now = clock.instant();
    int merged = 0;
    int forgotten = 0;
    int deleted = 0;
    if (looked.commits.get() >= SmallFiles.TOGETHER) {
      looked.commits.set(0);
      merged = mergeHistory(table, Budget.yielding(options.upkeepShare()));
    }
    if (!now.isBefore(looked.nextStatistics)) {
      looked.nextStatistics = now.plus(STATISTICS_EVERY);
      gatherStatistics(table, Budget.yielding(options.upkeepShare()));
    }
    if (!now.isBefore(looked.nextForget)) {
      looked.nextForget = now.plus(FORGET_EVERY);
      forgotten = new FileSweep(load(table)).forgetSnapshots(retained().toEpochMilli());
    }
    if (!now.isBefore(looked.nextSweep) && !looked.compacting) {
      looked.nextSweep = now.plus(SWEEP_EVERY);
      deleted = new FileSweep(load(table)).deleteUnreferenced(spared().toEpochMilli());
    }
    UpkeepDone done = done(now, merged, 0, forgotten, deleted);
    if (!done.isNothing()) {
      looked.last = Optional.of(done);
    }
  }

  private int mergeHistory(TableName table, Budget budget) {
    Table history = catalog.loadTable(LakeNames.changes(schema(table)));
    HistoryCompaction compaction = new HistoryCompaction(history, options.fileBytes(), budget);
    int today = (int) clock.instant().atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
    int merged = 0;
    for (int some = compaction.runOnce(today); some > 0; some = compaction.runOnce(today)) {
      merged += some;
    }
    return merged;
  }

  /** Those of events would be read whole again and again, as they grow. */
  private void gatherStatistics(TableName table, Budget budget) {
    if (schema(table).events()) {
      return;
    }
    Statistics statistics = new Statistics(catalog.loadTable(LakeNames.current(table)));
    if (statistics.areDue()) {
      statistics.gather(budget);
    }
  }

  private Instant spared() {
    return clock.instant().minus(SPARED);
  }

  private Instant retained() {
    return clock.instant().minus(options.snapshotRetention());
  }

  private List<Table> load(TableName table) {
    return LakeNames.all(schema(table)).stream().map(catalog::loadTable).toList();
  }

  /** Of a table that is in the lake, and so has one. */
  private TableSchema schema(TableName table) {
    return schemas.current(table).orElseThrow();
  }

  /** Ends at once; what is half done is left to the next sweep. */
  @Override
  public void close() {
    rounds.cancel(false);
    for (Runnable waiting : thread.shutdownNow()) {
      if (waiting instanceof Future<?> asked) {
        asked.cancel(false);
      }
    }
    try {
      thread.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
