package dev.millrace.connectors.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Position;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.LogReader;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.connectors.conformance.Situation;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.MySqlServer;
import dev.millrace.testing.ServerOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Capture goes on at another server that has the same transactions. */
class FailoverTest extends OnBothServers {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Each replicates from the usual server, and that from it. */
  private static final Map<Kind, DatabaseServer> OTHERS = new EnumMap<>(Kind.class);

  @TempDir static Path folder;

  private DatabaseServer other;

  @BeforeEach
  void startOther() throws SQLException {
    other = OTHERS.get(kind);
    if (other == null) {
      Path own = folder.resolve(kind.name());
      other =
          isMariaDb()
              ? MariaDbServer.start(own, mariaDbOptions.with("server-id", "2"))
              : MySqlServer.start(own, ServerOptions.defaults().with("server-id", "2"));
      OTHERS.put(kind, other);
      replicate(server(), other);
      replicate(other, server());
    }
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
    await("SELECT count(*) FROM information_schema.tables WHERE table_schema = DATABASE()", "1");
    await("SELECT count(*) FROM item", "1");
  }

  @AfterAll
  static void stopOthers() {
    OTHERS.values().forEach(DatabaseServer::close);
    OTHERS.clear();
  }

  private void replicate(DatabaseServer from, DatabaseServer to) throws SQLException {
    String address =
        "X_HOST = '%s', X_PORT = %d, X_USER = '%s', X_PASSWORD = '%s', X_CONNECT_RETRY = 1, "
            .formatted(from.host(), from.port(), from.user(), from.password());
    run(
        to,
        "",
        isMariaDb()
            ? "CHANGE MASTER TO "
                + address.replace("X_", "MASTER_")
                + "MASTER_SSL = 0, MASTER_SSL_VERIFY_SERVER_CERT = 0, MASTER_USE_GTID = slave_pos"
            : "CHANGE REPLICATION SOURCE TO "
                + address.replace("X_", "SOURCE_")
                + "SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1",
        isMariaDb() ? "START SLAVE" : "START REPLICA");
  }

  private static void run(DatabaseServer at, String database, String... statements)
      throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(at.jdbcUrl(database), at.user(), at.password());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private void onOther(String... statements) throws SQLException {
    run(other, database, statements);
  }

  private void await(String sql, String expected) {
    await(other, sql, expected);
  }

  private void await(DatabaseServer at, String sql, String expected) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    String answer = "";
    while (!answer.equals(expected)) {
      assertThat(System.nanoTime()).as(sql + ": " + answer).isLessThan(deadline);
      try (Connection connection =
              DriverManager.getConnection(at.jdbcUrl(database), at.user(), at.password());
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery(sql)) {
        result.next();
        answer = result.getString(1);
      } catch (SQLException e) {
        // The database may not have come yet.
        answer = e.getMessage();
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private SourceConfig otherSource() {
    return config(Map.of("hostname", other.host(), "port", Integer.toString(other.port())));
  }

  private void untilRead(Run run) throws Exception {
    run.until(all -> "all".equals(offsetOf("item").get("done")));
  }

  private List<String> texts(Run run) {
    return run.of(table("item")).stream().map(Situation::text).toList();
  }

  @Test
  void goesOnAtTheOtherServerAndBackAgain() throws Exception {
    try (Run run = run(source())) {
      untilRead(run);
      sql("INSERT INTO item VALUES (2)");
      run.until(table("item"), 2);
      run.untilStored();
    }
    sql("INSERT INTO item VALUES (3)", "FLUSH BINARY LOGS", "DELETE FROM item WHERE id = 1");
    await("SELECT max(id) - count(*) FROM item", "1");
    try (Run run = run(otherSource())) {
      onOther("INSERT INTO item VALUES (4)");
      run.until(table("item"), 3);
      assertThat(texts(run)).containsExactly("I 3", "D 1", "I 4");
      run.untilStored();
    }
    onOther("INSERT INTO item VALUES (5)");
    await(server(), "SELECT max(id) FROM item", "5");
    sql("INSERT INTO item VALUES (6)");
    try (Run run = run(source())) {
      run.until(table("item"), 2);
      assertThat(texts(run)).containsExactly("I 5", "I 6");
      List<Position> positions =
          LogReader.all(run.log(), run.schemas(), TableName.parse(table("item"))).stream()
              .filter(change -> !change.isTombstone())
              .map(Change::position)
              .toList();
      assertThat(positions).hasSize(7).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void goesOnInTheMiddleOfATransaction() throws Exception {
    try (Run run = run(source())) {
      untilRead(run);
      sql(
          "CREATE TABLE digit (d int PRIMARY KEY)",
          "INSERT INTO digit VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
          "INSERT INTO item SELECT 2 + a.d + 10 * b.d + 100 * c.d + 1000 * d.d"
              + " FROM digit a, digit b, digit c, digit d");
      run.until(table("item"), 2);
      assertThat(run.of(table("item"))).hasSizeLessThan(10_001);
    }
    await("SELECT count(*) FROM item", "10001");
    try (Run run = run(otherSource())) {
      onOther("INSERT INTO item VALUES (-1)");
      run.until(all -> texts(run).contains("I -1"));
      List<Change> all = LogReader.all(run.log(), run.schemas(), TableName.parse(table("item")));
      assertThat(all).hasSize(10_002).extracting(Change::key).doesNotHaveDuplicates();
    }
  }

  @Test
  void aServerThatLacksWhatWasCapturedIsToldAndAwaited() throws Exception {
    String stop = isMariaDb() ? "STOP SLAVE" : "STOP REPLICA";
    String start = isMariaDb() ? "START SLAVE" : "START REPLICA";
    onOther(stop);
    try (Run run = run(source())) {
      untilRead(run);
      sql("INSERT INTO item VALUES (2)");
      run.until(table("item"), 2);
      run.untilStored();
    }
    try (Run run = run(otherSource())) {
      run.until(
          all ->
              run.progress().stream()
                  .anyMatch(news -> news.contains("lacks transactions that were captured")));
      assertThat(run.changes()).isEmpty();
      onOther(start);
      await("SELECT count(*) FROM item", "2");
      onOther("INSERT INTO item VALUES (3)");
      run.until(table("item"), 1);
      assertThat(texts(run)).containsExactly("I 3");
    }
  }
}
