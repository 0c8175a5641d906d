package dev.millrace.connectors.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.postgresql.replication.LogSequenceNumber;

/** A logical replication slot of pgoutput. */
final class ReplicationSlot {
  private static final int OPTIONS_SINCE = 15;
  private static final int CONFLICTS_SINCE = 16;
  private static final int FAILOVER_SINCE = 17;

  /** The end of the log: what was written, or on a standby what has been replayed. */
  private static final String CURRENT =
      "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END";

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
   * @param safeWalBytes what can still be written before the slot may be lost; empty without limit
   * @param retainedWalBytes what the server keeps for it
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
    int version = connection.getMetaData().getDatabaseMajorVersion();
    String invalidation =
        version >= FAILOVER_SINCE
            ? "invalidation_reason"
            : version >= CONFLICTS_SINCE
                ? "CASE WHEN conflicting THEN 'conflict with recovery' END"
                : "NULL";
    try (PreparedStatement find =
        connection.prepareStatement(
            "SELECT plugin, database, active_pid, confirmed_flush_lsn - '0/0'::pg_lsn,"
                + " restart_lsn - '0/0'::pg_lsn, coalesce(wal_status, ''), "
                + invalidation
                + ", safe_wal_size, coalesce("
                + CURRENT
                + " - restart_lsn, 0) FROM pg_replication_slots WHERE slot_name = ?")) {
      find.setString(1, name);
      try (ResultSet found = find.executeQuery()) {
        return found.next() ? Optional.of(state(name, found)) : Optional.empty();
      }
    }
  }

  private static State state(String name, ResultSet found) throws SQLException {
    String status = found.getString(6);
    Optional<String> reason = Optional.ofNullable(found.getString(7));
    return new State(
        name,
        Optional.ofNullable(found.getString(1)).orElse(""),
        Optional.ofNullable(found.getString(2)).orElse(""),
        found.getObject(3) == null ? OptionalInt.empty() : OptionalInt.of(found.getInt(3)),
        number(found, 4),
        number(found, 5),
        status,
        reason.isEmpty() && status.equals("lost") ? Optional.of("wal_removed") : reason,
        number(found, 8),
        found.getLong(9));
  }

  private static OptionalLong number(ResultSet found, int column) throws SQLException {
    long value = found.getLong(column);
    return found.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /**
   * Makes a slot that stays, and exports its snapshot: it can be taken until the connection is used
   * again or closed. From PostgreSQL 17 on, standbys may take the slot over.
   *
   * @param replication a connection for replication
   */
  static Created create(Connection replication, String name) throws SQLException {
    boolean failover = version(replication) >= FAILOVER_SINCE && !isStandby(replication);
    return create(replication, name, "", failover ? ", FAILOVER true" : "");
  }

  /** The same for a slot that ends with the connection. */
  static Created createTemporary(Connection replication, String name) throws SQLException {
    return create(replication, name, " TEMPORARY", "");
  }

  private static Created create(
      Connection replication, String name, String persistence, String options) throws SQLException {
    String export =
        version(replication) >= OPTIONS_SINCE
            ? "(SNAPSHOT 'export'" + options + ")"
            : "EXPORT_SNAPSHOT";
    try (Statement statement = replication.createStatement();
        ResultSet created =
            statement.executeQuery(
                "CREATE_REPLICATION_SLOT "
                    + Catalog.quoted(name)
                    + persistence
                    + " LOGICAL pgoutput "
                    + export)) {
      created.next();
      return new Created(
          created.getString("slot_name"),
          LogSequenceNumber.valueOf(created.getString("consistent_point")).asLong(),
          created.getString("snapshot_name"));
    }
  }

  private static int version(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion();
  }

  private static boolean isStandby(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("SELECT pg_is_in_recovery()::text")) {
      answer.next();
      return answer.getString(1).equals("true");
    }
  }

  /** Moves a slot that nobody reads forward; does nothing when it is there already. */
  static void advance(Connection connection, String name, long lsn) throws SQLException {
    try (PreparedStatement advance =
        connection.prepareStatement(
            "SELECT pg_replication_slot_advance(slot_name, least(?::pg_lsn, "
                + CURRENT
                + ")) FROM pg_replication_slots WHERE slot_name = ? AND confirmed_flush_lsn <"
                + " ?::pg_lsn AND NOT active")) {
      String text = LogSequenceNumber.valueOf(lsn).asString();
      advance.setString(1, text);
      advance.setString(2, name);
      advance.setString(3, text);
      advance.executeQuery().close();
    }
  }

  /** Drops a slot if it is there. */
  static void drop(Connection connection, String name) throws SQLException {
    try (PreparedStatement drop =
        connection.prepareStatement(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name"
                + " = ?")) {
      drop.setString(1, name);
      drop.executeQuery().close();
    }
  }

  /**
   * The end of the log of a primary, with what is not written yet: all that can be seen is before.
   */
  static long insertLsn(Connection connection) throws SQLException {
    return lsn(connection, "pg_current_wal_insert_lsn()");
  }

  /** The end of what the server has written to its log. */
  static long currentLsn(Connection connection) throws SQLException {
    return lsn(connection, CURRENT);
  }

  private static long lsn(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer =
            statement.executeQuery("SELECT ((" + sql + ") - '0/0'::pg_lsn)::bigint")) {
      answer.next();
      return answer.getLong(1);
    }
  }
}
