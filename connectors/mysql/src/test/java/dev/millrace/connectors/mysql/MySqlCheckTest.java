package dev.millrace.connectors.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.ServerOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MySqlCheckTest extends OnBothServers {
  @BeforeEach
  void makeTable() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)");
  }

  private List<Problem> check(Map<String, String> changes) {
    return new MySqlConnector().check(config(changes));
  }

  private Problem only(Map<String, String> changes) {
    List<Problem> problems = check(changes);
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  @Test
  void findsNothingWhenAllIsWell() {
    assertThat(check(Map.of())).isEmpty();
  }

  @Test
  void namesAnUnreachableServer() {
    Problem refused = only(Map.of("port", "1"));
    assertThat(refused.code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
    assertThat(refused.message()).isEqualTo("Cannot reach 127.0.0.1:1.");
    assertThat(only(Map.of("hostname", "no-such-host.invalid")).code())
        .isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
  }

  @Test
  void namesAnUnknownDatabaseAndPatternsThatMatchNothing() {
    Problem unknown = only(Map.of("database", "nothing"));
    assertThat(unknown.code()).isEqualTo(ErrorCode.SOURCE_SETTINGS);
    assertThat(unknown.message()).contains("Cannot find database").contains("nothing");
    assertThat(only(Map.of("tables", "sales_*")).message()).endsWith("that matches: sales_*.");
  }

  @Test
  void namesALogWithoutRows() throws Exception {
    withGlobal(
        "binlog_format",
        "'MIXED'",
        () -> {
          Problem problem = only(Map.of());
          assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_SETTINGS);
          assertThat(problem.message()).contains("binlog_format is MIXED, not ROW");
          assertThat(problem.remedy()).contains("SET GLOBAL binlog_format = 'ROW'");
        });
  }

  @Test
  void takesALogWithoutNamesOrWithoutWholeRows() throws Exception {
    withGlobal("binlog_row_metadata", "'MINIMAL'", () -> assertThat(check(Map.of())).isEmpty());
    withGlobal("binlog_row_image", "'MINIMAL'", () -> assertThat(check(Map.of())).isEmpty());
  }

  @Test
  void namesNumbersByWhichTheServerSendsNoLog() throws Exception {
    Problem taken = only(Map.of("server-id", "1"));
    assertThat(taken.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
    assertThat(taken.message()).contains("server-id 1 is the server's own");
    // MariaDB has no number 0.
    if (!isMariaDb()) {
      withGlobal(
          "server_id",
          "0",
          () -> {
            Problem none = only(Map.of());
            assertThat(none.message()).contains("has no server_id");
            assertThat(none.remedy()).contains("SET GLOBAL server_id = 1;");
          });
    }
  }

  @Test
  void namesALogThatLacksChanges(@TempDir Path folder) throws Exception {
    assumeTrue(isMariaDb(), "MySQL says it in the same way, and takes long to start");
    ServerOptions options = ServerOptions.defaults().with("binlog-ignore-db", "left_out");
    try (MariaDbServer partial = MariaDbServer.start(folder.resolve("partial"), options);
        Connection connection = partial.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE left_out");
      statement.execute("CREATE TABLE left_out.item (id int PRIMARY KEY)");
      statement.execute("CREATE TABLE item (id int PRIMARY KEY)");
      String port = Integer.toString(partial.port());
      Problem ignored = only(Map.of("port", port, "database", "left_out"));
      assertThat(ignored.message()).contains("its binary log leaves out database left_out");
      statement.execute("SET GLOBAL gtid_slave_pos = '0-9-1'");
      Problem replica = only(Map.of("port", port, "database", partial.database()));
      assertThat(replica.message()).contains("a replica that does not log what it replicates");
      assertThat(replica.remedy()).contains("--log-slave-updates");
    }
  }

  @Test
  void namesALogThatIsOff(@TempDir Path folder) {
    assumeTrue(isMariaDb(), "MySQL says it in the same way, and takes long to start");
    ServerOptions options = ServerOptions.defaults().without("log-bin");
    try (MariaDbServer silent = MariaDbServer.start(folder.resolve("silent"), options)) {
      Problem problem = only(Map.of("port", Integer.toString(silent.port())));
      assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_SETTINGS);
      assertThat(problem.message()).contains("writes no binary log");
      assertThat(problem.remedy()).contains("--log-bin");
    }
  }

  @Test
  void namesEachRightThatIsMissingAndHowToGiveIt() throws Exception {
    String monitor = isMariaDb() ? "BINLOG MONITOR" : "REPLICATION CLIENT";
    String everywhere = " ON *.* TO ";
    String tables = "SELECT ON `" + database + "`.* TO ";
    assertMissing("GRANT REPLICATION SLAVE", "GRANT " + monitor + everywhere, "GRANT " + tables);
    assertMissing("GRANT " + monitor, "GRANT REPLICATION SLAVE" + everywhere, "GRANT " + tables);
    assertMissing("GRANT SELECT", "GRANT REPLICATION SLAVE, " + monitor + everywhere);
  }

  /** The remedy gives what is asked for, and then nothing is wrong. */
  private void assertMissing(String first, String... expected) throws Exception {
    String user = "'it''s@" + database + "'@'%'";
    sql(
        "CREATE USER " + user + " IDENTIFIED BY 'p'",
        "GRANT INSERT ON " + database + ".* TO " + user,
        first + " ON *.* TO " + user);
    Map<String, String> login = Map.of("user", "it's@" + database, "password", "p");
    Problem problem = only(login);
    assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_RIGHTS);
    String remedy = problem.remedy().substring("Run ".length());
    assertThat(remedy.split("(?<=;) ", -1))
        .containsExactly(
            List.of(expected).stream().map(each -> each + user + ";").toArray(String[]::new));
    for (String statement : remedy.split(";", -1)) {
      if (!statement.isBlank()) {
        sql(statement);
      }
    }
    assertThat(check(login)).isEmpty();
    sql("DROP USER " + user);
  }

  @Test
  void takesRightsOfARoleThatIsActive() throws Exception {
    String user = "u_" + database;
    String role = "r_" + database;
    sql(
        "CREATE USER " + user + " IDENTIFIED BY 'p'",
        "CREATE ROLE " + role,
        "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO " + role,
        "GRANT SELECT ON `" + database.charAt(0) + "%`.* TO " + role,
        "GRANT INSERT ON " + database + ".* TO " + user,
        "GRANT " + role + " TO " + user);
    Map<String, String> login = Map.of("user", user, "password", "p");
    assertThat(only(login).message()).contains("lacks REPLICATION SLAVE");
    sql("SET DEFAULT ROLE " + role + (isMariaDb() ? " FOR " : " TO ") + user);
    assertThat(check(login)).isEmpty();
  }

  private interface Body {
    void run() throws Exception;
  }

  private void withGlobal(String variable, String value, Body body) throws Exception {
    String before = one("SELECT @@global." + variable);
    sql("SET GLOBAL " + variable + " = " + value);
    try {
      body.run();
    } finally {
      String text = before.matches("\\d+") ? before : "'" + before + "'";
      sql("SET GLOBAL " + variable + " = " + text);
    }
  }
}
