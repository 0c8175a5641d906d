package dev.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

class DatabaseServerTest {

  /** The servers, with what differs between them. */
  enum Kind {
    POSTGRES {
      @Override
      DatabaseServer start(Path folder, ServerOptions options) {
        return PostgresServer.start(folder, options);
      }

      @Override
      ServerOptions withoutCapture() {
        return ServerOptions.defaults().with("wal_level", "replica");
      }

      @Override
      String captureSetting() {
        return "SELECT current_setting('wal_level')";
      }

      @Override
      String captureOff() {
        return "replica";
      }
    },
    MARIADB {
      @Override
      DatabaseServer start(Path folder, ServerOptions options) {
        return MariaDbServer.start(folder, options);
      }

      @Override
      ServerOptions withoutCapture() {
        return ServerOptions.defaults().without("log-bin");
      }

      @Override
      String captureSetting() {
        return "SELECT @@log_bin";
      }

      @Override
      String captureOff() {
        return "0";
      }
    },
    MYSQL {
      @Override
      DatabaseServer start(Path folder, ServerOptions options) {
        assumeTrue(MySqlServer.isAvailable(), MySqlServer.MISSING);
        return MySqlServer.start(folder, options);
      }

      @Override
      ServerOptions withoutCapture() {
        return ServerOptions.defaults().without("log-bin").with("skip-log-bin", "");
      }

      @Override
      String captureSetting() {
        return MARIADB.captureSetting();
      }

      @Override
      String captureOff() {
        return MARIADB.captureOff();
      }
    };

    abstract DatabaseServer start(Path folder, ServerOptions options);

    abstract ServerOptions withoutCapture();

    abstract String captureSetting();

    abstract String captureOff();
  }

  @TempDir Path temporary;

  /** With spaces, and longer than a socket's path may be. */
  private Path folder() {
    return temporary.resolve("a folder with spaces").resolve("long".repeat(30));
  }

  /** By chance, since each takes long to start; {@code -Dtesting.servers=all} is for all. */
  static List<Kind> kinds() {
    List<Kind> all = new ArrayList<>(List.of(Kind.values()));
    if (!"all".equals(System.getProperty("testing.servers"))) {
      Collections.shuffle(all);
      return all.subList(0, 1);
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void keepsDataAndPortThroughRestartsAndKills(Kind kind) throws SQLException {
    try (DatabaseServer server = kind.start(folder(), ServerOptions.defaults())) {
      int port = server.port();
      run(server, "CREATE TABLE kept (id INT PRIMARY KEY)");
      run(server, "INSERT INTO kept VALUES (1)");
      server.restart();
      run(server, "INSERT INTO kept VALUES (2)");
      server.kill();
      assertThat(server.isRunning()).isFalse();
      server.start();
      assertThat(text(server, "SELECT sum(id) FROM kept")).isEqualTo("3");
      assertThat(server.port()).isEqualTo(port);
    }
    try (DatabaseServer again = kind.start(folder(), ServerOptions.defaults())) {
      assertThat(text(again, "SELECT sum(id) FROM kept")).isEqualTo("3");
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void endsWithAKilledParentAndIsTakenOver(Kind kind) throws Exception {
    long leftBehind = startUnderAParentThatIsKilled(kind);
    try (DatabaseServer server = kind.start(folder(), ServerOptions.defaults())) {
      assertThat(server.pid()).isNotEqualTo(leftBehind);
      assertThat(text(server, "SELECT 1")).isEqualTo("1");
    }
    long again = startUnderAParentThatIsKilled(kind);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ProcessHandle.of(again).filter(ProcessHandle::isAlive).isEmpty());
  }

  private long startUnderAParentThatIsKilled(Kind kind) throws Exception {
    assumeTrue(kind != Kind.MYSQL || MySqlServer.isAvailable(), MySqlServer.MISSING);
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                LeftBehind.class.getName(),
                kind.name(),
                folder().toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      return output
          .lines()
          .filter(line -> line.startsWith("pid "))
          .map(line -> Long.parseLong(line.substring(4)))
          .findFirst()
          .orElseThrow();
    } finally {
      parent.destroyForcibly().waitFor();
    }
  }

  @Test
  void stopsThoughAReplicationClientConfirmsNothing() throws SQLException {
    try (PostgresServer server = PostgresServer.start(folder())) {
      run(server, "CREATE TABLE kept (id INT PRIMARY KEY)");
      run(server, "CREATE PUBLICATION all_tables FOR ALL TABLES");
      Properties properties = new Properties();
      properties.setProperty("user", server.user());
      properties.setProperty("password", server.password());
      properties.setProperty("replication", "database");
      properties.setProperty("preferQueryMode", "simple");
      properties.setProperty("assumeMinServerVersion", "10");
      try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), properties)) {
        PGConnection replication = connection.unwrap(PGConnection.class);
        replication
            .getReplicationAPI()
            .createReplicationSlot()
            .logical()
            .withSlotName("idle")
            .withOutputPlugin("pgoutput")
            .make();
        replication
            .getReplicationAPI()
            .replicationStream()
            .logical()
            .withSlotName("idle")
            .withSlotOption("proto_version", "1")
            .withSlotOption("publication_names", "all_tables")
            .start();
        run(server, "INSERT INTO kept VALUES (1)");
        server.restart();
      }
      assertThat(text(server, "SELECT count(*) FROM kept")).isEqualTo("1");
    }
  }

  @Test
  void startsAnOlderMariaDb() throws SQLException {
    ServerOptions older = ServerOptions.defaults().release("10.11");
    try (DatabaseServer server = MariaDbServer.start(folder(), older)) {
      assertThat(text(server, "SELECT version()")).startsWith("10.11.");
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void startsWithCaptureSwitchedOff(Kind kind) throws SQLException {
    try (DatabaseServer server = kind.start(folder(), kind.withoutCapture())) {
      assertThat(text(server, kind.captureSetting())).isEqualTo(kind.captureOff());
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void refusesAWrongPasswordAndAFolderInUse(Kind kind) {
    try (DatabaseServer server = kind.start(folder(), ServerOptions.defaults())) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(server.jdbcUrl(), server.user(), "wrong").close())
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> kind.start(folder(), ServerOptions.defaults()))
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.DATA_FOLDER_IN_USE));
      assertThat(server.isRunning()).isTrue();
    }
    assertThatThrownBy(() -> kind.start(folder(), ServerOptions.defaults().password("wrong")))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("Cannot log in to")
        .hasMessageContaining("the password its data folder was made with");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void namesATakenPort(Kind kind) throws Exception {
    try (ServerSocket taken =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> kind.start(folder(), ServerOptions.defaults().port(port)))
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.PORT_TAKEN))
          .hasMessageContaining("on port " + port + ": another program listens there");
    }
  }

  private static void run(DatabaseServer server, String sql) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(DatabaseServer server, String sql) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
