package dev.millrace.connectors.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Random transactions of several sessions at once, until they are stopped: rows that come, change,
 * move to other keys, go and come again within one transaction, savepoints, values that are stored
 * out of line, transactions that are rolled back. Every version of a row has a number {@code n} of
 * its own, and triggers write down what happens ({@link Journal}).
 */
final class Business implements AutoCloseable {
  static final List<String> TABLES = List.of("item", "line", "bag", "note");

  private static final Duration PAUSE = Duration.ofMillis(30);

  /** Deadlock, a key that is there already, and a lock that was not to be had. */
  private static final Set<String> EXPECTED = Set.of("40P01", "23505", "55P03");

  private static final int HOT_KEYS = 400;

  private final Callable<Connection> connect;
  private final long seed;
  private final AtomicInteger newKey = new AtomicInteger(10_000_000);
  private final List<FutureTask<Void>> sessions = new ArrayList<>();
  private volatile boolean rowsAreRead;
  private volatile boolean stopped;

  Business(Callable<Connection> connect, long seed) {
    this.connect = connect;
    this.seed = seed;
  }

  /**
   * Makes the tables.
   *
   * @param rows that the largest has at first
   */
  void prepare(int rows) throws Exception {
    try (Connection connection = connect.call();
        Statement statement = connection.createStatement()) {
      Journal.create(statement);
      statement.execute("CREATE TABLE item (id int PRIMARY KEY, n bigint, t text)");
      statement.execute("CREATE TABLE line (a int, b text, n bigint, t text, PRIMARY KEY (a, b))");
      statement.execute("CREATE TABLE bag (n bigint, t text)");
      statement.execute("ALTER TABLE bag REPLICA IDENTITY FULL");
      statement.execute("CREATE TABLE note (id int PRIMARY KEY, n bigint, t text)");
      for (String table : TABLES) {
        statement.execute("ALTER TABLE " + table + " ALTER t SET STORAGE EXTERNAL");
      }
      Journal.watch(statement, "item", "id");
      Journal.watch(statement, "line", "a", "b");
      Journal.watch(statement, "bag", "n");
      Journal.watch(statement, "note", "id");
      String large = "CASE WHEN i % 50 = 0 THEN repeat('x', 3000) ELSE 't' END || i";
      statement.execute(
          "INSERT INTO item SELECT i, nextval('change'), %s FROM generate_series(1, %d) i"
              .formatted(large, rows));
      statement.execute(
          "INSERT INTO line SELECT i %% 40, 'b' || i, nextval('change'), %s FROM".formatted(large)
              + " generate_series(1, 500) i");
      statement.execute(
          "INSERT INTO bag SELECT nextval('change'), %s FROM generate_series(1, 200) i"
              .formatted(large));
      statement.execute("ANALYZE");
    }
  }

  /** Begins to work. */
  void start(int count) {
    for (int i = 0; i < count; i++) {
      Random random = new Random(seed + i);
      FutureTask<Void> session =
          new FutureTask<>(
              () -> {
                work(random);
                return null;
              });
      sessions.add(session);
      new Thread(session, "business-" + i).start();
    }
  }

  /** From now on a table is emptied now and then. */
  void rowsAreRead() {
    rowsAreRead = true;
  }

  /** Ends the work; throws what has gone wrong in it. */
  void stop() throws Exception {
    stopped = true;
    for (FutureTask<Void> session : sessions) {
      session.get();
    }
    sessions.clear();
  }

  private void work(Random random) throws Exception {
    try (Connection connection = connect.call();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET lock_timeout = '2s'");
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
          if (!EXPECTED.contains(e.getSQLState())) {
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
      statement.execute(statement(random));
      if (undone) {
        statement.execute("ROLLBACK TO SAVEPOINT s");
      }
    }
  }

  private String statement(Random random) {
    int key = 1 + random.nextInt(HOT_KEYS);
    String large =
        random.nextInt(3) == 0
            ? "repeat('%c', 3000)".formatted('a' + random.nextInt(26))
            : "'small'";
    // The stream does not send a large value that stays as it is.
    String change = "SET n = nextval('change')";
    return switch (random.nextInt(rowsAreRead ? 21 : 20)) {
      case 0, 1 ->
          "INSERT INTO item VALUES (%d, nextval('change'), %s)"
              .formatted(newKey.incrementAndGet(), large);
      case 2, 3, 4 -> "UPDATE item " + change + " WHERE id = " + key * 10;
      case 5 ->
          "UPDATE item %s WHERE id BETWEEN %d AND %d".formatted(change, key * 40, key * 40 + 60);
      case 6 ->
          "UPDATE item SET n = nextval('change'), t = %s WHERE id = %d".formatted(large, key * 10);
      case 7 ->
          "UPDATE item SET n = nextval('change'), id = %d WHERE id = %d"
              .formatted(newKey.incrementAndGet(), key * 7);
      case 8 -> "DELETE FROM item WHERE id = " + key * 3;
      case 9 ->
          "DELETE FROM item WHERE id = %1$d; INSERT INTO item VALUES (%1$d, nextval('change'), %2$s)"
              .formatted(key, large);
      case 10 ->
          "INSERT INTO item AS i VALUES (%d, nextval('change'), %s) ON CONFLICT (id) DO UPDATE %s"
              .formatted(key * 3, large, change);
      case 11 ->
          "INSERT INTO line VALUES (%d, 'n%d', nextval('change'), %s)"
              .formatted(key % 40, newKey.incrementAndGet(), large);
      case 12 -> "UPDATE line " + change + " WHERE a = " + key % 40;
      case 13 ->
          "UPDATE line SET n = nextval('change'), a = a + 40 WHERE a = %d AND b = 'b%d'"
              .formatted(key % 80, key);
      case 14 -> "DELETE FROM line WHERE b = 'b%d'".formatted(key);
      case 15 -> "INSERT INTO bag VALUES (nextval('change'), %s)".formatted(large);
      case 16 -> "UPDATE bag SET n = nextval('change') WHERE n %% 50 = %d".formatted(key % 50);
      case 17 -> "DELETE FROM bag WHERE n %% 70 = %d".formatted(key % 70);
      case 18, 19 ->
          "INSERT INTO note AS i VALUES (%d, nextval('change'), %s) ON CONFLICT (id) DO UPDATE %s"
              .formatted(key % 60, large, change);
      default -> random.nextInt(60) == 0 ? "TRUNCATE note" : "DELETE FROM note WHERE id < 5";
    };
  }

  /** Ends without a word of what has gone wrong: something else has. */
  @Override
  public void close() {
    stopped = true;
  }
}
