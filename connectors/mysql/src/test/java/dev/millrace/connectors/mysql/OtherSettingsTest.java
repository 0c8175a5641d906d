package dev.millrace.connectors.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.connectors.capture.StreamOffset;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.connectors.conformance.Situation;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.MySqlServer;
import dev.millrace.testing.ServerOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** MySQL without names of transactions (GTIDs), MariaDB with names of tables in small letters. */
class OtherSettingsTest extends OnBothServers {
  @Override
  DatabaseServer start(Path folder) {
    return isMariaDb()
        ? MariaDbServer.start(folder, mariaDbOptions.with("lower-case-table-names", "1"))
        : MySqlServer.start(folder, ServerOptions.defaults().with("gtid-mode", "OFF"));
  }

  private List<String> texts(Run run) {
    return run.of(table("t")).stream().map(Situation::text).toList();
  }

  @Test
  void goesOnOverFilesAndRestartsAndTellsWhatIsPurged() throws Exception {
    sql("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)");
    try (Run run = run(source())) {
      run.until(all -> "all".equals(offsetOf("t").get("done")));
      sql("INSERT INTO t VALUES (2)", "FLUSH BINARY LOGS", "INSERT INTO t VALUES (3)");
      run.until(table("t"), 3);
      // By itself.
      server().restart();
      sql("INSERT INTO t VALUES (4)", "FLUSH BINARY LOGS");
      run.until(table("t"), 4);
      assertThat(texts(run)).containsExactly("S 1", "I 2", "I 3", "I 4");
      run.untilStored();
    }
    sql("INSERT INTO t VALUES (5)");
    server().restart();
    sql("FLUSH BINARY LOGS", "INSERT INTO t VALUES (6)");
    try (Run run = run(source())) {
      run.until(table("t"), 2);
      assertThat(texts(run)).containsExactly("I 5", "I 6");
      run.untilStored();
    }
    sql("INSERT INTO t VALUES (7)", "FLUSH BINARY LOGS");
    purge();
    try (Run run = run(source())) {
      assertThatThrownBy(() -> run.until(table("t"), 1))
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.SOURCE_POSITION_LOST));
    }
  }

  /** A server keeps the files that it takes to be read, until it finds that the reader has gone. */
  private void purge() throws SQLException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    String kept;
    do {
      assertThat(System.nanoTime()).isLessThan(deadline);
      sql("FLUSH BINARY LOGS");
      kept = lastFile();
      sql("PURGE BINARY LOGS TO '" + kept + "'");
    } while (!one("SHOW BINARY LOGS").equals(kept));
  }

  @Test
  void goesOnWhenTransactionsGetNamesAndLoseThem() throws Exception {
    assumeTrue(!isMariaDb(), "MariaDB's always have names.");
    sql("CREATE TABLE t (id int PRIMARY KEY)");
    StreamOffset from = here();
    sql("INSERT INTO t VALUES (1)");
    from = read(from, "I 1");
    assertThat(from.resume()).isEmpty();
    sql(
        "SET GLOBAL gtid_mode = OFF_PERMISSIVE",
        "SET GLOBAL gtid_mode = ON_PERMISSIVE",
        "SET GLOBAL gtid_mode = ON",
        "INSERT INTO t VALUES (2)",
        "FLUSH BINARY LOGS",
        "INSERT INTO t VALUES (3)");
    from = read(from, "I 2", "I 3");
    assertThat(from.resume()).isNotEmpty();
    sql(
        "SET GLOBAL gtid_mode = ON_PERMISSIVE",
        "SET GLOBAL gtid_mode = OFF_PERMISSIVE",
        "SET GLOBAL gtid_mode = OFF",
        "INSERT INTO t VALUES (4)");
    read(from, "I 4");
  }

  private StreamOffset read(StreamOffset from, String... expected) throws Exception {
    String last = expected[expected.length - 1];
    try (Reading reading = reading(from).start()) {
      reading.until(last);
      assertThat(reading.changes().stream().map(Situation::text)).containsExactly(expected);
      assertThat(reading.positions().get(0)).isGreaterThan(from.position());
      // The transaction's end comes behind its changes.
      reading.until(() -> reading.offset().place() > reading.offset().position().commit());
      return reading.offset();
    }
  }

  @Test
  void namesInAnyLettersAreThoseOfTheTable() throws Exception {
    assumeTrue(isMariaDb(), "MySQL must be told before its data are made.");
    sql("CREATE TABLE Bag (id int PRIMARY KEY)", "INSERT INTO BAG VALUES (1)");
    try (Run run = run(source())) {
      run.until(table("bag"), 1);
      run.until(all -> "all".equals(offsetOf("bag").get("done")));
      sql("TRUNCATE TABLE BAG", "INSERT INTO bag VALUES (2)");
      run.until(
          all -> List.copyOf(run.state(table("bag")).values()).equals(List.of(Map.of("id", 2))));
      sql("DROP TABLE BaG", "CREATE TABLE BAG (id int PRIMARY KEY)", "INSERT INTO bAG VALUES (3)");
      run.until(
          all -> List.copyOf(run.state(table("bag")).values()).equals(List.of(Map.of("id", 3))));
    }
  }
}
