package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Operation;
import dev.millrace.connectors.conformance.Run;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Tables are read while the stream goes on, and reading goes on where it was broken off. */
class SnapshotTest extends WithServers {
  private static final Map<String, String> SMALL_CHUNKS = Map.of("snapshot-chunk-rows", "2000");

  private boolean isRead(String table) {
    return "all".equals(offsetOf(table).get("done"));
  }

  private void untilRead(Run run, String... tables) throws Exception {
    run.until(all -> List.of(tables).stream().allMatch(this::isRead));
  }

  /** What the table has now, by {@code id}. */
  private Map<Object, Object> rows(String table, String column) throws SQLException {
    Map<Object, Object> rows = new HashMap<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT id, " + column + " FROM " + table)) {
      while (found.next()) {
        rows.put(found.getObject(1), found.getObject(2));
      }
    }
    return rows;
  }

  private Map<Object, Object> logged(Run run, String table, String column) {
    Map<Object, Object> rows = new HashMap<>();
    run.state(table(table)).values().forEach(row -> rows.put(row.get("id"), row.get(column)));
    return rows;
  }

  @Test
  void goesOnAfterTheLastWholeChunk() throws Exception {
    source = config(SMALL_CHUNKS);
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, n int)",
        "INSERT INTO item SELECT i, 0 FROM generate_series(1, 20000) i",
        "ANALYZE item");
    try (Run run = run()) {
      run.until(all -> offsetOf("item").getOrDefault("done", "").toString().contains("-"));
      assertThat(isRead("item")).isFalse();
    }
    sql(
        "DELETE FROM item WHERE id % 7 = 0",
        "UPDATE item SET n = 1 WHERE id % 11 = 0",
        "UPDATE item SET id = id + 100000 WHERE id % 13 = 0",
        "INSERT INTO item VALUES (0, 5)");
    try (Run run = run()) {
      sql("UPDATE item SET n = 2 WHERE id % 17 = 0");
      untilRead(run, "item");
      sql("INSERT INTO item VALUES (-1, 0)");
      run.until(all -> ids(run.of(table("item"))).contains(-1));
      assertThat(run.of(table("item")))
          .filteredOn(change -> change.is(Operation.SNAPSHOT))
          .hasSizeLessThan(19_000);
      assertThat(logged(run, "item", "n")).isEqualTo(rows("item", "n"));
    }
  }

  @Test
  void survivesBeingBrokenOffAgainAndAgainWhileRowsChange() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    source = config(SMALL_CHUNKS);
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, n int, big text)",
        "ALTER TABLE item ALTER big SET STORAGE EXTERNAL",
        "INSERT INTO item SELECT i, 0, repeat('x', CASE WHEN i % 100 = 0 THEN 3000 ELSE 1 END)"
            + " || i FROM generate_series(1, 20000) i",
        "ANALYZE item");
    int newId = 100_000;
    for (int round = 0; round < 8; round++) {
      try (Run run = run()) {
        boolean last = round == 7;
        for (int step = 0; step < 12 || (last && !isRead("item")); step++) {
          boolean breaksOff = !last && random.nextInt(6) == 0;
          run.step(breaksOff ? random.nextInt(3_000) : Integer.MAX_VALUE);
          if (breaksOff) {
            break;
          }
          int part = random.nextInt(50);
          switch (random.nextInt(5)) {
            case 0 -> sql("UPDATE item SET n = n + 1 WHERE id % 50 = " + part);
            case 1 -> sql("DELETE FROM item WHERE id % 500 = " + part);
            case 2 -> sql("INSERT INTO item VALUES (" + newId++ + ", 1, 'new')");
            case 3 ->
                sql(
                    "BEGIN; DELETE FROM item WHERE id = 100; INSERT INTO item VALUES (100, 9,"
                        + " repeat('y', 4000)) ON CONFLICT DO NOTHING; COMMIT");
            default -> sql("UPDATE item SET big = repeat('z', 3000) WHERE id % 777 = " + part);
          }
          if (step > 500) {
            throw new AssertionError("The table is never read; seed " + seed);
          }
        }
        if (last) {
          int end = newId;
          sql("INSERT INTO item VALUES (" + end + ", 0, 'the end')");
          run.until(all -> ids(run.of(table("item"))).contains(end));
          assertThat(completed(run)).as("seed " + seed).isEqualTo(rows("item", "n || big"));
        }
      }
    }
  }

  private Map<Object, Object> completed(Run run) {
    Map<Object, Object> values = new HashMap<>();
    run.completed(table("item"))
        .values()
        .forEach(row -> values.put(row.get("id"), row.get("n") + "" + row.get("big")));
    return values;
  }

  @Test
  void readsATableThatIsMadeWhileTheStreamGoesOn() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
    try (Run run = run()) {
      untilRead(run, "item");
      sql(
          "CREATE TABLE late (id int PRIMARY KEY, n int)",
          "INSERT INTO late SELECT i, 0 FROM generate_series(1, 3000) i");
      int id = 2;
      while (!isRead("late")) {
        sql(
            "INSERT INTO item VALUES (" + id + ")",
            "UPDATE late SET n = n + 1 WHERE id % 10 = " + id % 10,
            "DELETE FROM late WHERE id = " + id,
            "INSERT INTO late VALUES (" + (5_000 + id) + ", 0)");
        run.step(Integer.MAX_VALUE);
        id++;
      }
      sql("INSERT INTO late VALUES (-1, 0)");
      run.until(all -> ids(run.of(table("late"))).contains(-1));
      assertThat(logged(run, "late", "n")).isEqualTo(rows("late", "n"));
      assertThat(run.progress().get(run.progress().size() - 1)).contains("\"streaming\"");
    }
  }

  @Test
  void readsATableAnewThatWasDroppedAndMadeAgain() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1), (2)");
    try (Run run = run()) {
      untilRead(run, "item");
      Object oid = offsetOf("item").get("table");
      sql(
          "DROP TABLE item",
          "CREATE TABLE item (id int PRIMARY KEY, name text)",
          "INSERT INTO item VALUES (2, 'b'), (3, 'c')");
      run.until(all -> isRead("item") && !offsetOf("item").get("table").equals(oid));
      assertThat(ids(run.state(table("item")))).containsExactlyInAnyOrder(2, 3);
    }
  }

  @Test
  void readsATableAnewThatWasLeftOutForAWhile() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY)",
        "CREATE TABLE other (id int PRIMARY KEY)",
        "INSERT INTO item VALUES (1), (2)");
    try (Run run = run()) {
      untilRead(run, "item", "other");
    }
    source = config(Map.of("tables", "other"));
    try (Run run = run()) {
      sql("DELETE FROM item WHERE id = 1");
      run.until(all -> !isRead("item"));
    }
    source = config(Map.of());
    try (Run run = run()) {
      untilRead(run, "item");
      assertThat(ids(run.state(table("item")))).containsExactly(2);
    }
  }

  @Test
  void readsAllOfATableThatIsRewrittenWhileItIsRead() throws Exception {
    source = config(Map.of("snapshot-chunk-rows", "2000", "max-rows-per-second", "20000"));
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, n int)",
        "INSERT INTO item SELECT i, i FROM generate_series(1, 20000) i",
        "ANALYZE item");
    try (Run run = run()) {
      run.until(all -> all.size() > 2_000);
      sqlBeside(run, "ALTER TABLE item ALTER n TYPE bigint");
      untilRead(run, "item");
      assertThat(run.state(table("item"))).hasSize(20_000);
      assertThat(logged(run, "item", "n").get(19_999).toString()).isEqualTo("19999");
    }
  }

  @Test
  void readsPartitionsAsOneTableAndThoseThatAreAttachedLater() throws Exception {
    sql(
        "CREATE TABLE event (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
        "CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
        "CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
        "INSERT INTO event VALUES (1, '2026-01-05'), (2, '2026-02-05')");
    try (Run run = run()) {
      untilRead(run, "event");
      assertThat(ids(run.state(table("event")))).containsExactlyInAnyOrder(1, 2);
      Object leaves = offsetOf("event").get("leaves");
      sql(
          "CREATE TABLE event_3 (id int, at date, PRIMARY KEY (id, at))",
          "INSERT INTO event_3 VALUES (3, '2026-03-05')",
          "ALTER TABLE event ATTACH PARTITION event_3 FOR VALUES FROM ('2026-03-01') TO"
              + " ('2026-04-01')",
          "INSERT INTO event VALUES (4, '2026-03-06')");
      run.until(all -> isRead("event") && !leaves.equals(offsetOf("event").get("leaves")));
      run.until(all -> ids(run.of(table("event"))).contains(4));
      assertThat(ids(run.state(table("event")))).containsExactlyInAnyOrder(1, 2, 3, 4);
      assertThat(run.of(table("event")))
          .filteredOn(change -> change.is(Operation.SNAPSHOT) && change.row().get("id").equals(1))
          .hasSize(1);
    }
  }

  @Test
  void aTableThatIsTruncatedWhileItIsReadHasTheRowsThatCameAfter() throws Exception {
    source = config(Map.of("snapshot-chunk-rows", "2000", "max-rows-per-second", "20000"));
    sql(
        "CREATE TABLE item (id int PRIMARY KEY)",
        "INSERT INTO item SELECT generate_series(1, 20000)",
        "ANALYZE item");
    try (Run run = run()) {
      run.until(all -> all.size() > 2_000);
      sqlBeside(run, "TRUNCATE item", "INSERT INTO item VALUES (5), (30000)");
      untilRead(run, "item");
      run.until(all -> ids(run.of(table("item"))).contains(30_000));
      assertThat(ids(run.state(table("item")))).containsExactlyInAnyOrder(5, 30_000);
    }
  }

  @Test
  void readsTheRowsAndColumnsThatAPublicationShows() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, n int, secret text)",
        "INSERT INTO item VALUES (1, 1, 's'), (2, -1, 's'), (3, 3, 's')",
        "CREATE PUBLICATION ours FOR TABLE item (id, n) WHERE (n > 0)");
    source = config(Map.of("publication-name", "ours"));
    try (Run run = run()) {
      untilRead(run, "item");
      assertThat(ids(run.state(table("item")))).containsExactlyInAnyOrder(1, 3);
      assertThat(run.of(table("item")))
          .allSatisfy(change -> assertThat(change.row()).doesNotContainKey("secret"));
    }
  }

  @Test
  void saysHowFarItIs() throws Exception {
    source = config(Map.of("snapshot-chunk-rows", "2000", "max-rows-per-second", "10000"));
    sql(
        "CREATE TABLE item (id int PRIMARY KEY)",
        "INSERT INTO item SELECT generate_series(1, 20000)",
        "ANALYZE item");
    try (Run run = run()) {
      long started = System.nanoTime();
      untilRead(run, "item");
      assertThat((System.nanoTime() - started) / 1e9).isGreaterThan(1.5);
      assertThat(run.progress())
          .anyMatch(
              news ->
                  news.contains("\"state\":\"snapshot\"")
                      && news.contains("\"rows_total\":20000")
                      && news.contains("\"seconds_left\":"));
    }
  }

  /** Statements that wait for the chunk that is being read, which waits for the one who polls. */
  private void sqlBeside(Run run, String... statements) throws Exception {
    FutureTask<Void> beside =
        new FutureTask<>(
            () -> {
              sql(statements);
              return null;
            });
    new Thread(beside, "sql-beside").start();
    run.until(all -> beside.isDone());
    beside.get();
  }
}
