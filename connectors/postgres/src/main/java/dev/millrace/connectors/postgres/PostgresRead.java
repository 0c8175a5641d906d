package dev.millrace.connectors.postgres;

import dev.millrace.api.Connector.ConsistentRead;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.FailureRules;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A read of PostgreSQL at one moment, which a temporary slot gives.
 *
 * <p>Its position has epoch 0, because the source does not know the epoch of its capture: give it
 * the epoch of the changes it is compared with. A change of that epoch is in the rows exactly when
 * its position is not greater.
 */
final class PostgresRead implements ConsistentRead {
  private static final Logger LOGGER = LoggerFactory.getLogger(PostgresRead.class);
  private static final long PATIENCE_SECONDS = 30;

  private final FailureRules failures;
  private final SnapshotPoint point;
  private final Connection connection;

  private PostgresRead(FailureRules failures, SnapshotPoint point, Connection connection) {
    this.failures = failures;
    this.point = point;
    this.connection = connection;
  }

  static PostgresRead open(SourceConfig source) {
    FailureRules failures = PostgresFailures.of(source);
    PostgresAddress address = PostgresAddress.of(source);
    try {
      SnapshotPoint point = take(address, PostgresConnector.slotName(source));
      try {
        Connection connection = address.connect();
        try {
          PostgresRows.prepare(connection);
          point.join(connection);
          mark(address);
          return new PostgresRead(failures, point, connection);
        } catch (SQLException | RuntimeException e) {
          connection.close();
          throw e;
        }
      } catch (SQLException | RuntimeException e) {
        point.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new MillraceException(failures.problem(e), e);
    }
  }

  /** A slot waits for transactions that are open, for a while. */
  private static SnapshotPoint take(PostgresAddress address, String slot) throws SQLException {
    AtomicReference<Connection> waiting = new AtomicReference<>();
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    ScheduledFuture<?> end =
        clock.schedule(() -> giveUp(waiting.get()), PATIENCE_SECONDS, TimeUnit.SECONDS);
    try {
      return SnapshotPoint.now(address, slot, waiting);
    } catch (SQLException e) {
      if (!end.isDone()) {
        throw e;
      }
      throw new MillraceException(
          ErrorCode.SOURCE_FAILED,
          "Cannot read "
              + address
              + " at one moment: a transaction has been open for "
              + PATIENCE_SECONDS
              + " s.",
          "Wait until it ends; SELECT pid, xact_start, query FROM pg_stat_activity ORDER BY"
              + " xact_start; shows it.",
          e);
    } finally {
      clock.shutdownNow();
    }
  }

  private static void giveUp(Connection waiting) {
    try {
      if (waiting != null) {
        waiting.abort(Runnable::run);
      }
    } catch (SQLException e) {
      LOGGER.debug("A connection did not close in order", e);
    }
  }

  /** Something must happen after the moment, so that the stream is seen to pass it. */
  private static void mark(PostgresAddress address) throws SQLException {
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_logical_emit_message(true, 'millrace', '')");
    }
  }

  @Override
  public Position position() {
    return new Position(0, point.lsn(), 0);
  }

  @Override
  public void read(TableSchema schema, RowSink sink, Runnable endOfRow) {
    try {
      PostgresRows.read(connection, schema, sink, endOfRow);
    } catch (SQLException e) {
      throw new MillraceException(failures.problem(e), e);
    }
  }

  @Override
  public void close() {
    try (connection) {
      point.close();
    } catch (SQLException e) {
      LOGGER.debug("A connection did not close in order", e);
    }
  }
}
