package dev.millrace.connectors.mysql;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A second server beside the usual one; each replicates what happens in the other. */
abstract class WithReplica extends OnBothServers {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Each replicates from the usual server, and that from it. */
  private static final Map<Kind, DatabaseServer> OTHERS = new EnumMap<>(Kind.class);

  @TempDir static Path folder;

  DatabaseServer other;

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

  void onOther(String... statements) throws SQLException {
    run(other, database, statements);
  }

  void await(String sql, String expected) {
    await(other, sql, expected);
  }

  void await(DatabaseServer at, String sql, String expected) {
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

  void stopReplication() throws SQLException {
    onOther(isMariaDb() ? "STOP SLAVE" : "STOP REPLICA");
  }

  void startReplication() throws SQLException {
    onOther(isMariaDb() ? "START SLAVE" : "START REPLICA");
  }
}
