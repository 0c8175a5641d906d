package dev.millrace.lake;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Position;
import dev.millrace.api.Problem;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.api.lake.LakeTables;
import dev.millrace.lake.LakeStatus.UpkeepDone;
import dev.millrace.lake.rest.RestCatalog;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.FileIO;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lake: follows all tables of the log into Iceberg, each change once whatever is killed, and
 * reads back what is there. Safe for use by several threads.
 */
public final class Lake implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Lake.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final LakeOptions options;
  private final Log log;
  private final Schemas schemas;
  private final Catalog catalog;
  private final Upkeep upkeep;
  private final LakeWriter writer;
  private final Thread thread;
  private final RestCatalog restCatalog;
  private final FileCache cache;

  private Lake(
      LakeOptions options,
      Log log,
      Schemas schemas,
      Catalog catalog,
      CrashPoints crashPoints,
      InstantSource clock) {
    this.options = options;
    this.log = log;
    this.schemas = schemas;
    this.catalog = catalog;
    this.cache = new FileCache(options.cache(), options.cacheBytes());
    this.upkeep =
        new Upkeep(
            options, catalog, schemas, clock, work -> newThread(work, "millrace-lake-upkeep"));
    this.writer =
        new LakeWriter(
            options,
            log,
            schemas,
            catalog,
            upkeep,
            crashPoints,
            clock,
            work -> newThread(work, "millrace-lake-encoder"));
    this.thread = newThread(writer, "millrace-lake");
    this.restCatalog =
        new RestCatalog(
            catalog, options.warehouse(), options.catalogProperties(), this::keptNamespaces);
    thread.start();
  }

  private Thread newThread(Runnable work, String name) {
    Thread made = new Thread(work, name);
    if (LocalFiles.isLocal(options.warehouse())) {
      made.setContextClassLoader(new WithoutHadoopDefaults(Lake.class.getClassLoader()));
    }
    made.setDaemon(true);
    return made;
  }

  /**
   * Opens the lake and begins to follow the log, going on where each table's last commit says.
   *
   * @param log stays the caller's and must outlive the lake, and so must {@code schemas}
   * @throws MillraceException when the catalog cannot be opened
   */
  public static Lake open(LakeOptions options, Log log, Schemas schemas) {
    return open(
        options, log, schemas, CrashPoints.NONE, InstantSource.system(), UnaryOperator.identity());
  }

  /** As {@link #open(LakeOptions, Log, Schemas)}, with the places where tests make things fail. */
  static Lake open(
      LakeOptions options,
      Log log,
      Schemas schemas,
      CrashPoints crashPoints,
      InstantSource clock,
      UnaryOperator<FileIO> files) {
    Catalog catalog;
    try {
      catalog = LakeCatalog.open(options, files);
    } catch (RuntimeException e) {
      Problem problem = Problems.of(e, "the catalog at " + options.catalog(), options.warehouse());
      throw new MillraceException(problem, e);
    }
    return new Lake(options, log, schemas, catalog, crashPoints, clock);
  }

  /** How the lake is; answers at once. */
  public LakeStatus status() {
    return writer.status();
  }

  /**
   * Commits at once; returns when everything that is in the log now is in the lake. Changes of the
   * model that wait for the end of their transaction are waited for.
   *
   * @throws MillraceException when it cannot be committed
   */
  public void commitNow() {
    commitNow(log.tables());
  }

  /**
   * Commits some tables at once; returns when all of their changes that are in the log now are in
   * the lake.
   *
   * @throws MillraceException when they cannot be committed
   */
  public void commitNow(Collection<TableName> tables) {
    Set<TableName> waited = new HashSet<>();
    Map<TopicPartition, Long> upTo = new HashMap<>();
    for (TableName table : tables) {
      log.endOffsets(log.partitions(table))
          .forEach(
              (partition, end) -> {
                if (end > 0) {
                  waited.add(table);
                  upTo.put(partition, end);
                }
              });
    }
    await(writer.flush(waited, upTo));
  }

  private static void await(CompletableFuture<Void> done) {
    try {
      done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MillraceException known) {
        throw new MillraceException(known.problem(), e);
      }
      throw new IllegalStateException("Cannot commit to the lake.", e.getCause());
    } catch (TimeoutException e) {
      throw new MillraceException(
          ErrorCode.LAKE_FAILED,
          "Cannot commit to the lake: it has not caught up after "
              + PATIENCE.toSeconds()
              + " seconds.",
          "Try again; if it stays so, look at the lake's state and at open transactions of mappings.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw closing(e);
    }
  }

  /**
   * Puts a table's files in order now, not only when that is due: merges small files, leaves dead
   * rows out, forgets old snapshots, deletes what nothing refers to. The upkeep's own thread does
   * it, one table after the other and within its share of a core; returns when it is done.
   *
   * @return what was done since it was asked for
   * @throws MillraceException when the table is not in the lake, cannot be reached, or the lake
   *     closes
   */
  public UpkeepDone upkeepNow(TableName table) {
    requireFollowed(table);
    List<UpkeepDone> compactions = new ArrayList<>();
    try {
      compactCurrent(table, compactions);
    } catch (MillraceException e) {
      // A full disk keeps the table from being committed, and upkeep makes room.
      LOGGER.debug("{} is not compacted now", table, e);
    }
    Optional<UpkeepDone> earlier = compactions.stream().reduce(UpkeepDone::and);
    return finished(table, () -> upkeep.soon(table, earlier));
  }

  private void requireFollowed(TableName table) {
    if (writer.status().tables().stream().noneMatch(known -> known.table().equals(table))) {
      throw new MillraceException(unknown(table));
    }
  }

  /**
   * The writer plans a compaction when it commits and takes it over, the upkeep runs it, until
   * there is nothing more to plan.
   */
  private void compactCurrent(TableName table, List<UpkeepDone> done) {
    await(writer.flush(Set.of(table), Map.of()));
    while (upkeep.isCompacting(table)) {
      Optional<UpkeepDone> before = upkeep.last(table);
      finished(table, upkeep::caughtUp);
      upkeep.last(table).filter(last -> !before.equals(Optional.of(last))).ifPresent(done::add);
      await(writer.flush(Set.of(table), Map.of()));
    }
  }

  private <T> T finished(TableName table, Supplier<Future<T>> work) {
    try {
      return work.get().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CancellationException) {
        throw closing(e);
      }
      throw new MillraceException(
          Problems.of(e.getCause(), table.toString(), options.warehouse()), e);
    } catch (CancellationException | RejectedExecutionException e) {
      throw closing(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw closing(e);
    }
  }

  private static MillraceException closing(Exception cause) {
    return new MillraceException(
        ErrorCode.NOT_RUNNING,
        "Cannot wait for the lake: it is closing.",
        "Try again when Millrace runs.",
        cause);
  }

  /**
   * The changes of one row, newest first, as far as they are committed.
   *
   * @param key values of the key's columns by name, as JSON has them
   * @param limit at most this many
   * @throws MillraceException when the table is not in the lake or the key is not its key
   */
  public RowHistory history(TableName table, Map<String, Object> key, int limit) {
    return new HistoryReader(load(table), table).read(key, limit);
  }

  /**
   * Reads the current state of a table out of its history, as far as it is committed, with
   * Iceberg's own reader. Rows come in no order. A value that was never sent is handed over as
   * unsent.
   *
   * <p>Memory is bounded whatever the table's size: it holds the keys of at most {@value
   * CurrentReader#KEYS_A_PASS} changes at a time and reads the history as often as that takes.
   *
   * @param schema the columns wanted, and the key by which rows are told apart
   * @param upTo leaves out changes with a greater position
   * @param endOfRow is run after each row
   * @throws MillraceException when the table is not in the lake
   */
  public void readCurrent(
      TableName table,
      TableSchema schema,
      Optional<Position> upTo,
      RowSink sink,
      Runnable endOfRow) {
    Expression limit =
        upTo.<Expression>map(
                at -> Expressions.lessThanOrEqual(Meta.POSITION.column(), at.toString()))
            .orElse(Expressions.alwaysTrue());
    new CurrentReader(load(table), schema, limit, CurrentReader.KEYS_A_PASS).read(sink, endOfRow);
  }

  /**
   * A table's current-state table as it is now, with what its history says it should be.
   *
   * @param schema the columns wanted, and the key by which rows are told apart
   * @throws MillraceException when the table is not in the lake
   */
  public CurrentRows currentTable(TableName table, TableSchema schema) {
    // The current state first: a history loaded after it has all of its changes.
    Table current = load(table, LakeNames.current(table));
    return new CurrentRows(current, load(table), schema);
  }

  /** The lake's tables as SQL sees them. */
  public LakeTables tables() {
    return new SqlTables(catalog, options.warehouse(), cache);
  }

  /** The Iceberg REST catalog over the lake's tables, for other engines. */
  public RestCatalog restCatalog() {
    return restCatalog;
  }

  /** The first levels of the namespaces of all tables of the log, and of the model. */
  private Set<String> keptNamespaces() {
    Set<String> first = new HashSet<>();
    first.add(LakeNames.current(TableName.model("any")).namespace().level(0));
    log.tables().forEach(table -> first.add(LakeNames.current(table).namespace().level(0)));
    return first;
  }

  private Table load(TableName table) {
    return load(table, changesOf(table));
  }

  private Table load(TableName table, TableIdentifier name) {
    try {
      return catalog.loadTable(name);
    } catch (NoSuchTableException e) {
      throw new MillraceException(unknown(table), e);
    } catch (RuntimeException e) {
      throw new MillraceException(Problems.of(e, table.toString(), options.warehouse()), e);
    }
  }

  private static Problem unknown(TableName table) {
    return Problem.of(
        ErrorCode.TABLE_UNKNOWN,
        "Cannot find table in the lake: " + table + ".",
        "Check its name; a new table is there a few seconds after its first change.");
  }

  /** The table that has all that a table's topic has brought. */
  TableIdentifier changesOf(TableName table) {
    return schemas.current(table).map(LakeNames::changes).orElseGet(() -> LakeNames.history(table));
  }

  /** For tests that look at the tables as another engine would. */
  Catalog catalog() {
    return catalog;
  }

  /** For tests that do not wait until upkeep is due. */
  Upkeep upkeep() {
    return upkeep;
  }

  /** Waits until the writer's thread has ended. */
  void awaitEnd() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Commits what has been read so far and stops. */
  @Override
  public void close() {
    upkeep.close();
    writer.stop();
    awaitEnd();
    cache.close();
    LakeCatalog.close(catalog);
  }
}
