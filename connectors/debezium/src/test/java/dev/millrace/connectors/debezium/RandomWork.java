package dev.millrace.connectors.debezium;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Random transactions of several sessions, statement by statement in turn, on tables of many kinds.
 * Each session writes rows of its own, so that none waits for another for long; the same seed does
 * the same. Each version of a row has its own {@code n}.
 */
final class RandomWork implements AutoCloseable {
  static final List<String> TABLES = List.of("typed", "pair", "bag", "wide", "changing");

  private static final int SESSIONS = 3;
  private static final int KEYS = 40;

  /** A lock that was not to be had, a key that is there already, a column that is not. */
  private static final Set<String> EXPECTED = Set.of("55P03", "40P01", "23505", "42703");

  /** Type and values of the columns of {@code typed}. */
  private static final List<List<String>> TYPES =
      List.of(
          List.of("boolean", "true", "false"),
          List.of("smallint", "-32768", "5"),
          List.of("bigint", "9223372036854775807", "-1"),
          List.of("real", "3.1415927", "'NaN'", "'-Infinity'"),
          List.of("float8", "0.1", "1e300", "'Infinity'", "-0.0"),
          List.of("numeric(18,6)", "-12.5", "123456789012.654321"),
          List.of("numeric", "1.500", "'NaN'", "1e40", "0.00"),
          List.of("money", "12.34", "-1234567.89"),
          List.of("text", "'Zürich 😀'", "''"),
          List.of("char(5)", "'ab'"),
          List.of("bytea", "'\\x00ff10'", "'\\x'"),
          List.of("date", "'2026-02-28'", "'infinity'", "'0044-03-15 BC'"),
          List.of("time", "'23:59:59.999999'", "'24:00'"),
          List.of("timetz", "'10:00:00.5+02'"),
          List.of("timestamp", "'2026-01-31 23:59:59.123456'", "'-infinity'", "'1500-01-01'"),
          List.of("timestamptz", "'2026-01-31 23:59:59.123456+05:30'", "'infinity'"),
          List.of("interval", "'1 year 2 mons -3 days 04:05:06.789'", "'0'"),
          List.of("uuid", "'123e4567-e89b-12d3-a456-426614174000'"),
          List.of("json", "'{\"b\": 1, \"a\":  [1.0,null]}'"),
          List.of("jsonb", "'{\"b\": 1, \"a\":  [1.0,null]}'"),
          List.of("mood", "'ok'", "'so so'"),
          List.of("int[]", "'{1,NULL,-3}'", "'{}'", "'{{1,2},{3,4}}'"),
          List.of("text[]", "'{\"a b\",\"q\\\"\\\\\",NULL,\"NULL\",ü}'"),
          List.of("quantity", "12.34"),
          List.of("varbit(10)", "B'0001'", "B''"),
          List.of("inet", "'10.0.0.1/8'"),
          List.of("int4range", "'[1,5)'", "'empty'"),
          List.of("point", "'(1.5,-2)'"));

  private final List<Connection> sessions = new ArrayList<>();
  private final Random random;
  private int newKey = 1_000;
  private int newColumn;

  RandomWork(Random random) {
    this.random = random;
  }

