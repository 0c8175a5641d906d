package dev.millrace.connectors.postgres;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Position;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.connectors.postgres.SourceWatch.Seen;
import dev.millrace.log.Clearing;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a run of a capture begins.
 *
 * @param offset what was written before; for a new generation the point where its slot begins
 * @param point the same as a moment of the database; only for a new generation whose rows are not
 *     read from a replica
 * @param written where the server's log ends now: earlier runs have written nothing after it
 * @param tables that are captured
 */
record Beginning(
    StreamOffset offset, Optional<SnapshotPoint> point, long written, List<Seen> tables) {
  private static final Logger LOGGER = LoggerFactory.getLogger(Beginning.class);

  /**
   * Finds where to begin: where the ledger says, or with a new slot after the log has been cleared.
   *
   * @throws MillraceException when that cannot be
   */
  static Beginning find(
      SourceConfig source, SourceWatch.Settings settings, Ledger ledger, Log log, Schemas schemas)
      throws SQLException {
    try (Connection connection = settings.address().connect()) {
      requirePublication(connection, settings);
      SlotCheck slot = new SlotCheck(settings.address(), settings.slot());
      if (ledger.stream().isPresent()) {
        return new Beginning(
            slot.requireChangesAfter(connection, ledger.stream().get()),
            Optional.empty(),
            ReplicationSlot.currentLsn(connection),
            tables(connection, settings));
      }
      List<Unsendable> unsendable =
          Unsendable.published(connection, settings.publication(), settings.wanted());
      if (!unsendable.isEmpty()) {
        throw new MillraceException(Unsendable.problem(unsendable));
      }
      slot.dropLeftover(connection);
      int epoch = ledger.nextEpoch(InstantSource.system().instant().getEpochSecond());
      clear(source.name(), new Position(epoch, 0, 0), log, schemas);
      if (Replica.of(source).isPresent()) {
        StreamOffset first = first(settings, epoch, newSlot(settings));
        ledger.stream(first);
        return new Beginning(first, Optional.empty(), first.lsn(), tables(connection, settings));
      }
      SnapshotPoint point = SnapshotPoint.ofNewSlot(settings.address(), settings.slot());
      try {
        StreamOffset first = first(settings, epoch, point.lsn());
        List<Seen> tables = tables(connection, settings);
        ledger.stream(first);
        return new Beginning(first, Optional.of(point), first.lsn(), tables);
      } catch (SQLException | RuntimeException e) {
        point.close();
        throw e;
      }
    }
  }

  private static long newSlot(SourceWatch.Settings settings) throws SQLException {
    try (Connection replication = settings.address().connectForReplication()) {
      return ReplicationSlot.create(replication, settings.slot()).consistentPoint();
    }
  }

  private static StreamOffset first(SourceWatch.Settings settings, int epoch, long lsn)
      throws SQLException {
    try (Connection replication = settings.address().connectForReplication()) {
      int timeline = ServerIdentity.of(replication).timeline();
      return new StreamOffset(new Position(epoch, lsn, 0), lsn, timeline, "");
    }
  }

  private static List<Seen> tables(Connection connection, SourceWatch.Settings settings)
      throws SQLException {
    return SourceWatch.seen(connection, settings.publication(), settings.wanted());
  }

  private static void requirePublication(Connection connection, SourceWatch.Settings settings)
      throws SQLException {
    if (settings.ownPublication()) {
      Publication.ensure(connection, settings.publication(), settings.wanted());
    } else if (!Publication.exists(connection, settings.publication())) {
      throw new MillraceException(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot find publication: " + settings.publication() + ".",
          "Run CREATE PUBLICATION "
              + Catalog.quoted(settings.publication())
              + " with the tables to capture, as their owner; or leave publication-name out.");
    }
  }

  /** Removes all rows of earlier generations from the log. */
  private static void clear(String source, Position position, Log log, Schemas schemas) {
    for (TableName table : log.tables()) {
      if (table instanceof TableName.Raw raw && raw.source().equals(source)) {
        long removed = Clearing.clear(log, schemas, table, position, Instants.now());
        if (removed > 0) {
          LOGGER.info("Removed {} earlier rows of {} before a new snapshot", removed, table);
        }
      }
    }
  }
}
