package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Operation;
import dev.millrace.api.Problem;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.ServerOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows come from a standby of the source, and changes from the source. */
class ReplicaTest extends WithServers {
  private static final long WORK_PAUSE_NANOS = 60_000_000;

  private static final String ROWS_READ =
      "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) FROM"
          + " pg_stat_user_tables WHERE relname = 'item'";

  private static PostgresServer standby;

  @BeforeAll
  static void startStandby(@TempDir Path folder) throws Exception {
    // It cancels whom its replay finds in the way at once.
    standby =
        server.startStandby(folder.resolve("standby"), Map.of("max_standby_streaming_delay", "0"));
  }

  @BeforeEach
  void runStandby() {
    standby.start();
  }

  @AfterAll
  static void stopStandby() {
    standby.close();
  }

  private void readFromStandby(Map<String, String> more) throws SQLException {
    Map<String, String> options = new HashMap<>(more);
    options.put("snapshot-hostname", standby.host());
    options.put("snapshot-port", Integer.toString(standby.port()));
    source = config(options);
    String end = one("SELECT pg_current_wal_flush_lsn()");
    while (onStandbyServer("SELECT pg_last_wal_replay_lsn() >= '" + end + "'").equals("f")) {
      Thread.onSpinWait();
    }
  }

  private static String onStandbyServer(String sql) throws SQLException {
    try (Connection connection = standby.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private void onStandby(String... statements) throws SQLException {
    try (Connection connection = standby.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private String ofStandby(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                standby.jdbcUrl(database), standby.user(), standby.password());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private boolean isRead() {
    return "all".equals(offsetOf("item").get("done"));
  }

  private static String news(Run run) {
    List<String> progress = run.progress();
    return progress.isEmpty() ? "" : progress.get(progress.size() - 1);
  }

  private void makeItems(int count) throws SQLException {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, n int, big text)",
        "ALTER TABLE item ALTER big SET STORAGE EXTERNAL",
        "INSERT INTO item SELECT i, 0, repeat('x', CASE WHEN i % 100 = 0 THEN 3000 ELSE 1 END)"
            + " FROM generate_series(1, "
            + count
            + ") i",
        "ANALYZE item");
  }

  /**
   * Every kind of change to a few rows; {@code big} stays as it was in most. Without the pause the
   * standby would break off every read: what it replays always removes rows that a read may see.
   */
  private void work(int round) throws SQLException {
    LockSupport.parkNanos(WORK_PAUSE_NANOS);
    int part = round % 97;
    sql(
        "UPDATE item SET n = n + 1 WHERE id < 3000000 AND id % 97 = " + part,
        "DELETE FROM item WHERE id < 3000000 AND id % 971 = " + part,
        "INSERT INTO item VALUES (" + (1_000_000 + round) + ", 1, 'new')",
        "UPDATE item SET id = id + 2000000 WHERE id = " + (500 + round));
  }

  /** Waits until all is read and the last change has come, and compares with the source. */
  private void assertSame(Run run) throws Exception {
    run.until(all -> isRead());
    sql("INSERT INTO item VALUES (-1, 0, 'the end')");
    run.until(all -> ids(run.of(table("item"))).contains(-1));
    Map<Object, Object> logged = new HashMap<>();
    run.completed(table("item"))
        .values()
        .forEach(row -> logged.put(row.get("id"), row.get("n") + "" + row.get("big")));
    assertThat(logged).isEqualTo(select("SELECT id, n || big FROM item"));
  }

  private Map<Object, Object> select(String sql) throws SQLException {
    Map<Object, Object> rows = new HashMap<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        rows.put(found.getObject(1), found.getObject(2));
      }
    }
    return rows;
  }

  @Test
  void rowsComeFromTheStandbyAlone() throws Exception {
    makeItems(5_000);
    readFromStandby(Map.of());
    try (Run run = run()) {
      run.until(all -> isRead());
      assertThat(run.of(table("item"))).hasSize(5_000).allMatch(c -> c.is(Operation.SNAPSHOT));
      // Sessions report what they have read when they end, or a second later.
      run.until(all -> countOnStandby() >= 5_000);
      assertThat(one(ROWS_READ)).isEqualTo("0");
    }
  }

