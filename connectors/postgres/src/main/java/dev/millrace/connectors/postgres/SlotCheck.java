package dev.millrace.connectors.postgres;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.connectors.capture.StreamOffset;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/** Tells whether a capture can go on from its slot; nothing is ever skipped in silence. */
final class SlotCheck {
  private static final String NEW_SNAPSHOT =
      "Remove the source's stored offset, so that Millrace reads a new snapshot";

  private final String slot;
  private final PostgresAddress address;

  SlotCheck(PostgresAddress address, String slot) {
    this.address = address;
    this.slot = slot;
  }

  /**
   * Requires that a slot has all changes after an offset, and the server all before it.
   *
   * @return where to go on
   * @throws MillraceException when it has not, or another program reads it
   */
  StreamOffset requireChangesAfter(Connection connection, StreamOffset stored) throws SQLException {
    Optional<ReplicationSlot.State> found = ReplicationSlot.look(connection, slot);
    if (found.isEmpty()) {
      throw lost(
          "the slot is gone, and with it the changes after the last position",
          NEW_SNAPSHOT
              + "; let nobody drop the slot, and standbys that may be promoted keep it:"
              + " sync_replication_slots = on, from PostgreSQL 17.");
    }
    ReplicationSlot.State state = found.get();
    requireOurs(state);
    if (state.invalidation().isPresent()) {
      throw lost(
          "the server has given the slot up (" + state.invalidation().get() + ")",
          "Run SELECT pg_drop_replication_slot('"
              + slot
              + "'); "
              + NEW_SNAPSHOT.substring(0, 1).toLowerCase(java.util.Locale.ROOT)
              + NEW_SNAPSHOT.substring(1)
              + "; and raise max_slot_wal_keep_size.");
    }
    requireUnread(state);
    StreamOffset offset = onTimeline(stored);
    long lsn = offset.place();
    if (state.confirmed().isPresent()
        && Long.compareUnsigned(state.confirmed().getAsLong(), lsn) > 0) {
      throw lost(
          "the slot stands at "
              + text(state.confirmed().getAsLong())
              + ", ahead of the last position "
              + text(lsn)
              + ": the changes between were given to another reader",
          NEW_SNAPSHOT + "; give each reader a slot of its own.");
    }
    long written = ReplicationSlot.currentLsn(connection);
    if (Long.compareUnsigned(written, lsn) < 0) {
      throw lost(
          "the server's log ends at "
              + text(written)
              + ", before the last position "
              + text(lsn)
              + ": the server was restored, or is another",
          NEW_SNAPSHOT + ".");
    }
    return offset;
  }

  /**
   * A standby that is promoted may lack the last of what its primary wrote, and others have written
   * at the same log sequence numbers since. When none of it was captured, the stream goes on where
   * the standby left.
   */
  private StreamOffset onTimeline(StreamOffset stored) throws SQLException {
    try (Connection replication = address.connectForReplication()) {
      ServerIdentity server = ServerIdentity.of(replication);
      String timeline = Integer.toString(server.timeline());
      if (stored.log().isEmpty() || stored.log().equals(timeline)) {
        return stored.inLog(timeline, stored.place());
      }
      OptionalLong left = server.left(replication, Integer.parseInt(stored.log()));
      if (left.isEmpty() || Long.compareUnsigned(left.getAsLong(), stored.capturedEnd()) < 0) {
        throw lost(
            "a standby was promoted"
                + (left.isPresent() ? " at " + text(left.getAsLong()) : "")
                + " that lacks the last change captured, of "
                + text(stored.position().commit()),
            NEW_SNAPSHOT
                + "; name the standbys' slots in synchronized_standby_slots, from PostgreSQL 17, so"
                + " that no change is captured before they have it.");
      }
      return stored.inLog(timeline, left.getAsLong());
    }
  }

  /**
   * Drops a slot that was left by an earlier capture.
   *
   * @throws MillraceException when it is another's
   */
  void dropLeftover(Connection connection) throws SQLException {
    Optional<ReplicationSlot.State> found = ReplicationSlot.look(connection, slot);
    if (found.isPresent()) {
      requireOurs(found.get());
      requireUnread(found.get());
      ReplicationSlot.drop(connection, slot);
    }
  }

  private void requireOurs(ReplicationSlot.State state) {
    if (!state.database().equals(address.database()) || !state.plugin().equals("pgoutput")) {
      throw new MillraceException(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot use replication slot "
              + slot
              + ": it is of plugin "
              + state.plugin()
              + " in database "
              + state.database()
              + ".",
          "Give the source another slot-name.");
    }
  }

  private void requireUnread(ReplicationSlot.State state) {
    if (state.activePid().isPresent()) {
      int pid = state.activePid().getAsInt();
      throw new MillraceException(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot read replication slot " + slot + ": process " + pid + " of the server reads it.",
          "Stop the other program, run SELECT pg_terminate_backend("
              + pid
              + "); or give the source another slot-name.");
    }
  }

  private MillraceException lost(String why, String remedy) {
    return new MillraceException(
        ErrorCode.SOURCE_POSITION_LOST,
        "Cannot go on from replication slot " + slot + " of " + address + ": " + why + ".",
        remedy);
  }

  private static String text(long lsn) {
    return "%X/%X".formatted(lsn >>> 32, lsn & 0xffffffffL);
  }
}
