package dev.millrace.connectors.postgres;

import dev.millrace.api.Connector.ConsistentRead;
import dev.millrace.api.FailureRules;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A read of PostgreSQL in one repeatable-read transaction.
 *
 * <p>Its position has epoch 0, because the source does not know the epoch of its capture: give it
 * the epoch of the changes it is compared with. A change of that epoch is in the rows exactly when
 * its position is not greater. Without the capture's slot, or before PostgreSQL 14, the position is
 * that of the log when the read began, and changes committed in that moment may be on either side.
 */
public final class PostgresRead implements ConsistentRead {

  /** What a position's commit is. */
  public enum Unit {
    /** The LSN of the record that commits; a read stands after all changes of the last one. */
    COMMIT_RECORD,
    /** The LSN at which the transaction ended; a change has that of the transaction before. */
    TRANSACTION_END
  }

  private static final Logger LOGGER = LoggerFactory.getLogger(PostgresRead.class);
  private static final int TRIES = 50;
  private static final int EXACT_SINCE = 14;

  /** No change of a transaction has a greater one: they compare unsigned. */
  private static final long LAST_SEQUENCE = -1;

  private final FailureRules failures;
  private final Connection connection;
  private final Position position;

  private PostgresRead(FailureRules failures, Connection connection, Position position) {
    this.failures = failures;
    this.connection = connection;
    this.position = position;
  }

  /** Begins a read, whose position is given as the capture of the source does. */
  public static PostgresRead open(SourceConfig source, Unit unit) {
    FailureRules failures = PostgresFailures.of(source);
    PostgresAddress address = PostgresAddress.of(source);
    try {
      Connection connection = address.connect();
      try {
        PostgresRows.prepare(connection);
        return new PostgresRead(failures, connection, begin(source, unit, address, connection));
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new MillraceException(failures.problem(e), e);
    }
  }

  private static Position begin(
      SourceConfig source, Unit unit, PostgresAddress address, Connection connection)
      throws SQLException {
    String slot = PostgresConnector.slotName(source);
    boolean slotIsThere = slotIsThere(connection, slot);
    connection.rollback();
    if (slotIsThere && connection.getMetaData().getDatabaseMajorVersion() >= EXACT_SINCE) {
      String publication = PostgresConnector.publicationName(source);
      try (PostgresBoundary boundary = PostgresBoundary.open(address, slot, publication)) {
        for (int tries = 0; tries < TRIES; tries++) {
          boundary.before();
          Optional<PostgresBoundary.Place> last =
              boundary.find(one(connection, "SELECT txid_current_snapshot()::text"));
          if (last.isPresent()) {
            return unit == Unit.COMMIT_RECORD
                ? new Position(0, last.get().commit(), LAST_SEQUENCE)
                : new Position(0, last.get().end(), 0);
          }
          connection.rollback();
        }
      }
    }
    LOGGER.warn("Reading {} at a position that is not exact", source);
    String lsn = one(connection, "SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint::text");
    return new Position(0, Long.parseLong(lsn), 0);
  }

  private static boolean slotIsThere(Connection connection, String slot) throws SQLException {
    try (PreparedStatement find =
        connection.prepareStatement(
            "SELECT 1 FROM pg_replication_slots WHERE slot_name = ?"
                + " AND database = current_database()")) {
      find.setString(1, slot);
      try (ResultSet found = find.executeQuery()) {
        return found.next();
      }
    }
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  @Override
  public Position position() {
    return position;
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
    try {
      connection.close();
    } catch (SQLException e) {
      LOGGER.debug("A connection did not close in order", e);
    }
  }
}
