package dev.millrace.connectors.postgres;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Position;
import dev.millrace.connectors.capture.Beginning;
import dev.millrace.connectors.capture.Capture;
import dev.millrace.connectors.capture.Ledger;
import dev.millrace.connectors.capture.SourceWatch.Seen;
import dev.millrace.connectors.capture.StreamOffset;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Finds where a run of a capture begins. */
final class PostgresBeginning {
  private PostgresBeginning() {}

  /**
   * Finds where to begin: where the ledger says, or with a new slot after the log has been cleared.
   *
   * @throws MillraceException when that cannot be
   */
  static Beginning<PostgresPoint> find(Capture.Session session, PostgresWatch.Settings settings)
      throws SQLException {
    Ledger ledger = session.ledger();
    try (Connection connection = settings.address().connect()) {
      requirePublication(connection, settings);
      SlotCheck slot = new SlotCheck(settings.address(), settings.slot());
      if (ledger.stream().isPresent()) {
        return new Beginning<>(
            slot.requireChangesAfter(connection, ledger.stream().get()),
            Optional.empty(),
            ReplicationSlot.currentLsn(connection),
            PostgresWatch.seen(connection, settings));
      }
      List<Unsendable> unsendable =
          Unsendable.published(connection, settings.publication(), settings.wanted());
      if (!unsendable.isEmpty()) {
        throw new MillraceException(Unsendable.problem(unsendable));
      }
      slot.dropLeftover(connection);
      int epoch = ledger.nextEpoch(InstantSource.system().instant().getEpochSecond());
      Beginning.clear(
          settings.source(), new Position(epoch, 0, 0), session.log(), session.schemas());
      if (Replica.of(session.source()).isPresent()) {
        StreamOffset first = first(settings, epoch, newSlot(settings));
        ledger.stream(first);
        return new Beginning<>(
            first, Optional.empty(), first.place(), PostgresWatch.seen(connection, settings));
      }
      PostgresPoint point = PostgresPoint.ofNewSlot(settings.address(), settings.slot());
      try {
        StreamOffset first = first(settings, epoch, point.place());
        List<Seen> tables = PostgresWatch.seen(connection, settings);
        ledger.stream(first);
        return new Beginning<>(first, Optional.of(point), first.place(), tables);
      } catch (SQLException | RuntimeException e) {
        point.close();
        throw e;
      }
    }
  }

  private static long newSlot(PostgresWatch.Settings settings) throws SQLException {
    try (Connection replication = settings.address().connectForReplication()) {
      return ReplicationSlot.create(replication, settings.slot()).consistentPoint();
    }
  }

  private static StreamOffset first(PostgresWatch.Settings settings, int epoch, long lsn)
      throws SQLException {
    try (Connection replication = settings.address().connectForReplication()) {
      int timeline = ServerIdentity.of(replication).timeline();
      return StreamOffset.first(epoch, lsn, Integer.toString(timeline), "");
    }
  }

  private static void requirePublication(Connection connection, PostgresWatch.Settings settings)
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
}
