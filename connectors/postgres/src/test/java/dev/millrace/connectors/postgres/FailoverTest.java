package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.connectors.capture.StreamOffset;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.testing.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standby is promoted, and the source is to be captured there. */
class FailoverTest extends WithServers {
  private static final Map<String, String> KEEPS_SLOTS =
      Map.of("sync_replication_slots", "on", "hot_standby_feedback", "on");

  @TempDir Path folder;
  private PostgresServer standby;

  @BeforeEach
  void makeTable() throws SQLException {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
  }

  @AfterEach
  void stopStandby() {
    standby.close();
    server.start();
  }

  private String onStandby(String sql) {
    try (Connection connection =
            DriverManager.getConnection(
                standby.jdbcUrl(database), standby.user(), standby.password());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet result = statement.getResultSet()) {
        return result.next() ? result.getString(1) : "";
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Captures what is there, until the standby has the slot so far. */
  private void captured(Run run) throws Exception {
    run.until(all -> "all".equals(offsetOf("item").get("done")));
    run.until(
        all ->
            onStandby(
                    "SELECT synced AND failover AND NOT temporary FROM pg_replication_slots WHERE"
                        + " slot_name = 'millrace_"
                        + database
                        + "'")
                .equals("t"));
  }

  private void promote() {
    assertThat(onStandby("SELECT pg_promote()")).isEqualTo("t");
    source = config(Map.of("hostname", standby.host(), "port", Integer.toString(standby.port())));
  }

  private void expectLost(String message) {
    try (Run run = run()) {
      assertThatThrownBy(() -> run.until(table("item"), 100))
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> {
                assertThat(e.problem().code()).isEqualTo(ErrorCode.SOURCE_POSITION_LOST);
                assertThat(e.problem().message()).contains(message);
              });
    }
  }

  @Test
  void goesOnAtAPromotedStandbyThatKeptTheSlot() throws Exception {
    standby = server.startStandby(folder.resolve("standby"), KEEPS_SLOTS);
    try (Run run = run()) {
      captured(run);
      sql("INSERT INTO item VALUES (2)");
      run.until(table("item"), 2);
      run.untilStored();
    }
    sql("INSERT INTO item VALUES (3)");
    String end = one("SELECT pg_current_wal_lsn()");
    while (onStandby("SELECT pg_last_wal_replay_lsn() >= '" + end + "'").equals("f")) {
      Thread.onSpinWait();
    }
    server.kill();
    promote();
    try (Run run = run()) {
      onStandby("INSERT INTO item VALUES (4)");
      run.until(table("item"), 2);
      assertThat(ids(run.of(table("item")))).containsExactly(3, 4);
      assertThat(ids(run.state(table("item")))).containsExactlyInAnyOrder(1, 2, 3, 4);
      run.untilStored();
    }
    try (Run run = run()) {
      onStandby("INSERT INTO item VALUES (5)");
      run.until(table("item"), 1);
      assertThat(ids(run.of(table("item")))).containsExactly(5);
    }
  }

  @Test
  void tellsThatAPromotedStandbyLacksWhatWasCaptured() throws Exception {
    standby = server.startStandby(folder.resolve("standby"), KEEPS_SLOTS);
    try (Run run = run()) {
      captured(run);
      standby.stop();
      sql("INSERT INTO item VALUES (2)");
      run.until(table("item"), 2);
      run.untilStored();
    }
    server.kill();
    standby.start();
    promote();
    expectLost("that lacks the last change captured");
    // Others write on, past where the capture has been.
    onStandby("INSERT INTO item SELECT generate_series(3, 30000)");
    expectLost("that lacks the last change captured");
  }

  @Test
  void goesOnAtAPromotedStandbyThatLacksNothingOfTheTables() throws Exception {
    standby = server.startStandby(folder.resolve("standby"), KEEPS_SLOTS);
    try (Run run = run()) {
      captured(run);
      standby.stop();
      // The stream passes what is not the tables', too.
      sql("SELECT pg_logical_emit_message(false, 'other', repeat('x', 100000))");
      long end = Long.parseLong(one("SELECT pg_current_wal_lsn() - '0/0'"));
      run.until(all -> (long) offsets.of(StreamOffset.partition(database)).get("place") >= end);
    }
    server.kill();
    standby.start();
    promote();
    onStandby("INSERT INTO item VALUES (2)");
    try (Run run = run()) {
      run.until(table("item"), 1);
      assertThat(ids(run.state(table("item")))).containsExactlyInAnyOrder(1, 2);
    }
  }

  @Test
  void tellsThatAPromotedStandbyDidNotKeepTheSlot() throws Exception {
    standby = server.startStandby(folder.resolve("standby"), Map.of());
    try (Run run = run()) {
      run.until(all -> "all".equals(offsetOf("item").get("done")));
    }
    server.kill();
    promote();
    expectLost("the slot is gone");
  }
}
