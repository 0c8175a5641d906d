package dev.millrace.connectors.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Operation;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.MySqlDialect;
import dev.millrace.connectors.conformance.OltpReadWrite;
import dev.millrace.connectors.conformance.Run;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Rows are read beside the stream, and the log has what the tables have. */
class SnapshotTest extends OnBothServers {
  private static final List<String> TABLES = List.of("item", "line", "code", "bag");
  private static final int ROWS = 6_000;
  private static final long PAUSE_NANOS = 50_000_000;

  private void makeTables() throws Exception {
    sql(
        "CREATE TABLE digit (d int)",
        "INSERT INTO digit VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
        "CREATE TABLE item (id bigint unsigned PRIMARY KEY, n int)",
        "CREATE TABLE line (a int, b varchar(20), n int, PRIMARY KEY (a, b))",
        "CREATE TABLE code (id varbinary(8) PRIMARY KEY, n int)",
        "CREATE TABLE bag (n int, t varchar(20))",
        "CREATE VIEW number AS SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d AS i"
            + " FROM digit a, digit b, digit c, digit e WHERE e.d < "
            + ROWS / 1_000,
        // Most keys are small, and one is the largest there is.
        "INSERT INTO item SELECT i * i, 0 FROM number",
        "INSERT INTO item VALUES (18446744073709551615, 0)",
        "INSERT INTO line SELECT i % 40, CONCAT('k', i), 0 FROM number",
        "INSERT INTO code SELECT UNHEX(LPAD(HEX(i), 6, '0')), 0 FROM number",
        "INSERT INTO bag SELECT i, 'b' FROM number WHERE i < 500",
        "ANALYZE TABLE item, line, code, bag");
  }

  @Test
  void tablesAreReadInPiecesWhileTheyChangeAndOnAfterTheLastPiece() throws Exception {
    makeTables();
    FutureTask<Void> business = new FutureTask<>(this::work, null);
    Thread worker = new Thread(business, "business");
    worker.start();
    Map<String, String> small = Map.of("snapshot-chunk-rows", "500", "max-rows-per-second", "5000");
    try (Run run = run(config(small))) {
      run.until(all -> !offsetOf("item").getOrDefault("done", "").equals(""));
      assertThat(offsetOf("item").get("done")).isNotEqualTo("all");
    }
    try (Run run = run(config(small))) {
      run.until(all -> TABLES.stream().allMatch(name -> "all".equals(offsetOf(name).get("done"))));
      worker.interrupt();
      business.get();
      sql("INSERT INTO bag VALUES (-1, 'the end')");
      run.until(
          all ->
              run.of(table("bag")).stream()
                  .anyMatch(change -> "the end".equals(change.row().get("t"))));
      long again =
          run.of(table("item")).stream().filter(change -> change.is(Operation.SNAPSHOT)).count();
      assertThat(again).isLessThan(ROWS);
      for (String name : TABLES) {
        assertThat(logged(run, name)).as(name).isEqualTo(rows(name));
      }
    }
  }

  /** Changes rows until it is told to stop. */
  private void work() {
    Random random = new Random(1);
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      while (!Thread.interrupted()) {
        int i = random.nextInt(ROWS);
        statement.execute("UPDATE item SET n = n + 1 WHERE id = " + (long) i * i);
        statement.execute("UPDATE line SET n = n + 1 WHERE a = " + i % 40 + " AND b < 'k2'");
        statement.execute("DELETE FROM line WHERE b = 'k" + i + "'");
        statement.execute("REPLACE INTO line VALUES (" + i % 40 + ", 'n" + i + "', 1)");
        statement.execute("DELETE FROM code WHERE id = UNHEX('" + "%06x".formatted(i) + "')");
        statement.execute("INSERT INTO bag VALUES (" + (ROWS + i) + ", 'new')");
        statement.execute("UPDATE bag SET t = 'old' WHERE n = " + i % 500);
        if (random.nextInt(5) == 0) {
          connection.rollback();
        } else {
          connection.commit();
        }
        // The one who writes to the log here awaits each record.
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> logged(Run run, String name) {
    return run.completed(table(name)).values().stream()
        // The tables have their columns in the order of their names.
        .map(TreeMap::new)
        .map(row -> String.join("|", row.values().stream().map(String::valueOf).toList()))
        .sorted()
        .toList();
  }

  private List<String> rows(String name) throws Exception {
    List<String> rows = new ArrayList<>();
    String columns = name.equals("code") ? "CONCAT('0x', LOWER(HEX(id))), n" : "*";
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT " + columns + " FROM " + name)) {
      int count = found.getMetaData().getColumnCount();
      while (found.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= count; i++) {
          row.append(i == 1 ? "" : "|").append(found.getString(i));
        }
        rows.add(row.toString());
      }
    }
    return name.equals("bag") ? List.copyOf(new TreeSet<>(rows)) : rows.stream().sorted().toList();
  }

  @Test
  void onlyTheDatabaseIsCapturedWhenNoTablesAreNamed() {
    assertThat(MySqlConnector.wanted(source()).test(database, "t")).isTrue();
    assertThat(MySqlConnector.wanted(source()).test("other", "t")).isFalse();
    SourceConfig allButOne = config(Map.of("tables", "!secret"));
    assertThat(MySqlConnector.wanted(allButOne).test(database, "t")).isTrue();
    assertThat(MySqlConnector.wanted(allButOne).test(database, "secret")).isFalse();
    assertThat(MySqlConnector.wanted(allButOne).test("other", "t")).isFalse();
  }

  @Test
  void aTableMayBeAddedAndOneEmptiedWhileTheStreamGoesOn() throws Exception {
    sql("CREATE TABLE first (id int PRIMARY KEY)", "INSERT INTO first VALUES (1), (2)");
    try (Run run = run(source())) {
      run.until(table("first"), 2);
      sql("CREATE TABLE second (id int PRIMARY KEY)", "INSERT INTO second VALUES (7), (8)");
      run.until(table("second"), 2);
      run.until(all -> "all".equals(offsetOf("second").get("done")));
      sql("TRUNCATE TABLE first", "INSERT INTO first VALUES (3)");
      run.until(all -> run.of(table("first")).stream().anyMatch(c -> id(c).equals(3)));
      assertThat(run.state(table("first")).values()).containsExactly(Map.of("id", 3));
      assertThat(run.state(table("second"))).hasSize(2);
    }
  }

  private static Object id(Change change) {
    return change.row().get("id");
  }

  @Test
  void transactionsOfManyAreCapturedAsTheyHappen() throws Exception {
    new OltpReadWrite(this, new MySqlDialect()).isCapturedAsItHappens(20);
  }

  @Test
  void theRightsThatCheckNamesSuffice() throws Exception {
    sql(
        "CREATE TABLE t (id int PRIMARY KEY)",
        "INSERT INTO t VALUES (1)",
        "CREATE USER reader_" + database + " IDENTIFIED BY 'secret'");
    Map<String, String> reader = Map.of("user", "reader_" + database, "password", "secret");
    List<Problem> problems = new MySqlConnector().check(config(reader));
    while (!problems.isEmpty()) {
      String remedy = problems.get(0).remedy();
      assertThat(remedy).startsWith("Run GRANT");
      for (String grant : remedy.substring("Run ".length()).split(";", -1)) {
        if (!grant.isBlank()) {
          sql(grant.strip());
        }
      }
      problems = new MySqlConnector().check(config(reader));
    }
    try (Run run = run(config(reader))) {
      run.until(table("t"), 1);
      sql("INSERT INTO t VALUES (2)");
      run.until(table("t"), 2);
    }
  }
}
