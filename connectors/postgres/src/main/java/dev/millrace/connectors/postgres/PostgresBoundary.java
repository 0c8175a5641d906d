package dev.millrace.connectors.postgres;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/**
 * Finds where a database snapshot stands in the order of commits, exactly: reads a copy of the
 * capture's slot and tells for each transaction whether the snapshot sees it. Those it sees must be
 * the first ones; when commits were made visible in another order than they were logged, the
 * snapshot is no place in the order, and another is taken.
 *
 * <p>Two empty messages, written to the source's log before and after the snapshot, make sure that
 * there is a transaction on either side of it.
 */
final class PostgresBoundary implements AutoCloseable {
  /** Marks messages in the source's log as Millrace's own. */
  private static final String PREFIX = "millrace";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration NAP = Duration.ofMillis(2);

  private final Connection markers;
  private final Connection replication;
  private final PGReplicationStream stream;
  private long lastEnd;

  /**
   * The last transaction that a snapshot sees.
   *
   * @param commit where its commit stands in the log
   * @param end where that record ends
   */
  record Place(long commit, long end) {}

  private PostgresBoundary(Connection markers, Connection replication, PGReplicationStream stream) {
    this.markers = markers;
    this.replication = replication;
    this.stream = stream;
  }

  /** Copies a slot and begins to read it. */
  static PostgresBoundary open(PostgresAddress address, String slot, String publication)
      throws SQLException {
    Connection replication = address.connectForReplication();
    try {
      String copy = slot.substring(0, Math.min(slot.length(), 40)) + "_" + copyNumber(address);
      try (Statement statement = replication.createStatement()) {
        statement
            .executeQuery(
                "SELECT pg_copy_logical_replication_slot('%s', '%s', true, 'pgoutput')"
                    .formatted(slot.replace("'", "''"), copy.replace("'", "''")))
            .close();
      }
      PGReplicationStream stream =
          replication
              .unwrap(PGConnection.class)
              .getReplicationAPI()
              .replicationStream()
              .logical()
              .withSlotName(copy)
              .withSlotOption("proto_version", 1)
              .withSlotOption("publication_names", publication)
              .withSlotOption("messages", true)
              .start();
      return new PostgresBoundary(address.connect(), replication, stream);
    } catch (SQLException e) {
      replication.close();
      throw e;
    }
  }

  private static String copyNumber(PostgresAddress address) {
    return Long.toString(System.nanoTime() ^ address.hashCode(), Character.MAX_RADIX)
        .replace("-", "m");
  }

  /** Makes sure that a transaction stands before the snapshot that is taken next. */
  void before() throws SQLException {
    mark();
  }

  /**
   * The last transaction that a snapshot sees.
   *
   * @param snapshot as {@code txid_current_snapshot()} gives it
   * @return empty when the transactions it sees are not the first ones
   */
  Optional<Place> find(String snapshot) throws SQLException {
    Visibility visibility = Visibility.parse(snapshot);
    long target = mark();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean prefix = true;
    boolean invisibleSeen = false;
    boolean visible = true;
    Place last = new Place(0, lastEnd);
    long commit = 0;
    while (lastEnd <= target) {
      ByteBuffer message = stream.readPending();
      if (message == null) {
        if (System.nanoTime() > deadline) {
          throw new SQLException("The copy of the slot does not reach the snapshot.");
        }
        LockSupport.parkNanos(NAP.toNanos());
        continue;
      }
      switch (message.get()) {
        case 'B' -> {
          commit = message.getLong();
          message.getLong();
          visible = visibility.sees(Integer.toUnsignedLong(message.getInt()));
          prefix &= !(visible && invisibleSeen);
          invisibleSeen |= !visible;
        }
        case 'C' -> {
          lastEnd = stream.getLastReceiveLSN().asLong();
          last = visible ? new Place(commit, lastEnd) : last;
        }
        default -> {
          // Only where transactions begin and end is of interest.
        }
      }
    }
    return prefix && last.commit > 0 ? Optional.of(last) : Optional.empty();
  }

  /** Writes an empty message in a transaction of its own; returns where it stands. */
  private long mark() throws SQLException {
    try (Statement statement = markers.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT pg_logical_emit_message(true, '" + PREFIX + "', '') - '0/0'::pg_lsn")) {
      result.next();
      return result.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    try (markers;
        replication) {
      stream.close();
    }
  }

  /** Which transactions a snapshot sees: those before the first it does not, minus some. */
  private record Visibility(long firstRunning, long next, Set<Long> running) {

    /** Reads {@code 10:20:10,14,15}. */
    static Visibility parse(String text) {
      String[] parts = text.split(":", -1);
      Set<Long> running = new HashSet<>();
      if (!parts[2].isEmpty()) {
        for (String id : parts[2].split(",", -1)) {
          running.add(Long.parseLong(id));
        }
      }
      return new Visibility(Long.parseLong(parts[0]), Long.parseLong(parts[1]), running);
    }

    /** The stream gives the lower half of an id only. */
    boolean sees(long lowerHalf) {
      long id = (next & 0xffffffff00000000L) | lowerHalf;
      if (id - next > Integer.MAX_VALUE) {
        id -= 1L << 32;
      } else if (next - id > Integer.MAX_VALUE) {
        id += 1L << 32;
      }
      return id < firstRunning || (id < next && !running.contains(id));
    }
  }
}
