package dev.millrace.connectors.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Operation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;

/**
 * The transactions of the well-known benchmark of that name: point and range queries, an update of
 * an indexed and one of another column, and a row that is deleted and inserted again with its key,
 * by several sessions at once, which often want the same rows.
 */
public final class OltpReadWrite {
  private static final List<String> TABLES = List.of("sbtest1", "sbtest2");
  private static final int ROWS = 300;
  private static final int SESSIONS = 4;
  private static final int POINT_QUERIES = 10;
  private static final int RANGE = 50;

  private final Captured captured;
  private final Dialect dialect;

  public OltpReadWrite(Captured captured, Dialect dialect) {
    this.captured = captured;
    this.dialect = dialect;
  }

  /**
   * Each change comes once, and in the end the log has the rows that the tables have.
   *
   * @param transactions of each session
   */
  public void isCapturedAsItHappens(int transactions) throws Exception {
    prepare();
    try (Run run = captured.run(captured.source())) {
      run.until(
          all -> TABLES.stream().allMatch(name -> run.of(captured.table(name)).size() == ROWS));
      run.until(all -> run.progress().get(run.progress().size() - 1).contains("\"streaming\""));
      Map<String, Map<Operation, Integer>> done = new ConcurrentHashMap<>();
      TABLES.forEach(table -> done.put(table, new ConcurrentHashMap<>()));
      List<FutureTask<Void>> sessions = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        Random random = new Random(i);
        FutureTask<Void> session =
            new FutureTask<>(
                () -> {
                  session(transactions, random, done);
                  return null;
                });
        sessions.add(session);
        new Thread(session, "oltp-" + i).start();
      }
      run.until(all -> sessions.stream().allMatch(FutureTask::isDone));
      for (FutureTask<Void> session : sessions) {
        session.get();
      }
      for (String table : TABLES) {
        int changes = done.get(table).values().stream().mapToInt(Integer::intValue).sum();
        run.until(all -> streamed(run, captured.table(table)).size() >= changes);
        compare(run, table, done.get(table));
      }
    }
  }

  private static List<Change> streamed(Run run, String table) {
    return run.of(table).stream().filter(change -> !change.is(Operation.SNAPSHOT)).toList();
  }

  private void compare(Run run, String name, Map<Operation, Integer> done) throws SQLException {
    String table = captured.table(name);
    Map<Operation, Integer> streamed = new EnumMap<>(Operation.class);
    streamed(run, table)
        .forEach(change -> streamed.merge(change.operation().orElseThrow(), 1, Integer::sum));
    assertThat(streamed).as(name).isEqualTo(done);
    List<String> logged =
        run.completed(table).values().stream().map(OltpReadWrite::text).sorted().toList();
    assertThat(logged).as(name).isEqualTo(rows(name));
  }

  private static String text(Map<String, Object> row) {
    return row.get("id") + "|" + row.get("k") + "|" + row.get("c") + "|" + row.get("pad");
  }

  private List<String> rows(String table) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = captured.connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT id, k, c, pad FROM " + table)) {
      while (found.next()) {
        rows.add(
            found.getInt(1)
                + "|"
                + found.getInt(2)
                + "|"
                + found.getString(3)
                + "|"
                + found.getString(4));
      }
    }
    return rows.stream().sorted().toList();
  }

  private void prepare() throws SQLException {
    Random random = new Random(0);
    try (Connection connection = captured.connect();
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.execute(
            "CREATE TABLE "
                + table
                + " (id int PRIMARY KEY, k int NOT NULL, c varchar(120) NOT NULL,"
                + " pad varchar(60) NOT NULL)");
        statement.execute("CREATE INDEX " + table + "_k ON " + table + " (k)");
        connection.setAutoCommit(false);
        try (PreparedStatement insert =
            connection.prepareStatement("INSERT INTO " + table + " VALUES (?, ?, ?, ?)")) {
          for (int id = 1; id <= ROWS; id++) {
            set(insert, id, random);
            insert.executeUpdate();
          }
        }
        connection.commit();
        connection.setAutoCommit(true);
      }
    }
  }

  private static void set(PreparedStatement insert, int id, Random random) throws SQLException {
    insert.setInt(1, id);
    insert.setInt(2, 1 + random.nextInt(ROWS));
    insert.setString(3, digits(random, 10));
    insert.setString(4, digits(random, 5));
  }

  /** Groups of eleven digits, as the benchmark's rows have them. */
  private static String digits(Random random, int groups) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      all.add("%011d".formatted(random.nextInt(Integer.MAX_VALUE)));
    }
    return String.join("-", all);
  }

  /** Counts the changes that were committed. */
  private void session(int transactions, Random random, Map<String, Map<Operation, Integer>> done)
      throws SQLException {
    try (Connection connection = captured.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : dialect.session(1)) {
        statement.execute(sql);
      }
      connection.setAutoCommit(false);
      for (int i = 0; i < transactions; i++) {
        String table = TABLES.get(random.nextInt(TABLES.size()));
        try {
          query(statement, table, random);
          Map<Operation, Integer> changes = change(connection, table, random);
          connection.commit();
          changes.forEach(
              (operation, count) -> done.get(table).merge(operation, count, Integer::sum));
        } catch (SQLException e) {
          if (!dialect.isExpected(e)) {
            throw e;
          }
          connection.rollback();
        }
      }
    }
  }

  private static void query(Statement statement, String table, Random random) throws SQLException {
    for (int i = 0; i < POINT_QUERIES; i++) {
      ask(statement, "SELECT c FROM " + table + " WHERE id = " + id(random));
    }
    String range = " FROM %s WHERE id BETWEEN %d AND %d";
    for (String select :
        List.of("SELECT c%s", "SELECT sum(k)%s", "SELECT DISTINCT c%s ORDER BY c")) {
      int from = id(random);
      ask(statement, select.formatted(range.formatted(table, from, from + RANGE - 1)));
    }
  }

  private static void ask(Statement statement, String sql) throws SQLException {
    try (ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        found.getString(1);
      }
    }
  }

  /** Returns how many rows were changed: one that another session inserts anew is not found. */
  private static Map<Operation, Integer> change(Connection connection, String table, Random random)
      throws SQLException {
    int again = id(random);
    try (PreparedStatement indexed =
            connection.prepareStatement("UPDATE " + table + " SET k = k + 1 WHERE id = ?");
        PreparedStatement other =
            connection.prepareStatement("UPDATE " + table + " SET c = ? WHERE id = ?");
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM " + table + " WHERE id = ?");
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO " + table + " VALUES (?, ?, ?, ?)")) {
      indexed.setInt(1, id(random));
      other.setString(1, digits(random, 10));
      other.setInt(2, id(random));
      delete.setInt(1, again);
      set(insert, again, random);
      return Map.of(
          Operation.UPDATE, indexed.executeUpdate() + other.executeUpdate(),
          Operation.DELETE, delete.executeUpdate(),
          Operation.INSERT, insert.executeUpdate());
    }
  }

  private static int id(Random random) {
    return 1 + random.nextInt(ROWS);
  }
}
