package dev.millrace.connectors.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.ServerOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MariaDbCheckTest {
  private static MariaDbServer server;

  @BeforeAll
  static void startServer(@TempDir Path folder) throws SQLException {
    server = MariaDbServer.start(folder.resolve("binlog"));
    execute(server, "CREATE TABLE item (id int PRIMARY KEY)");
    execute(server, "CREATE TABLE host (id int PRIMARY KEY, address inet6)");
    execute(server, "CREATE USER reader IDENTIFIED BY 'r'");
    execute(server, "GRANT SELECT ON test.* TO reader");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static void execute(MariaDbServer on, String sql) throws SQLException {
    try (Connection connection = on.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<Problem> check(MariaDbServer on, Map<String, String> changes) {
    Map<String, String> values = new HashMap<>();
    values.put("hostname", on.host());
    values.put("port", Integer.toString(on.port()));
    values.put("database", on.database());
    values.put("user", on.user());
    values.put("password", on.password());
    values.put("tables", "item");
    values.putAll(changes);
    return new MariaDbConnector().check(new SourceConfig("erp", MariaDbConnector.KIND, values));
  }

  private static Problem only(List<Problem> problems) {
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  @Test
  void findsNothingWhenAllIsWell() {
    assertThat(check(server, Map.of())).isEmpty();
  }

  @Test
  void namesAnUnreachableServer() {
    Problem refused = only(check(server, Map.of("port", "1")));
    assertThat(refused.code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
    assertThat(refused.message()).isEqualTo("Cannot reach 127.0.0.1:1/test.");
    Problem unknown = only(check(server, Map.of("hostname", "no-such-host.invalid")));
    assertThat(unknown.code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
  }

  @Test
  void namesAWrongPassword() {
    Problem problem = only(check(server, Map.of("password", "wrong")));
    assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_AUTHENTICATION);
    assertThat(problem.message()).contains("as root");
    assertThat(problem.toString()).doesNotContain("wrong");
  }

  @Test
  void namesAnUnknownDatabase() {
    Problem problem = only(check(server, Map.of("database", "nothing")));
    assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_SETTINGS);
    assertThat(problem.message()).contains("Cannot find database").contains("nothing");
  }

  @Test
  void namesABinlogThatIsOff(@TempDir Path folder) throws SQLException {
    ServerOptions options = ServerOptions.defaults().without("log-bin");
    try (MariaDbServer silent = MariaDbServer.start(folder.resolve("silent"), options)) {
      execute(silent, "CREATE TABLE item (id int PRIMARY KEY)");
      Problem problem = only(check(silent, Map.of()));
      assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_SETTINGS);
      assertThat(problem.message()).contains("writes no binlog");
      assertThat(problem.remedy()).contains("--log-bin");
    }
  }

  @Test
  void namesABinlogWithoutWholeRows(@TempDir Path folder) throws SQLException {
    ServerOptions options =
        ServerOptions.defaults().with("binlog-format", "MIXED").with("binlog-row-image", "MINIMAL");
    try (MariaDbServer partial = MariaDbServer.start(folder.resolve("partial"), options)) {
      execute(partial, "CREATE TABLE item (id int PRIMARY KEY)");
      List<Problem> problems = check(partial, Map.of());
      assertThat(problems).hasSize(2);
      assertThat(problems.get(0).message()).contains("binlog_format is MIXED, not ROW");
      assertThat(problems.get(1).remedy()).contains("SET GLOBAL binlog_row_image = 'FULL';");
    }
  }

  @Test
  void namesMissingRights() {
    Problem problem = only(check(server, Map.of("user", "reader", "password", "r")));
    assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_RIGHTS);
    assertThat(problem.remedy())
        .isEqualTo("Run GRANT REPLICATION SLAVE, BINLOG MONITOR, RELOAD ON *.* TO 'reader'@'%';");
  }

  @Test
  void namesPatternsThatMatchNothing() {
    Problem problem = only(check(server, Map.of("tables", "sales_*")));
    assertThat(problem.message()).endsWith("that matches: sales_*.");
  }

  @Test
  void namesTablesThatCannotBeCaptured() {
    Problem problem = only(check(server, Map.of("tables", "")));
    assertThat(problem.code()).isEqualTo(ErrorCode.TABLE_UNSUPPORTED);
    assertThat(problem.message()).contains("host");
    assertThat(check(server, Map.of("tables", "!host"))).isEmpty();
  }

  @Test
  void namesAServerIdThatIsTaken() {
    Problem problem = only(check(server, Map.of("server-id", "1")));
    assertThat(problem.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
  }
}
