package dev.millrace.connectors.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A logical replication slot of pgoutput. */
final class ReplicationSlot {
  private ReplicationSlot() {}

  /**
   * A slot as the server has it.
   *
   * @param database it belongs to
   * @param activePid the server's process that reads it now
   * @param confirmed the log sequence number up to which all is confirmed; empty when the server
   *     has none
   * @param restart from where the server keeps its log
   * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}
   * @param invalidation why it is of no use any more, as the server says it; empty when it is good
   */
  record State(
      String name,
      String plugin,
      String database,
      OptionalInt activePid,
      OptionalLong confirmed,
      OptionalLong restart,
      String walStatus,
      Optional<String> invalidation,
      OptionalLong safeWalBytes,
      long retainedWalBytes) {}

  /** A new slot, and a snapshot of the database that shows all before it and nothing after. */
  record Created(String name, long consistentPoint, String snapshot) {}

  /** Looks at a slot. */
  static Optional<State> look(Connection connection, String name) throws SQLException {
    return Optional.empty();
  }

  /**
   * Makes a slot that stays, and exports its snapshot: it can be taken until the connection is used
   * again or closed.
   *
   * @param replication a connection for replication
   */
  static Created create(Connection replication, String name) throws SQLException {
    throw new UnsupportedOperationException();
  }

  /** The same for a slot that ends with the connection. */
  static Created createTemporary(Connection replication, String name) throws SQLException {
    throw new UnsupportedOperationException();
  }

  /** Moves a slot that nobody reads forward; does nothing when it is there already. */
  static void advance(Connection connection, String name, long lsn) throws SQLException {}

  /** Drops a slot if it is there. */
  static void drop(Connection connection, String name) throws SQLException {}

  /** The end of what the server has written to its log. */
  static long currentLsn(Connection connection) throws SQLException {
    throw new UnsupportedOperationException();
  }
}
