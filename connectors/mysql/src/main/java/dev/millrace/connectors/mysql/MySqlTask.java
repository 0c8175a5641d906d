package dev.millrace.connectors.mysql;

import dev.millrace.api.FailureRules;
import dev.millrace.api.SourceConfig;
import dev.millrace.connectors.capture.Beginning;
import dev.millrace.connectors.capture.Capture;
import dev.millrace.connectors.capture.CaptureSource;
import dev.millrace.connectors.capture.CaptureTask;
import dev.millrace.connectors.capture.SnapshotOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Captures a MySQL or MariaDB server: Connect's task. */
public final class MySqlTask extends CaptureTask {
  private static final long STREAM_BYTES_MAX = 32L << 20;

  /** For Connect. */
  public MySqlTask() {}

  @Override
  protected String kind() {
    return MySqlConnector.KIND;
  }

  @Override
  protected FailureRules failures(SourceConfig described) {
    return MySqlFailures.of(described);
  }

  @Override
  protected Capture<?, ?> begin(Capture.Session session) throws SQLException, InterruptedException {
    SourceConfig source = session.source();
    MySqlAddress address = MySqlAddress.of(source);
    SnapshotOptions options = SnapshotOptions.of(source);
    BinlogServer server;
    Beginning<MySqlPoint> beginning;
    try (Connection connection = address.connect()) {
      server = BinlogServer.of(connection);
      beginning = MySqlBeginning.find(session, server, connection, options.threads());
    }
    try {
      String log = beginning.offset().log();
      return Capture.begin(
          session,
          beginning,
          stream(session, address, beginning),
          new MySqlWatch(
              new MySqlWatch.Settings(
                  source.name(), address, server, log, MySqlConnector.wanted(source))),
          new MySqlSnapshots(
              new MySqlSnapshots.Settings(
                  address,
                  Replica.of(source),
                  server,
                  log,
                  beginning.offset().position().epoch(),
                  options),
              session.schemas()));
    } catch (RuntimeException e) {
      beginning.close();
      throw e;
    }
  }

  private static BinlogStream stream(
      Capture.Session session, MySqlAddress address, Beginning<MySqlPoint> from) {
    SourceConfig source = session.source();
    return new BinlogStream(
        new BinlogStream.Settings(
            address,
            source.name(),
            MySqlConnector.wanted(source),
            from.offset(),
            MySqlConnector.serverId(source),
            STREAM_BYTES_MAX,
            Duration.ofSeconds(
                source.number(
                    CaptureSource.PATIENCE_SECONDS,
                    BinlogStream.Settings.USUAL_PATIENCE.toSeconds()))),
        session.schemas());
  }
}
