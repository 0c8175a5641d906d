package dev.millrace.bench.engines;

import dev.millrace.bench.Feed;
import java.util.List;

/** What Trino may do with tables and views of its own, and what it may not with kept ones. */
final class OwnTables {
  private static final String SCHEMA = TrinoServer.WRITER + ".reports";
  private static final String TABLE = SCHEMA + ".stock";
  private static final String VIEW = SCHEMA + ".much";
  private static final String KEPT = ReadBack.kept(TrinoServer.WRITER, ServedLake.CURRENT);
  private static final String KEPT_HISTORY = ReadBack.kept(TrinoServer.WRITER, ServedLake.HISTORY);

  private static final String FOLLOWS = "Millrace keeps it";
  private static final String READ_ONLY = "a token that may only read";

  private final TrinoSql trino;
  private int done;

  private OwnTables(TrinoSql trino) {
    this.trino = trino;
  }

  /**
   * Does all of it.
   *
   * @return how many statements had the outcome that they have to have
   * @throws IllegalStateException at the first that has not
   */
  static int run(ServedLake lake, TrinoSql trino) {
    try (Feed lines = lake.orderLines()) {
      lines.insert(100);
      lake.commit();
      lines.change(100);
      lake.commit();
    }
    OwnTables tables = new OwnTables(trino);
    tables.write();
    tables.refuse();
    tables.drop();
    return tables.done;
  }

  private void write() {
    answers("CREATE SCHEMA " + SCHEMA, List.of());
    answers(
        "CREATE TABLE "
            + TABLE
            + " (item int, pieces bigint, day date)"
            + " WITH (partitioning = ARRAY['month(day)'])",
        List.of());
    answers(
        "INSERT INTO "
            + TABLE
            + " SELECT x, x * 10, DATE '2026-01-01' + x * INTERVAL '1' DAY"
            + " FROM UNNEST(sequence(1, 100)) AS s(x)",
        List.of("100"));
    answers("UPDATE " + TABLE + " SET pieces = 0 WHERE item <= 10", List.of("10"));
    answers("DELETE FROM " + TABLE + " WHERE item > 90", List.of("10"));
    answers(
        "MERGE INTO "
            + TABLE
            + " t USING (VALUES (90, 5), (200, 7)) AS n(item, pieces)"
            + " ON t.item = n.item WHEN MATCHED THEN UPDATE SET pieces = n.pieces"
            + " WHEN NOT MATCHED THEN INSERT (item, pieces) VALUES (n.item, n.pieces)",
        List.of("2"));
    answers("ALTER TABLE " + TABLE + " ADD COLUMN place varchar", List.of());
    answers("ALTER TABLE " + TABLE + " RENAME COLUMN pieces TO amount", List.of());
    // 10 × (11 + … + 89), and 5 and 7.
    answers("SELECT sum(amount) FROM " + TABLE, List.of("39512"));
    answers("SELECT count(*) FROM " + TABLE + " WHERE day < DATE '2026-02-01'", List.of("30"));
    answers(
        "CREATE VIEW " + VIEW + " AS SELECT * FROM " + TABLE + " WHERE amount > 800", List.of());
    answers(
        "SELECT item FROM " + VIEW + " ORDER BY item",
        List.of("81", "82", "83", "84", "85", "86", "87", "88", "89"));
    // It does not tell how many rows it has seen.
    answers("ANALYZE " + TABLE, List.of("null"));
  }

  private void refuse() {
    List<String> before = counts();
    for (String kept : List.of(KEPT, KEPT_HISTORY)) {
      refuses("INSERT INTO " + kept + " SELECT * FROM " + kept, FOLLOWS);
      refuses("DELETE FROM " + kept + " WHERE id < 10", FOLLOWS);
      refuses("TRUNCATE TABLE " + kept, FOLLOWS);
      refuses("ALTER TABLE " + kept + " ADD COLUMN mine int", FOLLOWS);
      refuses("ALTER TABLE " + kept + " RENAME TO " + SCHEMA + ".mine", FOLLOWS);
      refuses("ALTER TABLE " + kept + " EXECUTE expire_snapshots", "GC");
      refuses("DROP TABLE " + kept, FOLLOWS);
    }
    refuses("CREATE TABLE " + ReadBack.kept(TrinoServer.WRITER, "mine") + " (a int)", FOLLOWS);
    refuses("CREATE SCHEMA " + TrinoServer.READER + ".mine", READ_ONLY);
    refuses("DELETE FROM " + TABLE.replace(TrinoServer.WRITER, TrinoServer.READER), READ_ONLY);
    if (!counts().equals(before)) {
      throw new IllegalStateException("What was refused has changed " + before + " to " + counts());
    }
    for (String table : List.of(ServedLake.CURRENT, ServedLake.HISTORY)) {
      String kept = ReadBack.kept(TrinoServer.WRITER, table);
      String snapshots = ReadBack.kept(TrinoServer.WRITER, '"' + table + "$snapshots" + '"');
      optimize(kept);
      // Trino signs its snapshots.
      answers(
          "SELECT count(*) FROM "
              + snapshots
              + " WHERE element_at(summary, 'trino_query_id') IS NOT NULL",
          List.of("0"));
    }
  }

  private void drop() {
    answers("DROP VIEW " + VIEW, List.of());
    answers("DROP TABLE " + TABLE, List.of());
    answers("DROP SCHEMA " + SCHEMA, List.of());
  }

  /** Is refused when there is something to merge, which Millrace may have done by then. */
  private void optimize(String kept) {
    try {
      trino.rows("ALTER TABLE " + kept + " EXECUTE optimize");
    } catch (TrinoSql.Refused e) {
      if (!e.getMessage().contains(FOLLOWS)) {
        throw e;
      }
    }
  }

  private List<String> counts() {
    return List.of(
        trino.column("SELECT count(*) FROM " + KEPT).get(0),
        trino.column("SELECT count(*) FROM " + KEPT_HISTORY).get(0));
  }

  private void answers(String statement, List<String> expected) {
    List<String> answer = trino.column(statement);
    if (!answer.equals(expected)) {
      throw new IllegalStateException(
          statement + " has to give " + expected + ", and gives " + answer + ".");
    }
    done++;
  }

  private void refuses(String statement, String why) {
    String answer;
    try {
      answer = "gives " + trino.column(statement);
    } catch (TrinoSql.Refused e) {
      answer = "says: " + e.getMessage();
      if (answer.contains(why)) {
        done++;
        return;
      }
    }
    throw new IllegalStateException(
        statement + " has to be refused with \"" + why + "\", but Trino " + answer);
  }
}
