package dev.millrace.connectors.conformance;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Random transactions of several sessions at once, until they are stopped: rows that come, change,
 * move to other keys, go and come again within one transaction, savepoints, values that are stored
 * out of line, transactions that are rolled back. Every version of a row has a number {@code n} of
 * its own, and triggers write down what happens ({@link Journal}).
 */
public final class Business implements AutoCloseable {
  public static final List<String> TABLES = List.of("item", "line", "bag", "note");

  private static final Duration PAUSE = Duration.ofMillis(30);

  private static final int HOT_KEYS = 400;
  private static final int ROWS_AT_ONCE = 1_000;

  private final Callable<Connection> connect;
  private final Dialect dialect;
  private final long seed;
  private final AtomicInteger newKey = new AtomicInteger(10_000_000);
  private final List<FutureTask<Void>> sessions = new ArrayList<>();
  private volatile boolean rowsAreRead;
  private volatile boolean stopped;

  public Business(Callable<Connection> connect, Dialect dialect, long seed) {
    this.connect = connect;
    this.dialect = dialect;
    this.seed = seed;
  }

  /**
   * Makes the tables.
   *
   * @param rows that the largest has at first
   */
  public void prepare(int rows) throws Exception {
    try (Connection connection = connect.call();
        Statement statement = connection.createStatement()) {
      execute(statement, dialect.session(0));
      execute(statement, dialect.journal());
      statement.execute("CREATE TABLE item (id int PRIMARY KEY, n bigint, t text)");
      statement.execute(
          "CREATE TABLE line (a int, b varchar(40), n bigint, t text, PRIMARY KEY (a, b))");
      statement.execute("CREATE TABLE bag (n bigint, t text)");
      statement.execute("CREATE TABLE note (id int PRIMARY KEY, n bigint, t text)");
      execute(statement, dialect.withoutKey("bag"));
      execute(statement, dialect.watch("item", List.of("id")));
      execute(statement, dialect.watch("line", List.of("a", "b")));
      execute(statement, dialect.watch("bag", List.of("n")));
      execute(statement, dialect.watch("note", List.of("id")));
      fill(statement, "item", rows, i -> i + ", ");
      fill(statement, "line", 500, i -> i % 40 + ", 'b" + i + "', ");
      fill(statement, "bag", 200, i -> "");
    }
  }

  /** Inserts rows whose values before {@code n} are those of a key. */
  private void fill(Statement statement, String table, int rows, IntFunction<String> key)
      throws SQLException {
    for (int from = 1; from <= rows; from += ROWS_AT_ONCE) {
      String values =
          IntStream.rangeClosed(from, Math.min(rows, from + ROWS_AT_ONCE - 1))
              .mapToObj(
                  i ->
                      "(%s%s, concat(%s, '%d'))"
                          .formatted(
                              key.apply(i),
                              dialect.nextNumber(),
                              i % 50 == 0 ? "repeat('x', 3000)" : "'t'",
                              i))
              .collect(Collectors.joining(", "));
      statement.execute("INSERT INTO " + table + " VALUES " + values);
    }
  }

  private static void execute(Statement statement, List<String> all) throws SQLException {
    for (String sql : all) {
      statement.execute(sql);
    }
  }

  /** Begins to work. */
  public void start(int count) {
    for (int i = 0; i < count; i++) {
      int number = i + 1;
      Random random = new Random(seed + i);
      FutureTask<Void> session =
          new FutureTask<>(
              () -> {
                work(number, random);
                return null;
              });
      sessions.add(session);
      new Thread(session, "business-" + i).start();
    }
  }

  /** From now on a table is emptied now and then. */
  public void rowsAreRead() {
    rowsAreRead = true;
  }

  /** Ends the work; throws what has gone wrong in it. */
  public void stop() throws Exception {
    stopped = true;
    for (FutureTask<Void> session : sessions) {
      session.get();
    }
    sessions.clear();
  }

  private void work(int number, Random random) throws Exception {
    try (Connection connection = connect.call();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      execute(statement, dialect.session(number));
      connection.commit();
      while (!stopped) {
        try {
          transaction(statement, random);
          if (random.nextInt(8) == 0) {
            connection.rollback();
          } else {
            connection.commit();
          }
        } catch (SQLException e) {
          if (!dialect.isExpected(e)) {
            throw e;
          }
          connection.rollback();
        }
        LockSupport.parkNanos(random.nextInt((int) PAUSE.toNanos()));
      }
    }
  }

  private void transaction(Statement statement, Random random) throws SQLException {
    int steps = 1 + random.nextInt(6);
    for (int step = 0; step < steps; step++) {
      boolean undone = random.nextInt(6) == 0;
      if (undone) {
        statement.execute("SAVEPOINT s");
      }
      execute(statement, statements(random));
      if (undone) {
        statement.execute("ROLLBACK TO SAVEPOINT s");
      }
    }
  }

  private List<String> statements(Random random) {
    int key = 1 + random.nextInt(HOT_KEYS);
    String large =
        random.nextInt(3) == 0
            ? "repeat('%c', 3000)".formatted('a' + random.nextInt(26))
            : "'small'";
    String number = dialect.nextNumber();
    // The stream does not send a large value that stays as it is.
    String change = "n = " + number;
    String row = number + ", " + large;
    return switch (random.nextInt(rowsAreRead ? 21 : 20)) {
      case 0, 1 ->
          List.of("INSERT INTO item VALUES (%d, %s)".formatted(newKey.incrementAndGet(), row));
      case 2, 3, 4 -> List.of("UPDATE item SET %s WHERE id = %d".formatted(change, key * 10));
      case 5 ->
          List.of(
              "UPDATE item SET %s WHERE id BETWEEN %d AND %d"
                  .formatted(change, key * 40, key * 40 + 60));
      case 6 ->
          List.of("UPDATE item SET %s, t = %s WHERE id = %d".formatted(change, large, key * 10));
      case 7 ->
          List.of(
              "UPDATE item SET %s, id = %d WHERE id = %d"
                  .formatted(change, newKey.incrementAndGet(), key * 7));
      case 8 -> List.of("DELETE FROM item WHERE id = %d".formatted(key * 3));
      case 9 ->
          List.of(
              "DELETE FROM item WHERE id = " + key,
              "INSERT INTO item VALUES (%d, %s)".formatted(key, row));
      case 10 -> List.of(dialect.upsert("item", key * 3 + ", " + row, change));
      case 11 ->
          List.of(
              "INSERT INTO line VALUES (%d, 'n%d', %s)"
                  .formatted(key % 40, newKey.incrementAndGet(), row));
      case 12 -> List.of("UPDATE line SET %s WHERE a = %d".formatted(change, key % 40));
      case 13 ->
          List.of(
              "UPDATE line SET %s, a = a + 40 WHERE a = %d AND b = 'b%d'"
                  .formatted(change, key % 80, key));
      case 14 -> List.of("DELETE FROM line WHERE b = 'b%d'".formatted(key));
      case 15 -> List.of("INSERT INTO bag VALUES (%s)".formatted(row));
      case 16 -> List.of("UPDATE bag SET %s WHERE n %% 50 = %d".formatted(change, key % 50));
      case 17 -> List.of("DELETE FROM bag WHERE n %% 70 = %d".formatted(key % 70));
      case 18, 19 -> List.of(dialect.upsert("note", key % 60 + ", " + row, change));
      default ->
          List.of(
              random.nextInt(60) == 0 ? dialect.empty("note") : "DELETE FROM note WHERE id < 5");
    };
  }

  /** Ends without a word of what has gone wrong: something else has. */
  @Override
  public void close() {
    stopped = true;
  }
}
