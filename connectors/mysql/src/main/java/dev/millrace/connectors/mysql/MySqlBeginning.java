package dev.millrace.connectors.mysql;

import dev.millrace.api.Position;
import dev.millrace.api.SourceConfig;
import dev.millrace.connectors.capture.Beginning;
import dev.millrace.connectors.capture.Capture;
import dev.millrace.connectors.capture.Ledger;
import dev.millrace.connectors.capture.SnapshotSource.Waiting;
import dev.millrace.connectors.capture.SourceWatch.Seen;
import dev.millrace.connectors.capture.StreamOffset;
import dev.millrace.connectors.mysql.BinlogServer.LogPlace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Finds where a run of a capture begins. */
final class MySqlBeginning {
  private MySqlBeginning() {}

  /**
   * Finds where to begin: where the ledger says, or at a new moment after the log has been cleared.
   *
   * @param readers how many are to read rows
   */
  static Beginning<MySqlPoint> find(
      Capture.Session session, BinlogServer server, Connection connection, int readers)
      throws SQLException, InterruptedException {
    SourceConfig source = session.source();
    Ledger ledger = session.ledger();
    List<Seen> tables = MySqlWatch.seen(connection, source.name(), MySqlConnector.wanted(source));
    if (ledger.stream().isPresent()) {
      StreamOffset offset = server.follow(ledger.stream().get(), connection);
      LogPlace end = server.end(connection);
      return new Beginning<>(
          offset,
          Optional.empty(),
          BinlogServer.place(offset.log(), end.file(), end.offset()),
          tables);
    }
    int epoch = ledger.nextEpoch(InstantSource.system().instant().getEpochSecond());
    Beginning.clear(source.name(), new Position(epoch, 0, 0), session.log(), session.schemas());
    if (Replica.of(source).isPresent()) {
      LogPlace end = server.end(connection);
      StreamOffset first =
          StreamOffset.first(
              epoch,
              BinlogServer.place(server.log(), end.file(), end.offset()),
              server.log(),
              end.gtids());
      ledger.stream(first);
      return new Beginning<>(first, Optional.empty(), first.place(), tables);
    }
    MySqlPoint point =
        MySqlPoint.take(MySqlAddress.of(source), server, server.log(), readers, Waiting.NOBODY);
    StreamOffset first =
        StreamOffset.first(epoch, point.place(), server.log(), point.first().gtids());
    ledger.stream(first);
    return new Beginning<>(first, Optional.of(point), first.place(), tables);
  }
}
