package dev.millrace.connectors.debezium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Operation;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.RowMap;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.testing.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("dev.millrace.connectors.debezium.ByChance#postgres")
class PostgresCaptureTest {
  private static PostgresServer server;
  private static EmbeddedBroker broker;

  private final Run.Offsets offsets = new Run.Offsets();
  private SourceConfig source;
  private String database;

  @BeforeAll
  static void startServers(@TempDir Path folder) {
    server = PostgresServer.start(folder.resolve("postgres"));
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
  }

  @AfterAll
  static void stopServers() {
    broker.close();
    server.close();
  }

  @BeforeEach
  void makeDatabase(TestInfo test) throws SQLException {
    String name = "p" + Integer.toHexString(test.getDisplayName().hashCode());
    database = name;
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
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
    return new SourceConfig(database, PostgresConnector.KIND, values);
  }

  @AfterEach
  void dropSlot() throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active");
    }
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection =
            java.sql.DriverManager.getConnection(
                server.jdbcUrl(database), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private Run run() {
    return new Run(
        new DebeziumTask(), new PostgresConnector(), source, broker.bootstrapServers(), offsets);
  }

  private String table(String name) {
    return database + ".public." + name;
  }

  @Test
  void readsASnapshotAndThenTheStream() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL, price numeric(18,6))",
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
      assertThat(run.changes().get(run.changes().size() - 1).isTombstone()).isTrue();
      run.untilStored();
      assertThat(run.schemas().all())
          .anyMatch(schema -> schema.name().toString().equals(table("nothing_yet")));
    }
  }

  @Test
  void aChangedKeyIsADeleteAndAnInsert() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY, name text)", "INSERT INTO item VALUES (1, 'a')");
    try (Run run = run()) {
      run.until(table("item"), 1);
      sql("UPDATE item SET id = 2 WHERE id = 1", "INSERT INTO item VALUES (3, 'c')");
      run.until(table("item"), 4);
      assertThat(run.changes())
          .extracting(change -> change.operation().map(Operation::label).orElse("tombstone"))
          .containsExactly("snapshot", "delete", "tombstone", "insert", "insert");
      assertThat(ids(run.state(table("item")))).containsExactlyInAnyOrder(2, 3);
    }
  }

  @Test
  void marksValuesThatWereNotSent() throws Exception {
    String random = "(SELECT string_agg(md5(i::text), '') FROM generate_series(1, 400) i)";
    sql(
        "CREATE EXTENSION hstore",
        "CREATE TABLE big (id int PRIMARY KEY, n int, t text, j jsonb, b bytea, a int[], x text[],"
            + " h hstore, d numeric, u uuid[])",
        "ALTER TABLE big ALTER d SET STORAGE EXTERNAL",
        "INSERT INTO big SELECT 1, 0, "
            + random
            + ", to_jsonb("
            + random
            + "), convert_to("
            + random
            + ", 'UTF8'), (SELECT array_agg((random() * 2000000000)::int) FROM"
            + " generate_series(1, 3000)), (SELECT array_agg(md5(i::text)) FROM generate_series(1,"
            + " 300) i), (SELECT hstore(array_agg(md5(i::text)), array_agg(md5((-i)::text))) FROM"
            + " generate_series(1, 200) i), (SELECT string_agg((1 + i * 7919 % 9999)::text, '')"
            + " FROM generate_series(1, 3000) i)::numeric, (SELECT array_agg(gen_random_uuid())"
            + " FROM generate_series(1, 300))");
    try (Run run = run()) {
      Change snapshot = run.until(table("big"), 1).get(0);
      assertThat(snapshot.row()).doesNotContainValue(RowMap.UNSENT);
      sql("UPDATE big SET n = 1");
      Change update = run.until(table("big"), 2).get(1);
      assertThat(update.row()).containsEntry("n", 1);
      assertThat(List.of("t", "j", "b", "a", "x", "h", "d", "u"))
          .allSatisfy(name -> assertThat(update.row().get(name)).as(name).isSameAs(RowMap.UNSENT));
      sql("ALTER TABLE big REPLICA IDENTITY FULL", "UPDATE big SET n = 2");
      Change whole = run.until(table("big"), 3).get(2);
      Map<String, Object> expected = new HashMap<>(snapshot.row());
      expected.put("n", 2);
      assertThat(whole.row()).isEqualTo(expected);
      expected.put("n", 1);
      assertThat(whole.before()).contains(expected);
    }
  }

  @Test
  void theWholeRowIsTheKeyOfATableWithoutOne() throws Exception {
    sql(
        "CREATE TABLE log (at int, line text)",
        "ALTER TABLE log REPLICA IDENTITY FULL",
        "INSERT INTO log VALUES (1, 'a'), (2, NULL)");
    try (Run run = run()) {
      run.until(table("log"), 2);
      sql(
          "UPDATE log SET line = 'b' WHERE at = 2",
          "UPDATE log SET line = line WHERE at = 1",
          "DELETE FROM log WHERE at = 1",
          "INSERT INTO log VALUES (3, NULL)");
      List<Change> changes = run.until(table("log"), 7);
      assertThat(changes)
          .extracting(change -> change.operation().orElseThrow().label())
          .containsExactly(
              "snapshot", "snapshot", "delete", "insert", "update", "delete", "insert");
      assertThat(run.state(table("log")).values())
          .extracting(row -> row.get("at"))
          .containsExactlyInAnyOrder(2, 3);
      assertThat(run.schemas().current(TableName.parse(table("log"))).orElseThrow().keyed())
          .isFalse();
    }
  }

  @Test
  void truncateRemovesTheRowsBeforeItOnly() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY)",
        "CREATE TABLE other (id int PRIMARY KEY)",
        "INSERT INTO item VALUES (1), (2)",
        "INSERT INTO other VALUES (1)");
    try (Run run = run()) {
      run.until(table("item"), 2);
      sql(
          "INSERT INTO item VALUES (3)",
          "BEGIN; INSERT INTO item VALUES (4); TRUNCATE item, other; INSERT INTO item VALUES (5);"
              + " COMMIT",
          "INSERT INTO item VALUES (6)");
      run.until(table("item"), 6);
      assertThat(ids(run.state(table("item")))).containsExactlyInAnyOrder(5, 6);
      assertThat(run.state(table("other"))).isEmpty();
    }
  }

  @Test
  void aNewColumnFlowsOn() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
    try (Run run = run()) {
      run.until(table("item"), 1);
      sql(
          "INSERT INTO item VALUES (2)",
          "ALTER TABLE item ADD COLUMN size numeric(10,2) DEFAULT 7",
          "INSERT INTO item VALUES (3, 1.5)",
          "COMMENT ON COLUMN item.size IS 'in metres'",
          "ALTER TABLE item DROP COLUMN size",
          "INSERT INTO item VALUES (4)");
      List<Change> changes = run.until(table("item"), 4);
      assertThat(changes.get(1).row()).doesNotContainKey("size");
      assertThat(changes.get(2).row()).containsEntry("size", new java.math.BigDecimal("1.50"));
      assertThat(changes.get(3).row()).doesNotContainKey("size");
      TableSchema schema = run.schemas().current(TableName.parse(table("item"))).orElseThrow();
      assertThat(schema.indexOf("size")).isPresent();
    }
  }

  @Test
  void defaultsOfAllKindsAreNotMistakenForValues() throws Exception {
    sql(
        "CREATE EXTENSION hstore",
        "CREATE TYPE mood AS ENUM ('ok')",
        "CREATE TABLE item (id serial PRIMARY KEY, a timestamptz NOT NULL DEFAULT now(), b"
            + " timestamptz DEFAULT '2020-01-01 10:00Z', c timestamp NOT NULL DEFAULT"
            + " '2020-01-01', d timestamp(3) NOT NULL DEFAULT now(), e date NOT NULL DEFAULT"
            + " '2020-01-01', f date DEFAULT current_date, g int[] NOT NULL DEFAULT '{1}', h text[]"
            + " DEFAULT ARRAY['x'], i numeric NOT NULL DEFAULT 1.5, j numeric(60,2) NOT NULL"
            + " DEFAULT 2, k hstore NOT NULL DEFAULT 'a=>1', l mood NOT NULL DEFAULT 'ok', m"
            + " interval NOT NULL DEFAULT '1 day', n uuid NOT NULL DEFAULT gen_random_uuid(), o"
            + " int4range NOT NULL DEFAULT '[1,2)', p point NOT NULL DEFAULT '(1,2)', q bytea NOT"
            + " NULL DEFAULT '\\x00', r varbit(5) NOT NULL DEFAULT B'1', s jsonb NOT NULL DEFAULT"
            + " '{}', t time NOT NULL DEFAULT '10:00', u timetz NOT NULL DEFAULT '10:00Z', v"
            + " numeric(18,6) NOT NULL DEFAULT 0, w boolean NOT NULL DEFAULT true, x money NOT NULL"
            + " DEFAULT 1, y text NOT NULL DEFAULT 'it''s', z int DEFAULT 7, ip inet NOT NULL"
            + " DEFAULT '10.0.0.1', ct varchar(3) NOT NULL DEFAULT 'abc', x2 xml NOT NULL DEFAULT"
            + " '<a/>', mood2 mood[] NOT NULL DEFAULT '{}')",
        "INSERT INTO item (b, z) VALUES (NULL, NULL)");
    try (Run run = run()) {
      Change snapshot = run.until(table("item"), 1).get(0);
      sql("INSERT INTO item (b, z) VALUES (NULL, NULL)");
      Change stream = run.until(table("item"), 2).get(1);
      for (Change change : List.of(snapshot, stream)) {
        assertThat(change.row()).containsEntry("b", null).containsEntry("z", null);
        List.of("id", "a", "d", "n").forEach(change.row()::remove);
      }
      assertThat(stream.row()).isEqualTo(snapshot.row()).containsEntry("g", "[1]");
    }
  }

  @Test
  void namesMayBeOfAnyForm() throws Exception {
    sql(
        "CREATE SCHEMA \"My Schema\"",
        "CREATE TABLE \"My Schema\".\"Order-Line ü\" (\"Id\" int PRIMARY KEY, \"select\" text,"
            + " \"a b.c\" int)",
        "INSERT INTO \"My Schema\".\"Order-Line ü\" VALUES (1, 'x', 2)");
    String name = database + ".My Schema.Order-Line ü";
    try (Run run = run()) {
      run.until(name, 1);
      sql("UPDATE \"My Schema\".\"Order-Line ü\" SET \"select\" = 'y'");
      List<Change> changes = run.until(name, 2);
      assertThat(changes.get(1).row())
          .containsEntry("Id", 1)
          .containsEntry("select", "y")
          .containsEntry("a b.c", 2);
    }
  }

  @Test
  void readsThroughAPublicationMadeByHand() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY)",
        "CREATE TABLE secret (id int PRIMARY KEY)",
        "INSERT INTO item VALUES (1)",
        "CREATE PUBLICATION ours FOR ALL TABLES");
    source = config(Map.of("publication-name", "ours", "tables", "!secret"));
    try (Run run = run()) {
      run.until(table("item"), 1);
      sql("INSERT INTO secret VALUES (1)", "INSERT INTO item VALUES (2)");
      run.until(table("item"), 2);
      assertThat(run.changes()).extracting(Change::table).containsOnly(table("item"));
    }
  }

  @Test
  void readsTheTablesThatPatternsName() throws Exception {
    sql(
        "CREATE SCHEMA other",
        "CREATE TABLE item (id int PRIMARY KEY)",
        "CREATE TABLE item_price (id int PRIMARY KEY)",
        "CREATE TABLE secret (id int PRIMARY KEY)",
        "CREATE TABLE other.item (id int PRIMARY KEY)",
        "INSERT INTO item VALUES (1)",
        "INSERT INTO item_price VALUES (1)",
        "INSERT INTO secret VALUES (1)",
        "INSERT INTO other.item VALUES (1)");
    source = config(Map.of("tables", "public.item*"));
    try (Run run = run()) {
      run.until(table("item_price"), 1);
      sql(
          "INSERT INTO secret VALUES (2)",
          "INSERT INTO other.item VALUES (2)",
          "INSERT INTO item VALUES (2)");
      run.until(table("item"), 2);
      assertThat(run.changes()).extracting(Change::table).doesNotContain(table("secret"));
      assertThat(run.schemas().current(TableName.parse(table("secret")))).isEmpty();
    }
  }

  @Test
  void beginsAnewWhenASnapshotWasNotFinished() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY)",
        "INSERT INTO item SELECT generate_series(1, 20000)");
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
      assertThat(ids(run.state(table("item")))).hasSize(19951).doesNotContain(1, 50);
    }
    int epochs =
        (int)
            offsets.of(Map.of("server", database)).keySet().stream()
                .filter(Generation.EPOCH::equals)
                .count();
    assertThat(epochs).isEqualTo(1);
    sql("INSERT INTO item VALUES (20002)");
    try (Run run = run()) {
      List<Change> changes = run.until(table("item"), 1);
      assertThat(changes).noneMatch(change -> change.is(Operation.SNAPSHOT));
    }
  }

  @Test
  void saysThatThePositionIsLostWithTheSlot() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
    try (Run run = run()) {
      run.until(table("item"), 1);
      sql("INSERT INTO item VALUES (2)");
      run.until(table("item"), 2);
      run.untilStored();
    }
    dropSlot();
    try (Run run = run()) {
      assertThatThrownBy(() -> run.until(table("item"), 1))
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.SOURCE_POSITION_LOST));
    }
  }

  @Test
  void goesOnAfterTheDatabaseRestarts() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
    try (Run run = run()) {
      run.until(table("item"), 1);
      sql("INSERT INTO item VALUES (2)");
      run.until(table("item"), 2);
      server.stop();
      for (int i = 0; i < 20; i++) {
        run.step(Integer.MAX_VALUE);
      }
      server.start();
      sql("INSERT INTO item VALUES (3)");
      run.until(all -> ids(all).contains(3));
      sql("INSERT INTO item VALUES (4)");
      run.until(all -> ids(all).contains(4));
      assertThat(run.progress()).anyMatch(news -> news.contains("SOURCE_UNREACHABLE"));
      assertThat(run.progress().get(run.progress().size() - 1)).contains("streaming");
      assertThat(run.of(table("item"))).filteredOn(c -> c.is(Operation.SNAPSHOT)).hasSize(1);
    }
  }

  private static List<Object> ids(Map<String, Map<String, Object>> state) {
    return state.values().stream().map(row -> row.get("id")).toList();
  }

  private static List<Object> ids(List<Change> changes) {
    return changes.stream().map(change -> change.row().get("id")).toList();
  }
}
