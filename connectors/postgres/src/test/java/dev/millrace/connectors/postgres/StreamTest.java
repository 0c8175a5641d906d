package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.api.Operation;
import dev.millrace.api.TableName;
import dev.millrace.connectors.capture.StreamOffset;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.connectors.conformance.Situation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Situations that need more than a line of SQL: restarts, publications, tables that change places.
 */
class StreamTest extends OnBothReleases {
  private void untilRead(Run run, String... tables) throws Exception {
    run.until(
        all -> List.of(tables).stream().allMatch(name -> "all".equals(offsetOf(name).get("done"))));
  }

  /** The stream's changes of a table. */
  private List<String> streamed(Run run, String table) {
    return run.of(table(table)).stream()
        .filter(change -> !change.is(Operation.SNAPSHOT))
        .map(Situation::text)
        .toList();
  }

  private List<String> rows(Run run, String table) {
    return run.state(table(table)).values().stream()
        .map(row -> String.join("|", row.values().stream().map(Situation::value).toList()))
        .sorted()
        .toList();
  }

  /** Polls until all that was written to the server before has been handed over. */
  private void untilNow(Run run) throws Exception {
    sql("SELECT pg_logical_emit_message(true, 'millrace', '')");
    long end = Long.parseLong(one("SELECT pg_current_wal_insert_lsn() - '0/0'"));
    run.until(
        all -> {
          Map<String, Object> stored = offsets.of(StreamOffset.partition(database));
          return stored != null && (long) stored.get("place") >= end;
        });
  }

