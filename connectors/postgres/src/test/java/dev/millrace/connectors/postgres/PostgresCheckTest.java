package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.testing.PostgresServer;
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

class PostgresCheckTest {
  private static PostgresServer server;
  private static PostgresServer plain;

  @BeforeAll
  static void startServers(@TempDir Path folder) throws SQLException {
    server = PostgresServer.start(folder.resolve("logical"));
    plain =
        PostgresServer.start(
            folder.resolve("plain"),
            ServerOptions.defaults()
                .with("wal_level", "replica")
                .with("max_replication_slots", "1"));
    for (PostgresServer each : List.of(server, plain)) {
      execute(each, "CREATE TABLE item (id int PRIMARY KEY)");
    }
    execute(server, "CREATE USER reader PASSWORD 'r' NOREPLICATION");
    execute(server, "CREATE USER replica PASSWORD 'r' REPLICATION");
    execute(server, "GRANT SELECT ON item TO replica");
    execute(server, "CREATE SCHEMA odd");
    execute(server, "CREATE TABLE odd.\"No Key\" (id int)");
    execute(server, "CREATE TABLE odd.twins (id int PRIMARY KEY, \"ID\" int)");
  }

  @AfterAll
  static void stopServers() {
    server.close();
    plain.close();
  }

  private static void execute(PostgresServer on, String sql) throws SQLException {
    try (Connection connection = on.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<Problem> check(PostgresServer on, Map<String, String> changes) {
    return new PostgresConnector().check(source(on, changes));
  }

  private static SourceConfig source(PostgresServer on, Map<String, String> changes) {
    Map<String, String> values = new HashMap<>();
    values.put("hostname", on.host());
    values.put("port", Integer.toString(on.port()));
    values.put("database", on.database());
    values.put("user", on.user());
    values.put("password", on.password());
    values.put("tables", "public.item");
    values.putAll(changes);
    return new SourceConfig("erp", PostgresConnector.KIND, values);
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
    assertThat(problem.message()).contains("as postgres");
    assertThat(problem.toString()).doesNotContain("wrong");
  }

  @Test
  void namesAnUnknownDatabase() {
    Problem problem = only(check(server, Map.of("database", "nothing")));
    assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_SETTINGS);
    assertThat(problem.message()).contains("Cannot find database").contains("nothing");
  }

  @Test
  void namesAWalLevelThatIsNotLogical() {
    Problem problem = only(check(plain, Map.of()));
    assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_SETTINGS);
    assertThat(problem.message()).contains("wal_level is replica, not logical");
    assertThat(problem.remedy()).contains("ALTER SYSTEM SET wal_level = 'logical';");
  }

  @Test
  void namesThatNoSlotIsFree() throws SQLException {
    execute(plain, "SELECT pg_create_physical_replication_slot('theirs')");
    try {
      assertThat(check(plain, Map.of()))
          .anySatisfy(
              problem ->
                  assertThat(problem.message()).contains("no replication slot of 1 is free"));
    } finally {
      execute(plain, "SELECT pg_drop_replication_slot('theirs')");
    }
  }

  @Test
  void namesMissingRights() {
    List<Problem> problems = check(server, Map.of("user", "reader", "password", "r"));
    assertThat(problems).allMatch(problem -> problem.code() == ErrorCode.SOURCE_RIGHTS);
    assertThat(problems)
        .extracting(Problem::remedy)
        .anySatisfy(remedy -> assertThat(remedy).contains("ALTER ROLE reader REPLICATION;"))
        .anySatisfy(
            remedy -> assertThat(remedy).contains("GRANT SELECT ON public.item TO reader;"));
  }

  @Test
  void namesThePublicationThatAnOwnerMustMake() throws SQLException {
    Map<String, String> replica = Map.of("user", "replica", "password", "r");
    Problem problem = only(check(server, replica));
    assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_RIGHTS);
    assertThat(problem.remedy())
        .isEqualTo("Run CREATE PUBLICATION millrace_erp FOR TABLE public.item; as their owner.");
    execute(server, "CREATE PUBLICATION millrace_erp FOR TABLE item");
    try {
      assertThat(check(server, replica)).isEmpty();
    } finally {
      execute(server, "DROP PUBLICATION millrace_erp");
    }
  }

  @Test
  void namesAPublicationThatMustBeMadeByHand() {
    Problem problem = only(check(server, Map.of("publication-name", "theirs")));
    assertThat(problem.message()).contains("it is not Millrace's own");
    assertThat(problem.remedy()).contains("CREATE PUBLICATION theirs FOR TABLE public.item;");
  }

  @Test
  void namesAPublicationForAllTables() throws SQLException {
    execute(server, "CREATE PUBLICATION millrace_erp FOR ALL TABLES");
    try {
      assertThat(only(check(server, Map.of())).remedy()).contains("DROP PUBLICATION millrace_erp;");
      assertThat(check(server, Map.of("publication-name", "millrace_erp"))).isEmpty();
    } finally {
      execute(server, "DROP PUBLICATION millrace_erp");
    }
  }

  @Test
  void namesPatternsThatMatchNothing() {
    Problem problem = only(check(server, Map.of("tables", "sales.*")));
    assertThat(problem.message()).endsWith("that matches: sales.*.");
  }

  @Test
  void namesTablesThatCannotBeCaptured() {
    Map<String, String> odd = Map.of("tables", "!public.*");
    assertThat(only(check(server, odd)).remedy())
        .contains("ALTER TABLE odd.\"No Key\" REPLICA IDENTITY FULL;");
    List<Problem> problems =
        PostgresCheck.run(source(server, odd), PostgresCheck.ColumnNames.UNLIKE_BUT_FOR_CASE);
    assertThat(problems).hasSize(2);
    assertThat(problems.get(1).code()).isEqualTo(ErrorCode.TABLE_UNSUPPORTED);
    assertThat(problems.get(1).message()).contains("odd.twins");
  }

  @Test
  void namesASlotOfAnotherDatabase() throws SQLException {
    execute(server, "SELECT pg_create_logical_replication_slot('theirs', 'test_decoding')");
    try {
      assertThat(only(check(server, Map.of("slot-name", "theirs"))).message())
          .contains("it is of plugin test_decoding");
    } finally {
      execute(server, "SELECT pg_drop_replication_slot('theirs')");
    }
  }
}
