package dev.millrace.connectors.debezium;

import dev.millrace.connectors.conformance.Dialect;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random transactions of several sessions, statement by statement in turn, on tables of many kinds.
 * Each session writes rows of its own, so that none waits for another for long; the same seed does
 * the same. Each version of a row has its own {@code n}.
 */
final class RandomWork implements AutoCloseable {
  static final List<String> TABLES = List.of("typed", "pair", "bag", "wide", "changing");

  private static final int SESSIONS = 3;
  private static final int KEYS = 40;

  /** What is there to work on, and how a database's SQL says it. */
  interface Tables {
    Dialect dialect();

    /** Whether a statement may fail so: by another session, or a column that is not there. */
    boolean isExpected(SQLException failure);

    /** Type and values of the columns of {@code typed}. */
    List<List<String>> types();

    /**
     * Makes the tables {@code pair}, {@code bag}, {@code wide} and {@code changing}, with rows.
     *
     * @param typed the columns of {@code typed}
     */
    List<String> made(String typed);

    /** What a column is that is added to {@code changing}; the type, and where it stands. */
    List<String> addedColumns();

    /** Makes a statement of a session fail rather than wait for another session. */
    List<String> noWaiting();
  }

  private final List<Connection> sessions = new ArrayList<>();
  private final Random random;
  private final Tables tables;
  private int newKey = 1_000;
  private int newColumn;
  private long number;

  RandomWork(Random random, Tables tables) {
    this.random = random;
    this.tables = tables;
  }

  /** The greatest {@code n} that was given. */
  long number() {
    return number;
  }

  /** Makes the tables, with some rows, and opens the sessions. */
  void prepare(String url, String user, String password) throws SQLException {
    for (int i = 0; i < SESSIONS; i++) {
      sessions.add(DriverManager.getConnection(url, user, password));
    }
    StringBuilder typed = new StringBuilder("id int PRIMARY KEY, n bigint");
    for (int i = 0; i < tables.types().size(); i++) {
      typed.append(", c").append(i).append(' ').append(tables.types().get(i).get(0));
    }
    for (String sql : tables.made(typed.toString())) {
      execute(sessions.get(0), sql);
    }
    for (String sql : tables.dialect().withoutKey("bag")) {
      execute(sessions.get(0), sql);
    }
    for (Connection session : sessions) {
      for (String sql : tables.noWaiting()) {
        execute(session, sql);
      }
      session.setAutoCommit(false);
    }
  }

  /** Does so many statements, and ends some transactions. */
  void work(int statements) throws SQLException {
    for (int i = 0; i < statements; i++) {
      int number = random.nextInt(SESSIONS);
      Connection session = sessions.get(number);
      try {
        switch (random.nextInt(10)) {
          case 0, 1 -> session.commit();
          case 2 -> {
            if (random.nextInt(3) == 0) {
              session.rollback();
            }
          }
          case 3 -> undone(session, number);
          default -> execute(session, statement(number));
        }
      } catch (SQLException e) {
        if (!tables.isExpected(e)) {
          throw e;
        }
        session.rollback();
      }
    }
  }

  /** Ends all transactions. */
  void finish() throws SQLException {
    for (Connection session : sessions) {
      session.commit();
    }
  }

  private void undone(Connection session, int number) throws SQLException {
    execute(session, "SAVEPOINT s");
    execute(session, statement(number));
    execute(session, "ROLLBACK TO SAVEPOINT s");
  }

  /** Statements on rows of one session, with {@code ;} between. */
  private String statement(int session) {
    int key = SESSIONS * random.nextInt(KEYS) + session;
    int fresh = SESSIONS * newKey++ + session;
    long n = ++number;
    String letter = Character.toString('a' + random.nextInt(26));
    String large = "repeat('%s', 3000)".formatted(letter);
    return switch (random.nextInt(20)) {
      case 0, 1, 2 ->
          "INSERT INTO typed (id, n%s) VALUES (%d, %d%s)".formatted(columns(), fresh, n, values());
      case 3 ->
          "UPDATE typed SET n = %d, c%d = DEFAULT WHERE id %% %d = %d"
              .formatted(
                  n, random.nextInt(tables.types().size()), SESSIONS * 5, key % (SESSIONS * 5));
      case 4 ->
          "DELETE FROM typed WHERE id %% %d = %d".formatted(SESSIONS * 11, key % (SESSIONS * 11));
      case 5 ->
          "DELETE FROM pair WHERE a = %1$d; INSERT INTO pair VALUES (%1$d, 'b', %2$d, 'u')"
              .formatted(key, n);
      case 6 -> "UPDATE pair SET n = %d, t = 'v' WHERE a = %d".formatted(n, key);
      case 7 ->
          "UPDATE pair SET n = %d, b = concat(b, 'b') WHERE a = %d AND length(b) < 9"
              .formatted(n, key);
      case 8 -> "UPDATE bag SET n = %d, t = concat(t, 'x') WHERE id = %d".formatted(n, key);
      case 9 ->
          "DELETE FROM bag WHERE id = %1$d; INSERT INTO bag VALUES (%1$d, %2$d, %3$s)"
              .formatted(key, n, large);
      case 10, 11 -> "UPDATE wide SET n = %d WHERE id = %d".formatted(n, key);
      case 12 -> "UPDATE wide SET n = %d, big = %s WHERE id = %d".formatted(n, large, key);
      case 13 ->
          "UPDATE wide SET n = %d, doc = '{\"a\": \"%s\"}' WHERE id = %d"
              .formatted(n, letter.repeat(3000), key);
      case 14 ->
          "UPDATE wide SET n = %d, id = %d, big = concat(big, ''), doc = '1' WHERE id = %d"
              .formatted(n, fresh, key);
      case 15 ->
          "DELETE FROM wide WHERE id = %1$d; INSERT INTO wide VALUES (%1$d, %2$d, %3$s, NULL)"
              .formatted(key, n, large);
      case 16, 17 -> "UPDATE changing SET n = %d WHERE id = %d".formatted(n, key);
      case 18 -> "INSERT INTO changing (id, n) VALUES (%d, %d)".formatted(fresh, n);
      default -> rare(key, n);
    };
  }

  /** What changes a whole table. */
  private String rare(int key, long n) {
    return switch (random.nextInt(8)) {
      case 0 -> "TRUNCATE TABLE pair";
      case 1, 2 -> {
        List<String> types = tables.addedColumns();
        String type = types.get(random.nextInt(types.size()));
        yield "ALTER TABLE changing ADD c%d %s".formatted(++newColumn, type);
      }
      case 3 -> "ALTER TABLE changing DROP IF EXISTS c" + (1 + random.nextInt(newColumn + 1));
      default ->
          "UPDATE changing SET n = %d, c%d = '7' WHERE id = %d"
              .formatted(n, Math.max(1, newColumn), key);
    };
  }

  private String columns() {
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < tables.types().size(); i++) {
      columns.append(", c").append(i);
    }
    return columns.toString();
  }

  private String values() {
    StringBuilder values = new StringBuilder();
    for (List<String> type : tables.types()) {
      int choice = random.nextInt(type.size());
      values.append(", ").append(choice == 0 ? "DEFAULT" : type.get(choice));
    }
    return values.toString();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String each : sql.split("; ", -1)) {
        statement.execute(each);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    for (Connection session : sessions) {
      session.close();
    }
  }
}
