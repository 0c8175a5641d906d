package dev.millrace.connectors.postgres;

import dev.millrace.api.Connector;
import dev.millrace.connectors.conformance.Business;
import dev.millrace.connectors.conformance.CrashPoint;
import dev.millrace.connectors.conformance.CrashSuite;
import dev.millrace.connectors.conformance.CrashWatch;
import dev.millrace.connectors.conformance.Dialect;
import dev.millrace.connectors.conformance.PostgresDialect;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.ServerOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** On an older release or on the usual one, by chance. */
class CrashTest extends CrashSuite {
  /** More than makes a capture read by large steps. */
  private static final int BACKLOG_MEGABYTES = 110;

  private static final String LARGE_TRANSACTION =
      "BEGIN; INSERT INTO bag SELECT nextval('change'), repeat('y', 500) FROM"
          + " generate_series(1, 1500); DELETE FROM bag WHERE t LIKE 'yy%'; COMMIT";

  @Override
  protected DatabaseServer startServer(Path folder, Random random) {
    return PostgresServer.start(
        folder,
        ServerOptions.defaults()
            .release(random.nextBoolean() ? "15" : "")
            .with("logical_decoding_work_mem", "64kB"));
  }

  @Override
  protected Dialect dialect() {
    return new PostgresDialect();
  }

  @Override
  protected Connector connector() {
    return new PostgresConnector();
  }

  @Override
  protected Map<String, String> options(DatabaseServer server) {
    return Map.of("database", server.database(), "tables", String.join(",", Business.TABLES));
  }

  @Override
  protected String schema(DatabaseServer server) {
    return "public";
  }

  @Override
  protected Class<? extends CrashWatch> watch() {
    return PostgresCrashWatch.class;
  }

  @Override
  protected CrashPoint firstOfStream() {
    return CrashPoint.CONFIRMED;
  }

  @Override
  protected List<CrashPoint> pointsOfStream() {
    return Stream.concat(super.pointsOfStream().stream(), Stream.of(CrashPoint.SPOOLING)).toList();
  }

  @Override
  protected void leadTo(CrashPoint point) throws SQLException {
    if (point == CrashPoint.SPOOLING) {
      execute(LARGE_TRANSACTION);
    }
  }

  @Override
  protected void killInTheEnd() throws Exception {
    execute(
        "SELECT pg_logical_emit_message(false, 'other', repeat('x', 1 << 20)) FROM"
            + " generate_series(1, "
            + BACKLOG_MEGABYTES
            + ")");
    killAt(CrashPoint.CATCHING_UP, 1);
  }
}
