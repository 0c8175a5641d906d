package dev.millrace.live;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies batches: the rows of all tables and the progress of all partitions in one transaction. A
 * table that cannot take its changes is left out and stopped; what stops all of them, such as a
 * lack of memory, is tried again. For the feed's thread only.
 */
final class Applier {
  private static final Logger LOGGER = LoggerFactory.getLogger(Applier.class);
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final DuckDBConnection connection;
  private final ProgressTable progressTable;
  private final Meters meters;
  private final BooleanSupplier stopped;
  private volatile Optional<Problem> problem = Optional.empty();

  Applier(
      DuckDBConnection connection,
      ProgressTable progressTable,
      Meters meters,
      BooleanSupplier stopped) {
    this.connection = connection;
    this.progressTable = progressTable;
    this.meters = meters;
    this.stopped = stopped;
  }

  /** Why nothing is applied at present, if so. */
  Optional<Problem> problem() {
    return problem;
  }

  /** A table's changes cannot be applied, whatever is tried. */
  static final class TableFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient StoredTable table;

    TableFailure(StoredTable table, Exception cause) {
      super(cause);
      this.table = table;
    }

    StoredTable table() {
      return table;
    }
  }

  /**
   * Applies a batch and commits.
   *
   * @return false when the store is being closed; nothing of the batch is applied then
   * @throws TableFailure when a table has to be left out
   */
  boolean apply(Batch batch, Collection<Progress> all) throws TableFailure {
    for (long pause = 50; !stopped.getAsBoolean(); pause = pause * 2) {
      try {
        transact(batch, all);
        problem = Optional.empty();
        return true;
      } catch (SQLException e) {
        rollBack(batch.tables().keySet());
        explain(e);
        pause(Math.min(pause, LONGEST_PAUSE_MILLIS));
      } catch (TableFailure e) {
        rollBack(batch.tables().keySet());
        throw e;
      }
    }
    return false;
  }

  private void transact(Batch batch, Collection<Progress> all) throws SQLException, TableFailure {
    begin();
    add(batch);
    commit(batch.tables().keySet(), all);
    long nowMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    batch
        .tables()
        .forEach(
            (table, changes) ->
                meters.applied(
                    table.name(), changes.commitMicros(), changes.values().size(), nowMicros));
  }

  /** Opens a transaction. */
  void begin() throws SQLException {
    Database.run(connection, "BEGIN TRANSACTION");
  }

  /**
   * Applies a batch in the transaction that is open.
   *
   * @throws TableFailure when a table has to be left out; the transaction is of no use then
   */
  void add(Batch batch) throws SQLException, TableFailure {
    for (Map.Entry<StoredTable, Batch.Changes> entry : batch.tables().entrySet()) {
      apply(entry.getKey(), entry.getValue());
    }
  }

  /** Commits what has been applied to some tables, with the progress of all. */
  void commit(Collection<StoredTable> tables, Collection<Progress> all) throws SQLException {
    progressTable.save(all);
    Database.run(connection, "COMMIT");
    tables.forEach(StoredTable::committed);
    all.stream().filter(Progress::moved).forEach(Progress::committed);
  }

  private static void apply(StoredTable table, Batch.Changes changes)
      throws SQLException, TableFailure {
    try {
      table.apply(changes.keys(), changes.values());
    } catch (SQLException e) {
      if (concernsAll(e)) {
        throw e;
      }
      throw new TableFailure(table, e);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof SQLException cause && concernsAll(cause)) {
        throw cause;
      }
      throw new TableFailure(table, e);
    }
  }

  private static boolean concernsAll(SQLException e) {
    return switch (DuckErrors.kind(e)) {
      case "Out of Memory", "IO", "FATAL", "INTERRUPT", "TransactionContext", "INTERNAL" -> true;
      default -> false;
    };
  }

  /** Gives up the transaction that is open, if one is. */
  void rollBack(Collection<StoredTable> tables) {
    tables.forEach(StoredTable::abandon);
    progressTable.abandon();
    try {
      Database.run(connection, "ROLLBACK");
    } catch (SQLException e) {
      LOGGER.debug("Nothing to roll back", e);
    }
  }

  private void explain(SQLException e) {
    if (problem.isEmpty()) {
      LOGGER.warn("The live store cannot apply changes and tries again", e);
    }
    problem =
        Optional.of(
            Problem.of(
                ErrorCode.RESOURCES_EXHAUSTED,
                "Cannot write to the live store: " + DuckErrors.message(e) + ".",
                "It is tried again. Free memory or disk space; if it stays, restart Millrace."));
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