  @Test
  void nothingForAnIdentityIsRefusedAndTheCheckSaysSo() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, n int)",
        "ALTER TABLE item REPLICA IDENTITY NOTHING",
        "CREATE TABLE bare (n int)",
        "INSERT INTO item VALUES (1, 1)");
    try (Run run = run()) {
      untilRead(run, "item", "bare");
      for (String refused : List.of("UPDATE item SET n = 2", "DELETE FROM item")) {
        assertThatThrownBy(() -> sql(refused))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55000"));
      }
      sql("INSERT INTO item VALUES (2, 2)");
      run.until(table("item"), 2);
    }
    assertThat(new PostgresConnector().check(source))
        .anySatisfy(
            problem -> {
              assertThat(problem.message()).contains("public.bare, public.item");
              assertThat(problem.remedy())
                  .contains("ALTER TABLE public.item REPLICA IDENTITY FULL;");
            });
  }

  @Test
  void aTransactionThatWasOpenAtARestartComesWhole() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY, n int)");
    try (Connection open = connect();
        Statement statement = open.createStatement()) {
      try (Run run = run()) {
        untilRead(run, "item");
        open.setAutoCommit(false);
        statement.execute("INSERT INTO item VALUES (1, 1)");
        sql(
            "INSERT INTO item VALUES (2, 2)",
            "BEGIN; INSERT INTO item VALUES (3, 3); PREPARE TRANSACTION 'a'",
            "BEGIN; INSERT INTO item VALUES (4, 4); PREPARE TRANSACTION 'b'",
            "INSERT INTO item VALUES (5, 5)");
        run.until(table("item"), 2);
        untilNow(run);
      }
      try (Run run = run()) {
        statement.execute("UPDATE item SET n = 0");
        sql("COMMIT PREPARED 'a'", "INSERT INTO item VALUES (6, 6)");
        run.until(table("item"), 2);
        untilNow(run);
      }
      sql("ROLLBACK PREPARED 'b'");
      open.commit();
      try (Run run = run()) {
        sql("INSERT INTO item VALUES (7, 7)");
        run.until(all -> ids(run.of(table("item"))).contains(7));
        assertThat(streamed(run, "item"))
            .containsExactly("I 1|1", "U 1|0", "U 2|0", "U 5|0", "I 7|7");
        assertThat(rows(run, "item")).containsExactly("1|0", "2|0", "3|3", "5|0", "6|6", "7|7");
      }
    }
  }

  @Test
  void severalAltersAndThenARestart() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY, n int)", "INSERT INTO item VALUES (1, 1)");
    try (Run run = run()) {
      untilRead(run, "item");
    }
    sql(
        "INSERT INTO item VALUES (2, 2)",
        "ALTER TABLE item ADD COLUMN a text DEFAULT 'x'",
        "INSERT INTO item VALUES (3, 3)",
        "ALTER TABLE item RENAME n TO m",
        "INSERT INTO item VALUES (4, 4)",
        "ALTER TABLE item DROP COLUMN a");
    try (Run run = run()) {
      run.until(table("item"), 3);
      assertThat(streamed(run, "item")).containsExactly("I 2|2", "I 3|3|x", "I 4|4|x");
    }
    sql("ALTER TABLE item ADD COLUMN a int", "INSERT INTO item VALUES (5, 5, 5)");
    try (Run run = run()) {
      sql("ALTER TABLE item DROP COLUMN m", "INSERT INTO item VALUES (6, 6)");
      run.until(all -> ids(run.of(table("item"))).contains(6));
      assertThat(streamed(run, "item")).containsExactly("I 5|5|5", "I 6|6");
    }
  }

  @Test
  void generatedColumnsComeAsThePublicationSays() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, n int, twice int GENERATED ALWAYS AS (n * 2) STORED"
            + (release == OLDER ? "" : ", thrice int GENERATED ALWAYS AS (n * 3)")
            + ", last int)",
        "INSERT INTO item VALUES (1, 1, DEFAULT" + (release == OLDER ? "" : ", DEFAULT") + ", 9)",
        "CREATE PUBLICATION theirs FOR TABLE item");
    expectGenerated(config(Map.of()).values(), release != OLDER);
    expectGenerated(config(Map.of("publication-name", "theirs")).values(), false);
    if (release != OLDER) {
      sql("CREATE PUBLICATION listed FOR TABLE item (id, n, twice, last)");
      expectGenerated(config(Map.of("publication-name", "listed")).values(), true);
    }
  }

  private void expectGenerated(Map<String, String> options, boolean published) throws Exception {
    String name = database + options.getOrDefault("publication-name", "");
    source = new dev.millrace.api.SourceConfig(name, PostgresConnector.KIND, options);
    sql("UPDATE item SET n = 1");
    try (Run run = run()) {
      List<Change> snapshot = run.until(name + ".public.item", 1);
      sql("UPDATE item SET n = 2");
      Change update = run.until(name + ".public.item", 2).get(1);
      assertThat(Situation.text(snapshot.get(0))).isEqualTo(published ? "S 1|1|2|9" : "S 1|1|9");
      assertThat(Situation.text(update)).isEqualTo(published ? "U 1|2|4|9" : "U 1|2|9");
    }
  }

  @Test
  void rowsEnterAndLeaveTheFilterOfAPublication() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, n int, secret text)",
        "ALTER TABLE item REPLICA IDENTITY FULL",
        "INSERT INTO item VALUES (1, 1, 's'), (2, -1, 's')",
        "CREATE PUBLICATION ours FOR TABLE item WHERE (n > 0)");
    source = config(Map.of("publication-name", "ours"));
    try (Run run = run()) {
      untilRead(run, "item");
      sql(
          "UPDATE item SET n = 2 WHERE id = 1",
          "UPDATE item SET n = 0 WHERE id = 1",
          "UPDATE item SET n = 3 WHERE id = 2",
          "INSERT INTO item VALUES (3, 0, 's'), (4, 4, 's')",
          "UPDATE item SET n = -5 WHERE id = 3",
          "DELETE FROM item WHERE id = 3",
          "DELETE FROM item WHERE id = 2",
          "INSERT INTO item VALUES (5, 5, 's')");
      run.until(all -> ids(run.of(table("item"))).contains(5));
      assertThat(streamed(run, "item"))
          .containsExactly(
              "U 1|2|s < 1|1|s", "D 1|2|s", "I 2|3|s", "I 4|4|s", "D 2|3|s", "I 5|5|s");
    }
  }

  @Test
  void partitionsUnderTheirOwnNames() throws Exception {
    sql(
        "CREATE TABLE event (id int, n int, PRIMARY KEY (id, n)) PARTITION BY LIST (n)",
        "CREATE TABLE event_1 PARTITION OF event FOR VALUES IN (1)",
        "CREATE TABLE event_2 PARTITION OF event FOR VALUES IN (2)",
        "INSERT INTO event VALUES (1, 1), (2, 2)",
        "CREATE PUBLICATION leaves FOR TABLE event WITH (publish_via_partition_root = false)");
    source = config(Map.of("publication-name", "leaves", "tables", "event"));
    try (Run run = run()) {
      untilRead(run, "event_1", "event_2");
      sql(
          "UPDATE event SET n = 2 WHERE id = 1",
          "CREATE TABLE event_3 PARTITION OF event FOR VALUES IN (3)",
          "INSERT INTO event VALUES (3, 3)",
          "TRUNCATE event_2",
          "INSERT INTO event VALUES (4, 2)");
      untilRead(run, "event_3");
      untilNow(run);
      assertThat(streamed(run, "event_1")).containsExactly("D 1|1");
      assertThat(rows(run, "event_1")).isEmpty();
      assertThat(rows(run, "event_2")).containsExactly("4|2");
      assertThat(rows(run, "event_3")).containsExactly("3|3");
      sql("ALTER TABLE event DETACH PARTITION event_3", "INSERT INTO event VALUES (5, 1)");
      run.until(all -> ids(run.of(table("event_1"))).contains(5));
      assertThat(run.changes()).extracting(Change::table).doesNotContain(table("event"));
    }
  }

  @Test
  void partitionsThatAreDetachedOrDropped() throws Exception {
    sql(
        "CREATE TABLE event (id int, n int, PRIMARY KEY (id, n)) PARTITION BY LIST (n)",
        "CREATE TABLE event_1 PARTITION OF event FOR VALUES IN (1)",
        "CREATE TABLE event_2 PARTITION OF event FOR VALUES IN (2)",
        "CREATE TABLE event_3 PARTITION OF event FOR VALUES IN (3)",
        "INSERT INTO event VALUES (1, 1), (2, 2), (3, 3)");
    source = config(Map.of("tables", "event"));
    try (Run run = run()) {
      untilRead(run, "event");
      sql(
          "INSERT INTO event VALUES (4, 2)",
          "BEGIN; INSERT INTO event VALUES (5, 3); ALTER TABLE event DETACH PARTITION event_2;"
              + " INSERT INTO event_2 VALUES (6, 2); INSERT INTO event VALUES (7, 1); COMMIT",
          "INSERT INTO event_2 VALUES (8, 2)",
          "DROP TABLE event_3",
          "INSERT INTO event VALUES (9, 1)");
      run.until(all -> ids(run.of(table("event"))).contains(9));
      assertThat(streamed(run, "event")).containsExactly("I 4|2", "I 5|3", "I 7|1", "I 9|1");
      assertThat(run.changes()).extracting(Change::table).containsOnly(table("event"));
    }
  }

  @Test
  void manyTables() throws Exception {
    assumeTrue(release == USUAL, "Once is enough.");
    StringBuilder tables = new StringBuilder();
    for (int i = 0; i < 150; i++) {
      tables.append("CREATE TABLE t%1$d (id int PRIMARY KEY, n int);".formatted(i));
      if (i % 2 == 0) {
        tables.append("INSERT INTO t%1$d VALUES (1, %1$d);".formatted(i));
      }
    }
    sql(tables.toString());
    try (Run run = run()) {
      run.until(all -> all.size() == 75);
      StringBuilder changes = new StringBuilder();
      for (int i = 0; i < 150; i++) {
        changes.append("INSERT INTO t%1$d VALUES (2, %1$d);".formatted(i));
      }
      sql(changes.toString());
      run.until(all -> all.size() == 225);
      for (Change change : run.changes()) {
        assertThat(change.table()).isEqualTo(table("t" + change.row().get("n")));
      }
      assertThat(run.schemas().current(TableName.parse(table("t149")))).isPresent();
    }
  }
}
