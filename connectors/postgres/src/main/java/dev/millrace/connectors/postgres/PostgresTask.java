package dev.millrace.connectors.postgres;

import dev.millrace.api.FailureRules;
import dev.millrace.api.SourceConfig;
import dev.millrace.connectors.capture.Beginning;
import dev.millrace.connectors.capture.Capture;
import dev.millrace.connectors.capture.CaptureSource;
import dev.millrace.connectors.capture.CaptureTask;
import dev.millrace.connectors.capture.SnapshotOptions;
import java.sql.SQLException;
import java.time.Duration;

/** Captures a PostgreSQL database: Connect's task. */
public final class PostgresTask extends CaptureTask {
  private static final long STREAM_BYTES_MAX = 32L << 20;

  /** For Connect. */
  public PostgresTask() {}

  @Override
  protected String kind() {
    return PostgresConnector.KIND;
  }

  @Override
  protected FailureRules failures(SourceConfig described) {
    return PostgresFailures.of(described);
  }

  @Override
  protected Capture<?, ?> begin(Capture.Session session) throws SQLException {
    SourceConfig source = session.source();
    PostgresWatch.Settings settings =
        new PostgresWatch.Settings(
            source.name(),
            PostgresAddress.of(source),
            PostgresConnector.slotName(source),
            PostgresConnector.publicationName(source),
            PostgresConnector.ownPublication(source),
            PostgresConnector.tables(source)::matches);
    Beginning<PostgresPoint> beginning = PostgresBeginning.find(session, settings);
    try {
      return Capture.begin(
          session,
          beginning,
          stream(session, settings, beginning),
          new PostgresWatch(settings),
          rows(session, settings, beginning));
    } catch (RuntimeException e) {
      beginning.close();
      throw e;
    }
  }

  private static StreamReader stream(
      Capture.Session session, PostgresWatch.Settings settings, Beginning<PostgresPoint> from) {
    SourceConfig source = session.source();
    return new StreamReader(
        new StreamReader.Settings(
            settings.address(),
            source.name(),
            settings.slot(),
            settings.publication(),
            settings.wanted(),
            from.offset().place(),
            from.offset().position(),
            STREAM_BYTES_MAX,
            StreamReader.newSpoolFolder(),
            Duration.ofSeconds(
                source.number(
                    CaptureSource.PATIENCE_SECONDS,
                    StreamReader.Settings.USUAL_PATIENCE.toSeconds()))),
        session.schemas(),
        source.text("bulk-catch-up").equals("false") ? CatchUp.Limits.NEVER : CatchUp.Limits.USUAL);
  }

  private static PostgresSnapshots rows(
      Capture.Session session, PostgresWatch.Settings settings, Beginning<PostgresPoint> from) {
    SourceConfig source = session.source();
    return new PostgresSnapshots(
        new PostgresSnapshots.Settings(
            settings.address(),
            Replica.of(source),
            settings.slot(),
            settings.publication(),
            from.offset().position().epoch(),
            SnapshotOptions.of(source)),
        session.schemas());
  }
}
