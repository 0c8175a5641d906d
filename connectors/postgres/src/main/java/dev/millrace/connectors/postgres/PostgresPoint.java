package dev.millrace.connectors.postgres;

import dev.millrace.connectors.capture.Instants;
import dev.millrace.connectors.capture.SnapshotPoint;
import dev.millrace.connectors.capture.SnapshotSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A moment of a PostgreSQL server, exported by a transaction. A slot's moment is known exactly; a
 * replica's is somewhere between two places. Readers {@link #join} it as long as it is open.
 */
final class PostgresPoint implements SnapshotPoint {
  private final PostgresAddress address;
  private final Connection keeper;
  private final String snapshot;
  private final long micros;
  private final long lsn;
  private final long upTo;

  /**
   * A moment that a transaction has exported.
   *
   * @param keeper the connection of that transaction, at {@code address}; closed with the moment
   */
  PostgresPoint(PostgresAddress address, Connection keeper, String snapshot, long lsn, long upTo) {
    this.address = address;
    this.keeper = keeper;
    this.snapshot = snapshot;
    this.micros = Instants.now();
    this.lsn = lsn;
    this.upTo = upTo;
  }

  /** Makes the slot of a capture, and takes the moment at which it begins. */
  static PostgresPoint ofNewSlot(PostgresAddress address, String slot) throws SQLException {
    try (Connection replication = address.connectForReplication()) {
      return keep(address, ReplicationSlot.create(replication, slot));
    }
  }

  /**
   * Takes a moment by a slot that ends at once. Waits for transactions that are open.
   *
   * @param slot the name of the capture's slot, from which a name is made
   * @param waiting is told on which connection it waits
   */
  static PostgresPoint now(PostgresAddress address, String slot, SnapshotSource.Waiting waiting)
      throws SQLException {
    String name =
        slot.substring(0, Math.min(slot.length(), 40))
            + "_"
            + Long.toString(System.nanoTime() & Long.MAX_VALUE, Character.MAX_RADIX);
    try (Connection replication = address.connectForReplication()) {
      waiting.on(replication);
      return keep(address, ReplicationSlot.createTemporary(replication, name));
    } finally {
      waiting.on(null);
    }
  }

  /** The slot's own snapshot ends with its next command; this one lasts, and holds no log back. */
  private static PostgresPoint keep(PostgresAddress address, ReplicationSlot.Created created)
      throws SQLException {
    Connection keeper = address.connect();
    try {
      begin(keeper);
      set(keeper, created.snapshot());
      long lsn = created.consistentPoint();
      return new PostgresPoint(address, keeper, export(keeper), lsn, lsn);
    } catch (SQLException | RuntimeException e) {
      keeper.close();
      throw e;
    }
  }

  /** Begins a transaction that can be at a moment. */
  static void begin(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
  }

  /** Exports the moment of a transaction. */
  static String export(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet exported = statement.executeQuery("SELECT pg_export_snapshot()")) {
      exported.next();
      return exported.getString(1);
    }
  }

  private static void set(Connection connection, String snapshot) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION SNAPSHOT '" + snapshot.replace("'", "''") + "'");
    }
  }

  /** Connects to the server whose moment it is. */
  Connection connect() throws SQLException {
    return address.connect();
  }

  /** Begins a transaction at this moment, on a connection of {@link #connect}. */
  void join(Connection connection) throws SQLException {
    begin(connection);
    set(connection, snapshot);
  }

  @Override
  public long place() {
    return lsn;
  }

  @Override
  public long upTo() {
    return upTo;
  }

  /** When it was taken, microseconds since 1970. */
  long micros() {
    return micros;
  }

  @Override
  public void close() throws SQLException {
    keeper.close();
  }
}