  /** Makes the tables, with some rows, and opens the sessions. */
  void prepare(String url, String user, String password) throws SQLException {
    for (int i = 0; i < SESSIONS; i++) {
      sessions.add(java.sql.DriverManager.getConnection(url, user, password));
    }
    StringBuilder typed = new StringBuilder("CREATE TABLE typed (id int PRIMARY KEY, n bigint");
    for (int i = 0; i < TYPES.size(); i++) {
      typed.append(", c").append(i).append(' ').append(TYPES.get(i).get(0));
    }
    for (String sql :
        List.of(
            "CREATE SEQUENCE change",
            "CREATE TYPE mood AS ENUM ('ok', 'so so')",
            "CREATE DOMAIN quantity AS numeric(10,2)",
            typed + ")",
            "CREATE TABLE pair (a int, b text, n bigint, t text, PRIMARY KEY (b, a))",
            "CREATE TABLE bag (id int, n bigint, t text)",
            "ALTER TABLE bag REPLICA IDENTITY FULL",
            "CREATE TABLE wide (id int PRIMARY KEY, n bigint, big text, doc jsonb)",
            "ALTER TABLE wide ALTER big SET STORAGE EXTERNAL, ALTER doc SET STORAGE EXTERNAL",
            "CREATE TABLE changing (id int PRIMARY KEY, n bigint)",
            "INSERT INTO pair SELECT i, 'b', nextval('change'), 't' FROM generate_series(0, 119) i",
            "INSERT INTO bag SELECT i, nextval('change'), 't' FROM generate_series(0, 119) i",
            "INSERT INTO wide SELECT i, nextval('change'), repeat('x', 3000) FROM"
                + " generate_series(0, 119) i",
            "INSERT INTO changing SELECT i, nextval('change') FROM generate_series(0, 119) i")) {
      execute(sessions.get(0), sql);
    }
    for (Connection session : sessions) {
      execute(session, "SET lock_timeout = '100ms'");
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
        if (!EXPECTED.contains(e.getSQLState())) {
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

  /** A statement on rows of one session. */
  private String statement(int session) {
    int key = SESSIONS * random.nextInt(KEYS) + session;
    int fresh = SESSIONS * newKey++ + session;
    String large = "repeat('%c', 3000)".formatted('a' + random.nextInt(26));
    return switch (random.nextInt(20)) {
      case 0, 1, 2 ->
          "INSERT INTO typed VALUES (%d, nextval('change')%s)".formatted(fresh, values());
      case 3 ->
          "UPDATE typed SET n = nextval('change'), c%d = NULL WHERE id %% %d = %d"
              .formatted(random.nextInt(TYPES.size()), SESSIONS * 5, key % (SESSIONS * 5));
      case 4 ->
          "DELETE FROM typed WHERE id %% %d = %d".formatted(SESSIONS * 11, key % (SESSIONS * 11));
      case 5 ->
          "DELETE FROM pair WHERE a = %1$d; INSERT INTO pair VALUES (%1$d, 'b', nextval('change'), 'u')"
              .formatted(key);
      case 6 -> "UPDATE pair SET n = nextval('change'), t = 'v' WHERE a = " + key;
      case 7 ->
          "UPDATE pair SET n = nextval('change'), b = b || 'b' WHERE a = %d AND length(b) < 9"
              .formatted(key);
      case 8 -> "UPDATE bag SET n = nextval('change'), t = t || 'x' WHERE id = " + key;
      case 9 ->
          "DELETE FROM bag WHERE id = %1$d; INSERT INTO bag VALUES (%1$d, nextval('change'), %2$s)"
              .formatted(key, large);
      case 10, 11 -> "UPDATE wide SET n = nextval('change') WHERE id = " + key;
      case 12 ->
          "UPDATE wide SET n = nextval('change'), big = %s WHERE id = %d".formatted(large, key);
      case 13 ->
          "UPDATE wide SET n = nextval('change'), doc = jsonb_build_object('a', %s) WHERE id = %d"
              .formatted(large, key);
      case 14 ->
          "UPDATE wide SET n = nextval('change'), id = %d, big = big || '', doc = '1' WHERE id = %d"
              .formatted(fresh, key);
      case 15 ->
          "DELETE FROM wide WHERE id = %1$d; INSERT INTO wide VALUES (%1$d, nextval('change'), %2$s)"
              .formatted(key, large);
      case 16, 17 -> "UPDATE changing SET n = nextval('change') WHERE id = " + key;
      case 18 -> "INSERT INTO changing (id, n) VALUES (%d, nextval('change'))".formatted(fresh);
      default -> rare(key);
    };
  }

  /** What changes a whole table. */
  private String rare(int key) {
    return switch (random.nextInt(8)) {
      case 0 -> "TRUNCATE pair";
      case 1, 2 -> {
        String type = List.of("int", "text", "numeric(10,2)").get(random.nextInt(3));
        yield "ALTER TABLE changing ADD c%d %s".formatted(++newColumn, type);
      }
      case 3 -> "ALTER TABLE changing DROP IF EXISTS c" + (1 + random.nextInt(newColumn + 1));
      default ->
          "UPDATE changing SET n = nextval('change'), c%d = '7' WHERE id = %d"
              .formatted(Math.max(1, newColumn), key);
    };
  }

  private String values() {
    StringBuilder values = new StringBuilder();
    for (List<String> type : TYPES) {
      int choice = random.nextInt(type.size());
      values.append(", ").append(choice == 0 ? "NULL" : type.get(choice));
    }
    return values.toString();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    for (Connection session : sessions) {
      session.close();
    }
  }
}