  private long countOnStandby() {
    try {
      return Long.parseLong(ofStandby(ROWS_READ));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void businessOnTheSourceGoesOnWhileTheStandbyLagsAndCaptureIsBrokenOff() throws Exception {
    makeItems(20_000);
    sql("INSERT INTO item SELECT i, 0, 'kept' FROM generate_series(3000001, 3000006) i");
    readFromStandby(Map.of("snapshot-chunk-rows", "1000", "max-rows-per-second", "15000"));
    onStandby("ALTER SYSTEM SET recovery_min_apply_delay = '300ms'", "SELECT pg_reload_conf()");
    try (Connection open = connect();
        Statement inOpen = open.createStatement()) {
      int round = 0;
      for (int time = 0; time < 3; time++) {
        try (Run run = run()) {
          run.step(Integer.MAX_VALUE);
          if (time == 0) {
            // Open before the moments of the standby, and committed after some of them.
            open.setAutoCommit(false);
            inOpen.execute("UPDATE item SET n = 7 WHERE id IN (3000001, 3000002)");
            sql(
                "BEGIN; UPDATE item SET n = 8 WHERE id = 3000003; DELETE FROM item WHERE id ="
                    + " 3000004; PREPARE TRANSACTION 'held'");
          }
          while (run.of(table("item")).size() < 4_000 && !isRead()) {
            work(round++);
            run.step(Integer.MAX_VALUE);
          }
          if (time == 1) {
            sql("COMMIT PREPARED 'held'");
          }
          run.step(100);
        }
      }
      assertThat(isRead()).isFalse();
      try (Run run = run()) {
        for (int more = 0; !isRead(); more++) {
          work(round++);
          run.step(Integer.MAX_VALUE);
          if (more == 10) {
            open.commit();
          }
        }
        open.commit();
        assertSame(run);
      }
    } finally {
      onStandby("ALTER SYSTEM RESET recovery_min_apply_delay", "SELECT pg_reload_conf()");
    }
  }

  @Test
  void saysThatItWaitsForAStandbyThatDoesNotReplayWhileTheStreamGoesOn() throws Exception {
    makeItems(1_000);
    readFromStandby(Map.of());
    onStandby("SELECT pg_wal_replay_pause()");
    try (Run run = run()) {
      run.until(all -> news(run).contains("its replay is paused"));
      assertThat(news(run)).contains("pg_wal_replay_resume()");
      sql("UPDATE item SET n = 1 WHERE id = 5", "DELETE FROM item WHERE id = 6");
      run.until(table("item"), 2);
      assertThat(new PostgresConnector().check(source))
          .singleElement()
          .satisfies(problem -> assertThat(problem.message()).contains("its replay is paused"));
      onStandby("SELECT pg_wal_replay_resume()");
      assertSame(run);
      assertThat(news(run)).doesNotContain("waits_for");
    } finally {
      onStandby("SELECT pg_wal_replay_resume()");
    }
  }

  @Test
  void goesOnAfterTheLastChunkWhenItWasInTheWayOfTheReplay() throws Exception {
    makeItems(20_000);
    readFromStandby(Map.of("snapshot-chunk-rows", "1000", "max-rows-per-second", "2000"));
    try (Run run = run()) {
      run.until(all -> !offsetOf("item").getOrDefault("done", "").equals(""));
      assertThat(isRead()).isFalse();
      sql("DELETE FROM item WHERE id % 3 = 0");
      run.until(
          all -> {
            // It removes only what nobody at the source sees any more, so it may have to try again.
            vacuum();
            return news(run).contains("in the way of its replay");
          });
      assertThat(news(run)).contains("hot_standby_feedback");
      assertSame(run);
      assertThat(run.of(table("item")))
          .filteredOn(change -> change.is(Operation.SNAPSHOT) && change.row().get("id").equals(1))
          .hasSize(1);
    }
  }

  private void vacuum() {
    try {
      sql("VACUUM item");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStandbyThatIsAwayDoesNotStopTheStream() throws Exception {
    makeItems(3_000);
    readFromStandby(Map.of());
    standby.stop();
    try (Run run = run()) {
      run.until(all -> news(run).contains("Cannot reach replica"));
      assertThat(news(run)).contains("snapshot-hostname").contains("\"state\":\"snapshot\"");
      sql("UPDATE item SET n = 1 WHERE id = 5");
      run.until(table("item"), 1);
      standby.start();
      assertSame(run);
    }
  }

  @Test
  void checkTellsServersThatAreNoStandbyOfTheSource(@TempDir Path folder) throws Exception {
    makeItems(10);
    readFromStandby(Map.of());
    assertThat(new PostgresConnector().check(source)).isEmpty();

    source =
        config(
            Map.of(
                "snapshot-hostname", server.host(),
                "snapshot-port", Integer.toString(server.port())));
    assertThat(only().message()).contains("it is no standby");
    assertThat(only().remedy()).contains("snapshot-hostname");
    try (Run run = run()) {
      run.until(all -> news(run).contains("it is no standby"));
    }

    source = config(Map.of("snapshot-hostname", server.host(), "snapshot-port", "1"));
    assertThat(only().code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
    assertThat(only().message()).startsWith("Cannot reach replica 127.0.0.1:1/");

    try (PostgresServer other =
        PostgresServer.start(folder, ServerOptions.defaults().database(database))) {
      source =
          config(
              Map.of(
                  "snapshot-hostname", other.host(),
                  "snapshot-port", Integer.toString(other.port())));
      assertThat(only().message()).contains("it is a replica of another server");
    }
  }

  private Problem only() {
    List<Problem> problems = new PostgresConnector().check(source);
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }
}
