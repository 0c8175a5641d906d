package dev.millrace.connectors.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Operation;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.testing.MariaDbServer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("dev.millrace.connectors.debezium.ByChance#mariaDb")
class MariaDbCaptureTest {
  private static MariaDbServer server;
  private static EmbeddedBroker broker;

  private final Run.Offsets offsets = new Run.Offsets();
  private SourceConfig source;
  private String database;

  @BeforeAll
  static void startServers(@TempDir Path folder) {
    server = MariaDbServer.start(folder.resolve("mariadb"));
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
  }

  @AfterAll
  static void stopServers() {
    broker.close();
    server.close();
  }

  @BeforeEach
  void makeDatabase(TestInfo test) throws SQLException {
    database = "m" + Integer.toHexString(test.getDisplayName().hashCode());
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
    }
    source = config(Map.of());
  }

  private SourceConfig config(Map<String, String> more) {
    Map<String, String> values = new HashMap<>();
    values.put("hostname", server.host());
    values.put("port", Integer.toString(server.port()));
    values.put("database", database);
    values.put("user", server.user());
    values.put("password", server.password());
    values.putAll(more);
    return new SourceConfig(database, MariaDbConnector.KIND, values);
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                server.jdbcUrl(database), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private Run run() {
    return new Run(
        new DebeziumTask(), new MariaDbConnector(), source, broker.bootstrapServers(), offsets);
  }

  private String table(String name) {
    return database + "." + database + "." + name;
  }

  @Test
  void readsASnapshotAndThenTheStream() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY COMMENT 'the key', name text NOT NULL, price"
            + " decimal(18,6))",
        "CREATE TABLE nothing_yet (id int PRIMARY KEY)",
        "INSERT INTO item VALUES (1, 'one', 1.5), (2, 'two', NULL)");
    try (Run run = run()) {
      List<Change> snapshot = run.until(table("item"), 2);
      assertThat(snapshot).allMatch(change -> change.is(Operation.SNAPSHOT));
      sql(
          "INSERT INTO item VALUES (3, 'three', 3)",
          "UPDATE item SET name = 'zwei' WHERE id = 2",
          "DELETE FROM item WHERE id = 1");
      List<Change> all = run.until(table("item"), 5);
      assertThat(all.subList(2, 5))
          .extracting(change -> change.operation().orElseThrow())
          .containsExactly(Operation.INSERT, Operation.UPDATE, Operation.DELETE);
      assertThat(all).extracting(Change::position).isSorted();
      assertThat(all.get(3).row()).containsEntry("name", "zwei").containsEntry("price", null);
      assertThat(all.get(3).before().orElseThrow()).containsEntry("name", "two");
      assertThat(all.get(4).row()).containsEntry("name", "one");
      assertThat(run.changes().get(run.changes().size() - 1).isTombstone()).isTrue();
      run.untilStored();
      assertThat(run.schemas().current(TableName.parse(table("nothing_yet")))).isPresent();
      assertThat(
              run.schemas()
                  .current(TableName.parse(table("item")))
                  .orElseThrow()
                  .columns()
                  .get(0)
                  .comment())
          .isEqualTo("the key");
    }
  }

  @Test
  void aChangedKeyIsADeleteAndAnInsert() throws Exception {
    sql(
        "CREATE TABLE line (doc varchar(10), n int, name text, PRIMARY KEY (doc, n))",
        "INSERT INTO line VALUES ('a', 1, 'x')");
    try (Run run = run()) {
      run.until(table("line"), 1);
      sql("UPDATE line SET n = 2", "INSERT INTO line VALUES ('b', 1, 'y')");
      run.until(table("line"), 4);
      assertThat(run.changes())
          .extracting(change -> change.operation().map(Operation::label).orElse("tombstone"))
          .containsExactly("snapshot", "delete", "tombstone", "insert", "insert");
      assertThat(run.state(table("line")).values())
          .extracting(row -> row.get("n"))
          .containsExactlyInAnyOrder(2, 1);
    }
  }

  @Test
  void theWholeRowIsTheKeyOfATableWithoutOne() throws Exception {
    sql("CREATE TABLE log (at int, line text)", "INSERT INTO log VALUES (1, 'a'), (2, NULL)");
    try (Run run = run()) {
      run.until(table("log"), 2);
      sql(
          "UPDATE log SET line = 'b' WHERE at = 2",
          "DELETE FROM log WHERE at = 1",
          "INSERT INTO log VALUES (3, NULL)");
      List<Change> changes = run.until(table("log"), 6);
      assertThat(changes)
          .extracting(change -> change.operation().orElseThrow().label())
          .containsExactly("snapshot", "snapshot", "delete", "insert", "delete", "insert");
      assertThat(run.state(table("log")).values())
          .extracting(row -> row.get("at"))
          .containsExactlyInAnyOrder(2, 3);
    }
  }

  @Test
  void truncateRemovesTheRowsBeforeItOnly() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1), (2)");
    try (Run run = run()) {
      run.until(table("item"), 2);
      sql(
          "INSERT INTO item VALUES (3)",
          "TRUNCATE TABLE item",
          "INSERT INTO item VALUES (4)",
          "INSERT INTO item VALUES (5)");
      run.until(table("item"), 5);
      assertThat(ids(run.state(table("item")).values())).containsExactlyInAnyOrder(4, 5);
    }
  }

  @Test
  void newColumnsAndTablesFlowOn() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
    try (Run run = run()) {
      run.until(table("item"), 1);
      sql(
          "INSERT INTO item VALUES (2)",
          "ALTER TABLE item ADD COLUMN size decimal(10,2) DEFAULT 7, ADD COLUMN note JSON",
          "INSERT INTO item VALUES (3, 1.5, '{\"a\": 1}')",
          "CREATE TABLE later (id int PRIMARY KEY, t time(3), u uuid)",
          "INSERT INTO later VALUES (1, '01:02:03.4', '123e4567-e89b-12d3-a456-426614174000')");
      List<Change> changes = run.until(table("item"), 3);
      assertThat(changes.get(1).row()).doesNotContainKey("size");
      assertThat(changes.get(2).row())
          .containsEntry("size", new BigDecimal("1.50"))
          .containsEntry("note", "{\"a\": 1}");
      assertThat(run.until(table("later"), 1).get(0).row())
          .containsEntry("t", "01:02:03.4")
          .containsEntry("u", "123e4567-e89b-12d3-a456-426614174000");
    }
  }

  @Test
  void defaultsOfAllKindsAreNotMistakenForValues() throws Exception {
    sql(
        "CREATE TABLE item (id int AUTO_INCREMENT PRIMARY KEY, a timestamp NOT NULL DEFAULT"
            + " current_timestamp ON UPDATE current_timestamp, b timestamp NULL DEFAULT '2020-01-01"
            + " 10:00:00', c timestamp(6) NOT NULL DEFAULT '2020-01-01 10:00:00.5', d datetime NOT"
            + " NULL DEFAULT '2020-01-01', e datetime(6) NOT NULL DEFAULT now(6), f date NOT NULL"
            + " DEFAULT '2020-01-01', g date DEFAULT curdate(), h time NOT NULL DEFAULT '-10:00', i"
            + " time(3) DEFAULT '10:00:00.5', j year NOT NULL DEFAULT 2020, k year DEFAULT NULL, l"
            + " uuid NOT NULL DEFAULT uuid(), m JSON NOT NULL"
            + " DEFAULT '{}', n enum('a','b') NOT NULL DEFAULT 'b', o set('a','b') NOT NULL DEFAULT"
            + " 'a,b', p bit(10) NOT NULL DEFAULT b'1', q bigint unsigned NOT NULL DEFAULT 5, r"
            + " decimal(18,6) NOT NULL DEFAULT 0, s boolean NOT NULL DEFAULT true, t varchar(10) NOT"
            + " NULL DEFAULT 'it''s', u blob DEFAULT NULL, v float NOT NULL DEFAULT 0.1, w decimal"
            + " NOT NULL DEFAULT 1, z int DEFAULT 7)",
        "INSERT INTO item (b, z) VALUES (NULL, NULL)");
    try (Run run = run()) {
      Change snapshot = run.until(table("item"), 1).get(0);
      sql("INSERT INTO item (b, z) VALUES (NULL, NULL)");
      Change stream = run.until(table("item"), 2).get(1);
      for (Change change : List.of(snapshot, stream)) {
        assertThat(change.row()).containsEntry("b", null).containsEntry("z", null);
        List.of("id", "a", "e", "l").forEach(change.row()::remove);
      }
      assertThat(stream.row()).isEqualTo(snapshot.row()).containsEntry("h", "-10:00:00");
    }
  }

  @Test
  void namesMayBeOfAnyForm() throws Exception {
    sql(
        "CREATE TABLE `Order-Line ü` (`Id` int PRIMARY KEY, `select` text, `a b.c` int, f float)",
        "INSERT INTO `Order-Line ü` VALUES (1, 'x', 2, 0.1)");
    try (Run run = run()) {
      run.until(table("Order-Line ü"), 1);
      sql("UPDATE `Order-Line ü` SET `select` = 'y'");
      List<Change> changes = run.until(table("Order-Line ü"), 2);
      assertThat(changes.get(1).row())
          .containsEntry("Id", 1)
          .containsEntry("select", "y")
          .containsEntry("a b.c", 2)
          .containsEntry("f", 0.1f);
      assertThat(changes.get(0).row()).containsEntry("f", 0.1f);
    }
  }

  @Test
  void zeroDatesThatMayNotBeEmptyAreTheFirstMoment() throws Exception {
    String table =
        "(id int PRIMARY KEY, d date NOT NULL, t datetime NOT NULL, s timestamp NOT NULL DEFAULT 0)";
    sql(
        "SET sql_mode = ''",
        "CREATE TABLE old " + table,
        "INSERT INTO old VALUES (1, '0000-00-00', '0000-00-00', '0000-00-00')");
    try (Run run = run()) {
      run.until(table("old"), 1);
      sql(
          "SET sql_mode = ''",
          "INSERT INTO old VALUES (2, '2026-00-00', '0000-00-00', '0000-00-00')");
      assertThat(run.until(table("old"), 2))
          .allSatisfy(
              change ->
                  assertThat(change.row())
                      .containsEntry("d", 0)
                      .containsEntry("t", 0L)
                      .containsEntry("s", 0L));
    }
  }

  @Test
  void beginsAnewWhenASnapshotWasNotFinished() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY)",
        "INSERT INTO item SELECT seq FROM seq_1_to_20000");
    try (Run run = run()) {
      while (run.of(table("item")).size() < 100) {
        run.step(200);
      }
    }
    sql("DELETE FROM item WHERE id <= 50", "INSERT INTO item VALUES (20001)");
    try (Run run = run()) {
      run.until(
          all -> all.stream().anyMatch(c -> Integer.valueOf(20001).equals(c.row().get("id"))));
      run.untilStored();
      assertThat(ids(run.state(table("item")).values())).hasSize(19951).doesNotContain(1, 50);
    }
    sql("INSERT INTO item VALUES (20002)");
    try (Run run = run()) {
      List<Change> changes = run.until(table("item"), 1);
      assertThat(changes).noneMatch(change -> change.is(Operation.SNAPSHOT));
    }
  }

  @Test
  void goesOnAfterTheDatabaseIsKilled() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
    try (Run run = run()) {
      run.until(table("item"), 1);
      sql("INSERT INTO item VALUES (2)");
      run.until(table("item"), 2);
      server.kill();
      run.until(all -> run.progress().stream().anyMatch(n -> n.contains("SOURCE_UNREACHABLE")));
      server.start();
      sql("INSERT INTO item VALUES (3)");
      run.until(all -> ids(rows(all)).contains(3));
      assertThat(run.progress().get(run.progress().size() - 1)).contains("streaming");
      assertThat(run.of(table("item"))).filteredOn(c -> c.is(Operation.SNAPSHOT)).hasSize(1);
    }
  }

  @Test
  void waitsForTheFirstTransaction() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)", "RESET MASTER");
    assertThat(new MariaDbConnector().check(source))
        .anySatisfy(problem -> assertThat(problem.message()).contains("holds no transaction"));
    try (Run run = run()) {
      run.until(all -> run.progress().stream().anyMatch(n -> n.contains("holds no transaction")));
      sql("INSERT INTO item VALUES (2)");
      run.until(table("item"), 2);
      sql("INSERT INTO item VALUES (3)");
      run.until(table("item"), 3);
    }
  }

  private static List<Map<String, Object>> rows(List<Change> changes) {
    return changes.stream().map(Change::row).toList();
  }

  private static List<Object> ids(java.util.Collection<Map<String, Object>> rows) {
    return rows.stream().map(row -> row.get("id")).toList();
  }
}
