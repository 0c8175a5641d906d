package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.Run;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

class PublicationTest extends OnBothReleases {
  private static boolean all(String schema, String table) {
    return true;
  }

  private List<String> ensure(String name, BiPredicate<String, String> wanted) throws SQLException {
    try (Connection connection = connect()) {
      return ensure(connection, name, wanted);
    }
  }

  private static List<String> ensure(
      Connection connection, String name, BiPredicate<String, String> wanted) throws SQLException {
    return Publication.ensure(connection, name, wanted).stream()
        .map(table -> table.schema() + "." + table.table())
        .toList();
  }

  private String published(String name) throws SQLException {
    return one(
        "SELECT coalesce(string_agg(schemaname || '.' || tablename, ' ' ORDER BY 1), '') FROM"
            + " (SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = '"
            + name
            + "' ORDER BY 1, 2) t");
  }

  private String settings(String name) throws SQLException {
    return one(
        "SELECT concat_ws(' ', pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot,"
            + " puballtables, to_jsonb(p) ->> 'pubgencols') FROM pg_publication p WHERE pubname ="
            + " '"
            + name
            + "'");
  }

  @Test
  void isMadeWithTheTablesThatAreWanted() throws Exception {
    sql(
        "CREATE SCHEMA \"My Schema\"",
        "CREATE TABLE item (id int PRIMARY KEY)",
        "CREATE TABLE \"My Schema\".\"Order \"\"x\"\"\" (id int PRIMARY KEY)",
        "CREATE TABLE secret (id int PRIMARY KEY)",
        "CREATE UNLOGGED TABLE quick (id int PRIMARY KEY)",
        "CREATE VIEW seen AS SELECT 1 AS id",
        "CREATE TABLE event (id int) PARTITION BY LIST (id)",
        "CREATE TABLE event_1 PARTITION OF event FOR VALUES IN (1)");
    assertThat(ensure("our \"own\"", (schema, table) -> !table.equals("secret")))
        .containsExactly("My Schema.Order \"x\"", "public.event", "public.item");
    assertThat(published("our \"own\""))
        .isEqualTo("My Schema.Order \"x\" public.event public.item");
    assertThat(settings("our \"own\""))
        .isEqualTo(release == OLDER ? "t t t t t f" : "t t t t t f s");
  }

  @Test
  void isMadeEvenIfThereIsNothingYet() throws Exception {
    assertThat(ensure("ours", PublicationTest::all)).isEmpty();
    assertThat(published("ours")).isEmpty();
    sql("CREATE TABLE item (id int PRIMARY KEY)");
    assertThat(ensure("ours", PublicationTest::all)).containsExactly("public.item");
    assertThat(published("ours")).isEqualTo("public.item");
  }

  @Test
  void getsTheTablesThatItLacksAndKeepsTheOthersAsTheyAre() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, n int, secret text)",
        "CREATE TABLE late (id int PRIMARY KEY)",
        "CREATE TABLE event (id int) PARTITION BY LIST (id)",
        "CREATE TABLE event_1 PARTITION OF event FOR VALUES IN (1)",
        "CREATE PUBLICATION ours FOR TABLE item (id, n) WHERE (n > 0), event_1 WITH (publish ="
            + " 'insert')");
    // A root of which a partition is published is not added: its rows would come under two names.
    assertThat(ensure("ours", PublicationTest::all)).containsExactly("public.late");
    assertThat(ensure("ours", PublicationTest::all)).isEmpty();
    assertThat(published("ours")).isEqualTo("public.event_1 public.item public.late");
    assertThat(settings("ours")).startsWith("t f f f f f");
    assertThat(
            one(
                "SELECT attnames::text || rowfilter FROM pg_publication_tables WHERE tablename ="
                    + " 'item'"))
        .isEqualTo("{id,n}(n > 0)");
  }

  @Test
  void ofAllTablesOrOfASchemaLacksNothing() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY)",
        "CREATE PUBLICATION everything FOR ALL TABLES",
        "CREATE PUBLICATION one_schema FOR TABLES IN SCHEMA public");
    assertThat(ensure("everything", PublicationTest::all)).isEmpty();
    assertThat(ensure("one_schema", PublicationTest::all)).isEmpty();
  }

  @Test
  void ofSomebodyElseIsLeftAsItIs() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY)",
        "CREATE TABLE other (id int PRIMARY KEY)",
        "INSERT INTO item VALUES (1)",
        "CREATE PUBLICATION theirs FOR TABLE item WITH (publish = 'insert, delete')");
    source = config(Map.of("publication-name", "theirs"));
    try (Run run = run()) {
      run.until(table("item"), 1);
      sql(
          "INSERT INTO other VALUES (1)",
          "UPDATE item SET id = 2",
          "DELETE FROM item",
          "INSERT INTO item VALUES (3)");
      run.until(all -> ids(run.of(table("item"))).contains(3));
      assertThat(run.changes()).extracting(Change::table).containsOnly(table("item"));
    }
    assertThat(published("theirs")).isEqualTo("public.item");
    assertThat(settings("theirs")).startsWith("t f t f f f");
  }

  @Test
  void saysTheSqlThatTheOwnerIsToRun() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY)",
        "DROP ROLE IF EXISTS reader",
        "CREATE ROLE reader LOGIN REPLICATION PASSWORD 'r'",
        "GRANT CREATE ON DATABASE " + database + " TO reader");
    String generated = release == OLDER ? "" : ", publish_generated_columns = stored";
    expectRemedy(
        "CREATE PUBLICATION \"ours\" FOR TABLE \"public\".\"item\" WITH"
            + " (publish_via_partition_root = true"
            + generated
            + ");");
    sql("CREATE TABLE \"La te\" (id int PRIMARY KEY)");
    expectRemedy("ALTER PUBLICATION \"ours\" ADD TABLE \"public\".\"La te\";");
    try (Connection reader = reader()) {
      assertThat(ensure(reader, "ours", PublicationTest::all)).isEmpty();
    }
    sql("REVOKE CREATE ON DATABASE " + database + " FROM reader", "DROP ROLE reader");
  }

  /** The SQL is told; when the owner has run it, all is well. */
  private void expectRemedy(String expected) throws SQLException {
    try (Connection reader = reader()) {
      assertThatThrownBy(() -> ensure(reader, "ours", PublicationTest::all))
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> {
                Problem problem = e.problem();
                assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_RIGHTS);
                assertThat(problem.message())
                    .startsWith("Cannot put tables into publication ours: ");
                assertThat(problem.remedy())
                    .isEqualTo("Run as the owner of the tables: " + expected);
              });
    }
    sql(expected);
  }

  private Connection reader() throws SQLException {
    return DriverManager.getConnection(server().jdbcUrl(database), "reader", "r");
  }

  @Test
  void withTwoSourcesEachHasItsOwn() throws Exception {
    sql("CREATE TABLE a (id int PRIMARY KEY)", "CREATE TABLE b (id int PRIMARY KEY)");
    ensure("ours", (schema, table) -> table.equals("a"));
    ensure("theirs", (schema, table) -> table.equals("b"));
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE a");
      assertThat(ensure(connection, "ours", (schema, table) -> table.equals("a"))).isEmpty();
    }
    assertThat(published("ours")).isEmpty();
    assertThat(published("theirs")).isEqualTo("public.b");
  }
}
