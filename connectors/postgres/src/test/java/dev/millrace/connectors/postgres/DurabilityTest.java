package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.connectors.capture.StreamOffset;
import dev.millrace.connectors.conformance.Run;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The server forgets what is stored and nothing else, and what it has forgotten is noticed. */
class DurabilityTest extends WithServers {
  private String slot() {
    return "millrace_" + database;
  }

  private long confirmed() throws SQLException {
    return Long.parseLong(
        one(
            "SELECT confirmed_flush_lsn - '0/0' FROM pg_replication_slots WHERE slot_name = '"
                + slot()
                + "'"));
  }

  private long written() throws SQLException {
    return Long.parseLong(one("SELECT pg_current_wal_lsn() - '0/0'"));
  }

  private long stored() {
    Map<String, Object> offset = offsets.of(StreamOffset.partition(database));
    return offset == null ? 0 : (long) offset.get("place");
  }

  private void captured(Run run) throws Exception {
    run.until(table("item"), 1);
    run.until(all -> "all".equals(offsetOf("item").get("done")));
  }

  @Test
  void confirmsOnlyWhatIsStored() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
    try (Run run = run()) {
      captured(run);
      long before = stored();
      sql("INSERT INTO item SELECT generate_series(2, 5000)");
      while (run.of(table("item")).size() < 5_000) {
        run.stepWithoutStoring(Integer.MAX_VALUE);
        assertThat(confirmed()).isLessThanOrEqualTo(before);
      }
      run.until(
          all -> {
            try {
              long confirmed = confirmed();
              assertThat(confirmed).isLessThanOrEqualTo(stored());
              return confirmed > before;
            } catch (SQLException e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  @Test
  void confirmsNothingWhileOneRecordIsNotAcknowledged() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
    try (Run run = run()) {
      captured(run);
      sql("INSERT INTO item SELECT generate_series(2, 100)");
      int polled = 0;
      while (polled < 99) {
        // Connect would store no offset after the first record that is not acknowledged.
        polled += run.stepWithoutStoring(polled == 0 ? 50 : 0);
      }
      long limit = written();
      sql("INSERT INTO item VALUES (101)");
      for (int i = 0; i < 20; i++) {
        run.stepWithoutStoring(Integer.MAX_VALUE);
        run.commitOnly();
        assertThat(confirmed()).isLessThan(limit);
      }
    }
    try (Run run = run()) {
      run.until(all -> ids(run.of(table("item"))).contains(101));
      assertThat(run.state(table("item"))).hasSize(101);
    }
  }

  @Test
  void keepsNoLogWhileOthersAreBusy() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
    try (Run run = run();
        Connection other = server.connect();
        Statement statement = other.createStatement()) {
      captured(run);
      statement.execute("CREATE TABLE IF NOT EXISTS busy (t text)");
      statement.execute("INSERT INTO busy SELECT repeat('x', 1000) FROM generate_series(1, 5000)");
      long end = written();
      run.until(
          all -> {
            try {
              return confirmed() >= end;
            } catch (SQLException e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  @Test
  void warnsBeforeTheServerGivesTheSlotUp() throws Exception {
    sql(
        "ALTER SYSTEM SET max_slot_wal_keep_size = '160MB'",
        "SELECT pg_reload_conf()",
        "CREATE TABLE item (id int PRIMARY KEY, t text)",
        "INSERT INTO item VALUES (1)");
    try (Run run = run();
        Connection open = connect();
        Statement statement = open.createStatement()) {
      captured(run);
      run.until(all -> newest(run).contains("\"retained_log_bytes\""));
      assertThat(newest(run)).doesNotContain("\"warning\"");
      // What a transaction that is open has written must be kept.
      open.setAutoCommit(false);
      statement.execute("INSERT INTO item VALUES (2)");
      for (int i = 0; i < 9; i++) {
        sql("SELECT pg_logical_emit_message(true, 'other', 'x')", "SELECT pg_switch_wal()");
      }
      run.until(all -> newest(run).contains("\"warning\":\"Replication slot " + slot()));
      assertThat(newest(run)).contains("max_slot_wal_keep_size");
      assertThat(
              one(
                  "SELECT wal_status IN ('reserved', 'extended') FROM pg_replication_slots WHERE"
                      + " slot_name = '"
                      + slot()
                      + "'"))
          .isEqualTo("t");
      open.commit();
      run.until(table("item"), 2);
    } finally {
      sql("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
    }
  }

  private static String newest(Run run) {
    List<String> progress = run.progress();
    return progress.isEmpty() ? "" : progress.get(progress.size() - 1);
  }

  private void expectLost(String message) {
    try (Run run = run()) {
      assertThatThrownBy(() -> run.until(table("item"), 100))
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> {
                assertThat(e.problem().code()).isEqualTo(ErrorCode.SOURCE_POSITION_LOST);
                assertThat(e.problem().message()).contains(message);
                assertThat(e.problem().remedy()).contains("stored offset");
              });
    }
  }

  @Test
  void noticesASlotThatIsGoneOrWasMadeAnew() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
    try (Run run = run()) {
      captured(run);
    }
    dropSlots();
    expectLost("the slot is gone");
    sql(
        "INSERT INTO item VALUES (2)",
        "SELECT pg_create_logical_replication_slot('" + slot() + "', 'pgoutput')");
    expectLost("ahead of the last position");
  }

  @Test
  void noticesASlotThatTheServerHasGivenUp() throws Exception {
    sql(
        "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'",
        "SELECT pg_reload_conf()",
        "CREATE TABLE item (id int PRIMARY KEY, t text)",
        "INSERT INTO item VALUES (1)");
    try (Run run = run()) {
      captured(run);
    }
    try {
      for (int i = 0; i < 6; i++) {
        sql(
            "INSERT INTO item SELECT 10 + i + 1000000 * "
                + i
                + ", repeat(md5(i::text), 20) FROM generate_series(1, 20000) i",
            "SELECT pg_switch_wal()");
      }
      sql("CHECKPOINT");
      assertThat(
              one("SELECT wal_status FROM pg_replication_slots WHERE slot_name = '" + slot() + "'"))
          .isEqualTo("lost");
      expectLost("the server has given the slot up");
    } finally {
      sql("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
    }
  }

  @Test
  void waitsForASlotThatAnotherProgramReads() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
    try (Run first = run()) {
      captured(first);
      try (Run second = run()) {
        second.until(all -> second.progress().stream().anyMatch(n -> n.contains("reads it")));
        assertThat(second.progress().get(second.progress().size() - 1))
            .contains("SOURCE_SETTINGS")
            .contains("pg_terminate_backend(");
        first.stop();
        sql("INSERT INTO item VALUES (2)");
        second.until(all -> ids(second.of(table("item"))).contains(2));
      }
    }
  }

  @Test
  void goesOnAfterTheConnectionIsCutInTheMiddleOfATransaction() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
    try (Run run = run();
        Connection writer = connect();
        Statement statement = writer.createStatement()) {
      captured(run);
      writer.setAutoCommit(false);
      statement.execute("INSERT INTO item SELECT generate_series(2, 2000)");
      sql(
          "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
              + slot()
              + "'");
      statement.execute("INSERT INTO item SELECT generate_series(2001, 4000)");
      writer.commit();
      run.until(all -> run.of(table("item")).size() >= 4_000);
      assertThat(run.state(table("item"))).hasSize(4_000);
    }
  }
}
