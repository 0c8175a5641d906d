package dev.millrace.connectors.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A moment of the database, known by where it stands in the stream: it shows all transactions whose
 * commit stands before {@link #lsn}, and no others. Readers join it by {@link #join} as long as it
 * is open.
 */
final class SnapshotPoint implements AutoCloseable {
  private final long lsn;
  private final long micros;
  private final String snapshot;
  private final Connection keeper;

  private SnapshotPoint(long lsn, String snapshot, Connection keeper) {
    this.lsn = lsn;
    this.micros = Instants.now();
    this.snapshot = snapshot;
    this.keeper = keeper;
  }

  /** Makes the slot of a capture, and takes the moment at which it begins. */
  static SnapshotPoint ofNewSlot(PostgresAddress address, String slot) throws SQLException {
    try (Connection replication = address.connectForReplication()) {
      return keep(address, ReplicationSlot.create(replication, slot));
    }
  }

  /**
   * Takes a moment by a slot that ends at once. Waits for transactions that are open.
   *
   * @param slot the name of the capture's slot, from which a name is made
   * @param waiting shows the connection that waits, so that it can be aborted
   */
  static SnapshotPoint now(
      PostgresAddress address, String slot, AtomicReference<Connection> waiting)
      throws SQLException {
    String name =
        slot.substring(0, Math.min(slot.length(), 40))
            + "_"
            + Long.toString(System.nanoTime() & Long.MAX_VALUE, Character.MAX_RADIX);
    try (Connection replication = address.connectForReplication()) {
      waiting.set(replication);
      return keep(address, ReplicationSlot.createTemporary(replication, name));
    } finally {
      waiting.set(null);
    }
  }

  /** The slot's own snapshot ends with its next command; this one lasts, and holds no log back. */
  private static SnapshotPoint keep(PostgresAddress address, ReplicationSlot.Created created)
      throws SQLException {
    Connection keeper = address.connect();
    try {
      join(keeper, created.snapshot());
      try (Statement statement = keeper.createStatement();
          ResultSet exported = statement.executeQuery("SELECT pg_export_snapshot()")) {
        exported.next();
        return new SnapshotPoint(created.consistentPoint(), exported.getString(1), keeper);
      }
    } catch (SQLException | RuntimeException e) {
      keeper.close();
      throw e;
    }
  }

  private static void join(Connection connection, String snapshot) throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION SNAPSHOT '" + snapshot.replace("'", "''") + "'");
    }
  }

  /** Begins a transaction at this moment. */
  void join(Connection connection) throws SQLException {
    join(connection, snapshot);
  }

  long lsn() {
    return lsn;
  }

  /** When it was taken, microseconds since 1970. */
  long micros() {
    return micros;
  }

  /** The connection that keeps the moment, in a transaction at it. */
  Connection connection() {
    return keeper;
  }

  @Override
  public void close() throws SQLException {
    keeper.close();
  }
}
