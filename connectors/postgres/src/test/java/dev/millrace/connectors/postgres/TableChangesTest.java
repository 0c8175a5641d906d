package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Operation;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.connectors.conformance.Situation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables that are another than before: renamed, made anew, with another key. */
class TableChangesTest extends WithServers {
  private void untilRead(Run run, String... tables) throws Exception {
    run.until(
        all -> List.of(tables).stream().allMatch(name -> "all".equals(offsetOf(name).get("done"))));
  }

  private List<String> rows(Run run, String table) {
    return run.state(table).values().stream()
        .map(row -> String.join("|", row.values().stream().map(Situation::value).toList()))
        .sorted()
        .toList();
  }

  /** Waits until the watch has seen a table and published it, while nobody polls. */
  private void awaitPublished(String table) throws Exception {
    String sql = "SELECT count(*) FROM pg_publication_tables WHERE tablename = '" + table + "'";
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!one(sql).equals("1")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }

  @Test
  void whatTheStreamHasOfATableThatWasMadeAnewIsOfTheOneBefore() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1), (2)");
    try (Run run = run()) {
      untilRead(run, "item");
      sql(
          "INSERT INTO item VALUES (7)",
          "UPDATE item SET id = 2 WHERE id = 2",
          "DROP TABLE item",
          "CREATE TABLE item (id int PRIMARY KEY, name text)",
          "INSERT INTO item VALUES (2, 'b'), (3, 'c')");
      awaitPublished("item");
      Object oid = offsetOf("item").get("table");
      run.until(
          all ->
              "all".equals(offsetOf("item").get("done"))
                  && !offsetOf("item").get("table").equals(oid));
      assertThat(rows(run, table("item"))).containsExactly("2|b", "3|c");
    }
  }

  @Test
  void aTableWithAnotherKeyIsReadAnew() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, code text NOT NULL)",
        "CREATE TABLE log (line text)",
        "ALTER TABLE log REPLICA IDENTITY FULL",
        "INSERT INTO item VALUES (1, 'a'), (2, 'b')",
        "INSERT INTO log VALUES ('x'), ('y')");
    try (Run run = run()) {
      untilRead(run, "item", "log");
      sql(
          "INSERT INTO item VALUES (3, 'c')",
          "ALTER TABLE item DROP CONSTRAINT item_pkey",
          "ALTER TABLE item ADD PRIMARY KEY (code)",
          "UPDATE item SET id = 5 WHERE code = 'a'",
          "DELETE FROM item WHERE code = 'b'",
          "ALTER TABLE log ADD COLUMN id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
          "UPDATE log SET line = 'z' WHERE id = 1",
          "DELETE FROM log WHERE id = 2");
      run.until(
          all ->
              rows(run, table("item")).equals(List.of("3|c", "5|a"))
                  && rows(run, table("log")).equals(List.of("z|1")));
    }
  }

  @Test
  void aTableThatWasOutOfThePublicationForAWhileIsReadAnew() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1), (2)");
    String publication = Catalog.quoted(PostgresConnector.publicationName(source));
    try (Run run = run()) {
      untilRead(run, "item");
      sql(
          "ALTER PUBLICATION " + publication + " DROP TABLE item",
          "DELETE FROM item WHERE id = 1",
          "INSERT INTO item VALUES (3)",
          "ALTER PUBLICATION " + publication + " ADD TABLE item",
          "INSERT INTO item VALUES (4)");
      run.until(all -> rows(run, table("item")).equals(List.of("2", "3", "4")));
      sql(
          "DROP PUBLICATION " + publication,
          "DELETE FROM item WHERE id = 2",
          "INSERT INTO item VALUES (5)");
      run.until(all -> rows(run, table("item")).equals(List.of("3", "4", "5")));
    }
  }

  @Test
  void aTableThatIsRenamedGoesOnUnderItsNewName() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, n int)",
        "CREATE TABLE stays (id int PRIMARY KEY)",
        "CREATE SCHEMA other",
        "INSERT INTO item VALUES (1, 1)");
    try (Run run = run()) {
      untilRead(run, "item", "stays");
      sql(
          "INSERT INTO item VALUES (2, 2)",
          "ALTER TABLE item RENAME TO thing",
          "INSERT INTO thing VALUES (3, 3)",
          "UPDATE thing SET n = 0 WHERE id = 1");
      untilRead(run, "thing");
      run.until(all -> ids(run.of(table("thing"))).containsAll(List.of(1, 2, 3)));
      assertThat(run.of(table("item"))).last().returns("I 2|2", Situation::text);
      assertThat(rows(run, table("thing"))).containsExactly("1|0", "2|2", "3|3");
      sql("ALTER TABLE thing SET SCHEMA other", "DELETE FROM other.thing WHERE id = 1");
      String moved = database + ".other.thing";
      run.until(all -> run.of(moved).stream().filter(c -> c.is(Operation.SNAPSHOT)).count() == 2);
      assertThat(run.state(moved).values())
          .extracting(row -> row.get("id"))
          .contains(2, 3)
          .hasSize(2);
    }
  }

  @Test
  void rowsOfAnAlteredTableAreReadAgainWhereNoChangeTellsOfThem() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, name text, weight numeric(8,2), gone text)",
        "INSERT INTO item VALUES (1, 'a', 1.26, 'x'), (2, 'b', 2.5, 'y')");
    try (Run run = run()) {
      untilRead(run, "item");
      sql("ALTER TABLE item ADD COLUMN origin text DEFAULT 'NL'");
      untilRows(run, "1|a|1.26|x|NL", "2|b|2.50|y|NL");
      sql("ALTER TABLE item RENAME name TO title");
      untilRows(run, "1|a|1.26|x|NL", "2|b|2.50|y|NL");
      sql("ALTER TABLE item ALTER weight TYPE numeric(8,1)");
      untilRows(run, "1|a|1.3|x|NL", "2|b|2.5|y|NL");
      sql("ALTER TABLE item DROP COLUMN gone", "ALTER TABLE item ADD COLUMN gone text");
      untilRows(run, "1|a|1.3|NL|-", "2|b|2.5|NL|-");
      sql("ALTER TABLE item ALTER title TYPE varchar(99), ADD COLUMN note text");
      sql("UPDATE item SET title = 'c' WHERE id = 2");
      untilRows(run, "1|a|1.3|NL|-", "2|c|2.5|NL|-|-");
      assertThat(run.of(table("item"))).noneMatch(change -> change.is(Operation.TRUNCATE));
    }
  }

  /** Awaits the rows of table item, each with the columns it had when it was written last. */
  private void untilRows(Run run, String... expected) throws Exception {
    run.until(all -> rows(run, table("item")).equals(List.of(expected)));
  }
}
