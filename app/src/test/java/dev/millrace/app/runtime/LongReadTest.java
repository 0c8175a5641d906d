package dev.millrace.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.app.config.Project;
import dev.millrace.app.config.Settings;
import dev.millrace.server.endpoint.StatusEndpoint.CaptureLag;
import dev.millrace.server.endpoint.StatusEndpoint.SnapshotProgress;
import dev.millrace.server.endpoint.StatusEndpoint.Source;
import dev.millrace.server.endpoint.StatusEndpoint.SourceState;
import dev.millrace.testing.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a source while its rows are read, and of one that is behind afterwards. */
class LongReadTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int ROWS = 100_000;

  @TempDir Path folder;

  private Project project(PostgresServer server) throws Exception {
    Path project = Files.createDirectories(folder.resolve("project"));
    Files.createDirectories(project.resolve("sources"));
    Files.writeString(project.resolve("millrace.yaml"), "");
    Files.writeString(
        project.resolve("sources/shop.yaml"),
        """
        connector: postgres
        hostname: %s
        port: %d
        database: test
        user: %s
        password: %s
        tables: [public.*]
        snapshot-chunk-rows: 10000
        max-rows-per-second: 20000
        """
            .formatted(server.host(), server.port(), server.user(), server.password()));
    Project read = Project.read(project, Map.of());
    return read.with(read.settings().with(Settings.SERVER_PORT, "0"));
  }

  private static void sql(PostgresServer server, String... statements) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Source shop(Millrace millrace) {
    return millrace.status().sources().get(0);
  }

  @Test
  void tellsHowFarTheRowsAreReadAndThenTheLagWithItsWarning() throws Exception {
    try (PostgresServer server = PostgresServer.start(folder.resolve("postgres"))) {
      sql(
          server,
          "CREATE TABLE item (id int PRIMARY KEY, name text)",
          "INSERT INTO item SELECT i, 'item ' || i FROM generate_series(1, " + ROWS + ") i",
          "CREATE TABLE site (id int PRIMARY KEY)",
          "INSERT INTO site VALUES (1)",
          "ANALYZE");
      try (Connection open = server.connect();
          Millrace millrace = millrace(server, open)) {
        assertThat(shop(millrace).snapshot()).isEmpty();
        open.rollback();
        readsAllRows(millrace);
        isNotBehind(millrace);
        warnsWhileTheSlotKeepsTooMuch(server, millrace);
        server.stop();
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  assertThat(shop(millrace).error()).isPresent();
                  assertThat(shop(millrace).captureLag()).isEmpty();
                });
      }
    }
  }

  /**
   * Started, but it reads no row before the connection's transaction ends: the slot waits for it.
   */
  private Millrace millrace(PostgresServer server, Connection open) throws Exception {
    open.setAutoCommit(false);
    try (Statement statement = open.createStatement()) {
      statement.execute("INSERT INTO site VALUES (2)");
    }
    return Millrace.start(
        project(server), folder.resolve("data"), Optional.empty(), (p, d, t) -> {});
  }

  private static void readsAllRows(Millrace millrace) {
    List<SnapshotProgress> told = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              Source source = shop(millrace);
              assertThat(source.error()).isEmpty();
              source.snapshot().ifPresent(told::add);
              assertThat(source.state() == SourceState.SNAPSHOT)
                  .as("reading, for %s", source)
                  .isEqualTo(source.snapshot().isPresent());
              return source.state() == SourceState.STREAMING;
            });
    assertThat(told).extracting(SnapshotProgress::tables).containsOnly(2);
    assertThat(told).extracting(SnapshotProgress::rows).isSorted();
    List<SnapshotProgress> known =
        told.stream().filter(snapshot -> snapshot.secondsLeft().isPresent()).toList();
    assertThat(known.stream().map(SnapshotProgress::rows).distinct()).hasSizeGreaterThan(1);
    assertThat(known)
        .allSatisfy(
            snapshot -> {
              long total = snapshot.rowsTotal().orElseThrow();
              assertThat(total).isBetween((long) ROWS, ROWS + 2L);
              assertThat(snapshot.percent()).hasValue((int) (100 * snapshot.rows() / total));
              assertThat(snapshot.secondsLeft().getAsLong()).isBetween(0L, 30L);
            });
  }

  private static void isNotBehind(Millrace millrace) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              CaptureLag lag = shop(millrace).captureLag().orElseThrow();
              assertThat(lag.bytes()).isZero();
              assertThat(lag.seconds()).isZero();
              assertThat(lag.retainedLogBytes()).isBetween(0L, 200_000_000L);
              assertThat(lag.warning()).isEmpty();
            });
  }

  private static void warnsWhileTheSlotKeepsTooMuch(PostgresServer server, Millrace millrace)
      throws SQLException {
    sql(
        server,
        "ALTER SYSTEM SET max_slot_wal_keep_size = '200MB'",
        "SELECT pg_reload_conf()",
        "CHECKPOINT");
    try (Connection open = server.connect();
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      // Nothing can be forgotten that was written since a transaction began that is still open.
      statement.execute("INSERT INTO site VALUES (2)");
      sql(
          server,
          "SELECT pg_logical_emit_message(false, 'fill', repeat('x', 1000000))"
              + " FROM generate_series(1, 175)");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(shop(millrace).captureLag().orElseThrow().warning())
                      .hasValueSatisfying(
                          warning ->
                              assertThat(warning)
                                  .contains("millrace_shop", "Raise max_slot_wal_keep_size")));
      assertThat(millrace.status().sources().get(0).state()).isEqualTo(SourceState.STREAMING);
      open.rollback();
    }
    sql(server, "SELECT pg_log_standby_snapshot()", "SELECT pg_log_standby_snapshot()");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(shop(millrace).captureLag().orElseThrow())
                    .satisfies(
                        lag -> {
                          assertThat(lag.warning()).isEmpty();
                          assertThat(lag.retainedLogBytes()).isLessThan(100_000_000);
                        }));
  }
}
