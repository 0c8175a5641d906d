package dev.millrace.lake;

import static dev.millrace.api.Operation.DELETE;
import static dev.millrace.api.Operation.INSERT;
import static dev.millrace.api.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.api.lake.LakeTable;
import dev.millrace.lake.Topic.Change;
import dev.millrace.lake.load.LoadBed;
import dev.millrace.lake.load.LoadRequest.Wish;
import dev.millrace.live.LiveListener;
import dev.millrace.live.LiveRows;
import dev.millrace.live.QueryLimits;
import dev.millrace.live.RowOp;
import dev.millrace.live.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write to read the lake. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlTest {
  private static final TableSchema ITEM = schema(TableName.raw("plant", "public", "item"));
  private static final TableSchema SITE = schema(TableName.raw("plant", "public", "site"));
  private static final TableSchema OTHER_SITE = schema(TableName.raw("plant", "audit", "site"));
  private static final TableSchema LOST = schema(TableName.raw("plant", "public", "lost"));
  private static final long DAY = 86_400_000_000L;

  private Path folder;
  private Bed bed;
  private Lake lake;
  private SqlBed sql;

  private static TableSchema schema(TableName name) {
    List<Column> columns =
        List.of(Column.of("id", ColumnType.INT32), Column.of("name", ColumnType.TEXT));
    return new TableSchema(name, columns, List.of("id"));
  }

  @BeforeAll
  void start(@TempDir Path temporary) {
    folder = temporary;
    bed = new Bed(folder);
    lake = bed.open();
    sql = new SqlBed(bed, lake.tables());
    for (TableSchema schema : List.of(SITE, OTHER_SITE, LOST)) {
      try (Topic topic = bed.topic(schema)) {
        topic.write(Change.of(INSERT, 1, 1, 1, schema.name().toString()));
      }
    }
    try (Topic topic = bed.topic(ITEM)) {
      // A file for each of these days.
      topic.write(Change.of(INSERT, 1, 1, 1, "bolt"), Change.of(INSERT, 1, 2, 2, "nut"));
      topic.write(Change.of(UPDATE, DAY, 1, 1, "bolt M8"));
      topic.write(Change.of(DELETE, 2 * DAY, 1, 2, null), Change.of(INSERT, 2 * DAY, 2, 3, "gear"));
    }
    lake.commitNow();
    await().until(() -> sql.live.rowCounts().size() == 4);
  }

  @AfterAll
  void stop() {
    sql.close();
    lake.close();
    bed.close();
  }

  private static List<Object> row(Object... values) {
    return Arrays.asList(values);
  }

  private static String day(int day) {
    return "'" + java.time.Instant.EPOCH.plusMillis((Topic.NOON + day * DAY) / 1_000 + 1) + "'";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id, name FROM lake.plant.item ORDER BY id",
        "select ID, Name from LAKE.Plant.\"PUBLIC.item\" order by 1;",
        "FROM lake . plant /* ? */ . \"item\" i SELECT i.id, i.name ORDER BY ALL -- all",
        "SELECT item.id, item.name FROM lake.plant.item ORDER BY lake.plant.item.id",
        "WITH x AS (FROM lake.plant.item) SELECT id, name FROM x ORDER BY id",
        "SELECT id, 'ü' || name[2:] AS \"ü\" FROM (SELECT 'ü' AS ü), lake.plant.item ORDER BY id",
        "SELECT l.id, l.name FROM plant.public.item l JOIN lake.plant.item USING (id) ORDER BY id",
        "SELECT id, name FROM lake.plant.item WHERE lake.plant.item.id > 0 ORDER BY id",
        "SELECT id, name FROM plant.public.item FOR SYSTEM_TIME AS OF (now()+INTERVAL 9 YEAR)"
            + " AS i ORDER BY id",
        "SELECT id, name FROM lake.plant.item_history QUALIFY _op <> 'delete' AND"
            + " row_number() OVER (PARTITION BY id ORDER BY _sequence DESC) = 1 ORDER BY id",
      })
  void readsTheCurrentState(String query) {
    List<List<Object>> rows = sql.rows(query);
    assertThat(rows.get(0).get(0)).isEqualTo(1);
    assertThat(rows.get(0).get(1).toString()).endsWith("olt M8");
    assertThat(rows).hasSize(2);
    assertThat(rows.get(1).get(0)).isEqualTo(3);
  }

  @Test
  void readsEveryChange() {
    assertThat(sql.rows("SELECT _op, id, name FROM lake.plant.item_history ORDER BY _sequence"))
        .containsExactly(
            row("insert", 1, "bolt"),
            row("insert", 2, "nut"),
            row("update", 1, "bolt M8"),
            row("delete", 2, null),
            row("insert", 3, "gear"));
    assertThat(
            sql.rows(
                "SELECT i.name, count(*) FROM plant.public.item i JOIN lake.plant.item_history h"
                    + " ON h.id = i.id GROUP BY 1 ORDER BY 1"))
        .containsExactly(row("bolt M8", 2L), row("gear", 1L));
  }

  @Test
  void readsThePast() {
    String past = "SELECT name FROM plant.public.item FOR TIMESTAMP AS OF %s ORDER BY id";
    assertThat(sql.rows(past.formatted(day(-1)))).isEmpty();
    assertThat(sql.rows(past.formatted(day(0)))).containsExactly(row("bolt"), row("nut"));
    assertThat(sql.rows(past.formatted("TIMESTAMPTZ " + day(1))))
        .containsExactly(row("bolt M8"), row("nut"));
    assertThat(sql.rows(past.formatted(day(2)))).containsExactly(row("bolt M8"), row("gear"));
    assertThat(
            sql.rows(
                "SELECT old.name, new.name FROM lake.plant.item FOR TIMESTAMP AS OF "
                    + day(0)
                    + " old FULL JOIN lake.plant.item AS new USING (id) ORDER BY id"))
        .containsExactly(row("bolt", "bolt M8"), row("nut", null), row(null, "gear"));
    assertThat(
            sql.rows(
                "SELECT count(*) FROM lake.plant.item_history AT (TIMESTAMP => " + day(1) + ")"))
        .containsExactly(row(3L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | SELECT * FROM lake.plant.item_history",
        "1 | SELECT * FROM lake.plant.item_history WHERE _commit_time < DAY1",
        "1 | SELECT * FROM lake.plant.item_history h WHERE DAY2 <= h._commit_time",
        "2 | SELECT * FROM lake.plant.item_history WHERE id = 1",
        "1 | SELECT * FROM lake.plant.item_history WHERE id = 3 AND upper(name) = 'X'",
        "1 | SELECT * FROM lake.plant.item_history WHERE id IN (3, 4)",
        "0 | SELECT * FROM lake.plant.item_history WHERE id BETWEEN 4 AND 9",
        "3 | SELECT * FROM lake.plant.item_history WHERE id = 3 OR upper(name) = 'X'",
        "1 | SELECT * FROM lake.plant.item_history WHERE id = 3 OR id = 9",
        "0 | SELECT * FROM lake.plant.item_history WHERE _commit_time > now() + INTERVAL 9 YEAR",
        "3 | SELECT * FROM lake.plant.item_history WHERE NOT (id = 9)",
        "3 | SELECT * FROM lake.plant.item_history WHERE id + 1 = 9",
        "3 | SELECT * FROM lake.plant.item_history TABLESAMPLE 100% WHERE id = 9",
        "3 | SELECT * FROM range(9) r(id) POSITIONAL JOIN lake.plant.item_history h WHERE h.id = 9",
        "0 | SELECT * FROM range(9) r(id) LEFT JOIN lake.plant.item_history h ON true WHERE h.id = 9",
        "1 | SELECT * FROM lake.plant.item WHERE id = 1",
        "0 | SELECT * FROM lake.plant.item WHERE _commit_time > DAY2",
        "2 | SELECT * FROM lake.plant.item FOR TIMESTAMP AS OF DAY1",
        "1 | SELECT * FROM lake.plant.item FOR TIMESTAMP AS OF DAY1 i WHERE i.id = 2",
        "2 | SELECT * FROM plant.public.item FOR TIMESTAMP AS OF DAY2 i WHERE name = 'bolt M8' AND id = 1",
      })
  void leavesOutFilesThatCannotMatter(int files, String query) {
    String real = query.replace("DAY1", day(1)).replace("DAY2", day(2)).replace(".001Z", "Z");
    assertThat(sql.files(real)).isEqualTo(files);
  }

  @Test
  void describesItsTables() {
    assertThat(sql.columns("SELECT * FROM lake.plant.item LIMIT 0"))
        .containsExactly(
            "id INTEGER",
            "name VARCHAR",
            "_position VARCHAR",
            "_commit_time TIMESTAMP WITH TIME ZONE");
    assertThat(sql.rows("DESCRIBE lake.plant.item")).hasSize(4);
    assertThat(sql.rows("SELECT * FROM (SUMMARIZE lake.plant.item_history)")).hasSize(9);
    assertThat(lake.tables().all())
        .extracting(LakeTable::name)
        .filteredOn(name -> name.startsWith("lake.plant"))
        .containsExactly(
            "lake.plant.\"audit.site\"",
            "lake.plant.\"audit.site_history\"",
            "lake.plant.\"public.site\"",
            "lake.plant.\"public.site_history\"",
            "lake.plant.item",
            "lake.plant.item_history",
            "lake.plant.lost",
            "lake.plant.lost_history");
  }

  private Problem refused(String query) {
    MillraceException failure =
        catchThrowableOfType(MillraceException.class, () -> sql.rows(query));
    assertThat(failure).as(query).isNotNull();
    return failure.problem();
  }

  @Test
  void saysWhichTableIsMeant() {
    assertThat(refused("SELECT *\nFROM lake.plant.itme").toString())
        .isEqualTo(
            "query:2:6: Cannot run the query: Table lake.plant.itme does not exist. Did you mean"
                + " lake.plant.item? [SQL_INVALID]");
    assertThat(refused("SELECT * FROM lake.plant.site").toString())
        .isEqualTo(
            "query:1:15: Cannot run the query: Table lake.plant.site may be"
                + " lake.plant.\"audit.site\" or lake.plant.\"public.site\". Write"
                + " lake.plant.\"audit.site\". [SQL_INVALID]");
    assertThat(sql.rows("SELECT name FROM lake.plant.\"audit.site\""))
        .containsExactly(row("plant.audit.site"));
    assertThat(refused("SELECT * FROM lake.item").remedy()).startsWith("Write lake.model.<table>");
    assertThat(refused("FROM lake.plant.item AT (VERSION => 3)").remedy())
        .isEqualTo("Write AT (TIMESTAMP => '…').");
    assertThat(refused("FROM lake.plant.item FOR TIMESTAMP AS OF 'noon'").code())
        .isEqualTo(ErrorCode.SQL_INVALID);
  }

  @Test
  void saysWhereAQueryIsWrong() {
    assertThat(refused("SELECT nam\nFROM lake.plant.item").place())
        .isEqualTo(new Problem.Place("query", 1, 8));
    assertThat(
            refused("SELECT 'ü' FROM\n lake.plant.item,\n  lake.plant.item b WHERE nam = 1")
                .place())
        .isEqualTo(new Problem.Place("query", 3, 27));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM lake.plant.item WHERE name = (SELECT content FROM read_text('/etc/passwd'))",
        "FROM lake.plant.item AT (TIMESTAMP => (SELECT max(x) FROM read_csv('/etc/passwd') t(x)))",
        "SELECT * FROM lake.plant.item, read_parquet('FOLDER/*/*.parquet')",
        "SELECT * FROM glob('FOLDER/*')",
        "COPY (FROM lake.plant.item) TO 'FOLDER/x.parquet'",
        "INSERT INTO lake.plant.item VALUES (1)",
        "DELETE FROM lake.plant.item_history",
        "WITH x AS (DELETE FROM lake.plant.item RETURNING *) FROM x",
        "DROP TABLE lake.plant.item"
      })
  void isReadOnly(String query) {
    String real = query.replace("FOLDER", sql.folder.resolve("lake").toString());
    assertThat(refused(real).code()).isEqualTo(ErrorCode.SQL_FORBIDDEN);
  }

  @Test
  void leavesNothingBehind() throws IOException {
    assertThat(sql.rows("SELECT * FROM lake.plant.item, lake.plant.item_history")).hasSize(10);
    assertThat(refused("SELECT name::INTEGER FROM lake.plant.item").code())
        .isEqualTo(ErrorCode.SQL_INVALID);
    try (Stream<Path> left = Files.list(sql.folder.resolve("lake"))) {
      assertThat(left).isEmpty();
    }
    assertThat(sql.rows("SELECT table_name FROM information_schema.tables"))
        .extracting(row -> row.get(0).toString())
        .noneMatch(name -> name.startsWith("_lake"));
  }

  @Test
  void saysWhenTheLakeIsAway() throws IOException {
    for (Path file : Bed.files(lake, LOST.name())) {
      Files.delete(file);
    }
    Problem problem = refused("SELECT * FROM lake.plant.lost");
    assertThat(problem.code()).isEqualTo(ErrorCode.LAKE_FAILED);
    assertThat(problem.message()).startsWith("Cannot find a file of the lake: ");
    try (Stream<Path> files = Files.walk(folder.resolve("the lake/plant"))) {
      for (Path file : files.filter(f -> f.toString().contains("/lost/metadata")).toList()) {
        if (Files.isRegularFile(file)) {
          Files.delete(file);
        }
      }
    }
    assertThat(refused("SELECT * FROM lake.plant.lost").message())
        .startsWith("Cannot read the lake: lake.plant.lost: ");
  }

  private void assertSameAsIceberg(LoadBed loads, String table, String where) {
    Table loaded = loads.table(table);
    List<List<Object>> rows = sql.rows("SELECT * FROM lake.archive." + table);
    assertThat(SqlBed.sorted(rows)).isEqualTo(SqlBed.plain(loaded)).isNotEmpty();
    assertThat(sql.rows("SELECT count(*) FROM lake.archive." + table))
        .containsExactly(row((long) rows.size()));
    // Condition by condition, so that a file left out wrongly shows.
    String all = "(SELECT * FROM lake.archive." + table + " LIMIT 1000000)";
    assertThat(SqlBed.sorted(sql.rows("SELECT * FROM lake.archive." + table + " WHERE " + where)))
        .isEqualTo(SqlBed.sorted(sql.rows("SELECT * FROM " + all + " WHERE " + where)))
        .isNotEmpty();
  }

  @Test
  void readsFilesThatWereRegisteredWithoutFieldNumbers() {
    try (LoadBed loads = new LoadBed(folder, bed.options("the lake"))) {
      String columns = "i AS id, 'n' || i AS name, i / 4.0 AS x, [i, NULL] AS l, {'a': i} AS s";
      for (String day : List.of("2024-01-31", "2024-02-29", "1969-12-31")) {
        for (String region : List.of("EU%2FDE", "o'brien", "__HIVE_DEFAULT_PARTITION__")) {
          String file = "t/dt=" + day + "/region=" + region + "/1.parquet";
          loads.parquet(file, "SELECT " + columns + " FROM range(3) t(i)");
        }
      }
      loads.parquet(
          "t/dt=2024-03-01/region=EU%2FDE/more columns.parquet",
          "SELECT DATE '2020-01-01' AS extra, 7::INTEGER AS ID, {'a': 1, 'b': 'q'} AS s");
      loads.parquet(
          "t/dt=2024-03-01/region=EU%2FDE/of another order.parquet",
          "SELECT 'z' AS name, 8::INTEGER AS id", ", FIELD_IDS {id: 1, name: 2}");
      loads.text("t/dt=2024-03-01/region=X/1.csv", "id,name", "9,csv");
      assertThat(loads.load("t").problems()).isEmpty();

      assertSameAsIceberg(loads, "t", "dt = DATE '2024-02-29' AND id = 2");
      assertSameAsIceberg(loads, "t", "dt >= '2024-03-01'");
      assertSameAsIceberg(loads, "t", "region = 'o''brien' AND id > 0");
      assertThat(sql.files("SELECT * FROM lake.archive.t WHERE dt = '1969-12-31'")).isEqualTo(3);
      assertThat(
              sql.rows("SELECT region, max(dt), sum(id) FROM lake.archive.t GROUP BY 1 ORDER BY 1"))
          .containsExactly(
              row("EU/DE", "2024-03-01", 24L),
              row("X", "2024-03-01", 9L),
              row("o'brien", "2024-02-29", 9L),
              row(null, "2024-02-29", 9L));

      loads.parquet(
          "ns/1.parquet", "SELECT TIMESTAMP_NS '2024-01-31 10:00:00.000000001' AS moment");
      assertThat(loads.load("ns").problems()).isEmpty();
      assertThat(sql.rows("SELECT * FROM lake.archive.ns WHERE moment > '2024-01-31 10:00:00'"))
          .containsExactly(row("2024-01-31T10:00:00.000000001"));

      loads
          .table("t")
          .newDelete()
          .deleteFromRowFilter(Expressions.equal("dt", "1969-12-31"))
          .commit();
      loads.table("t").updateSchema().renameColumn("name", "label").commit();
      assertSameAsIceberg(loads, "t", "label = 'n1'");
    }
  }

  @Test
  void saysHowToReadOrc() throws IOException {
    try (LoadBed loads = new LoadBed(folder, bed.options("the lake"))) {
      loads.orc("o/1.orc", 3);
      loads.load("o");
      Problem problem = refused("SELECT * FROM lake.archive.o");
      assertThat(problem.code()).isEqualTo(ErrorCode.TABLE_UNSUPPORTED);
      assertThat(problem.remedy()).startsWith("Load it anew with `millrace load … --copy`");
      loads.orc("copied/1.orc", 3);
      loads.load("copied", Wish.COPY);
      assertSameAsIceberg(loads, "copied", "id = 1");
    }
  }

  @Test
  void followsTheLake() {
    TableSchema schema = schema(TableName.model("item"));
    List<String> seen = new CopyOnWriteArrayList<>();
    LiveListener listener =
        new LiveListener() {
          @Override
          public void rows(String query, LiveRows rows) {
            seen.add(rows.rows().toString());
          }

          @Override
          public void diff(String query, List<RowOp> ops, boolean truncated, Instant asOf) {
            seen.add(ops.toString());
          }

          @Override
          public void failed(String query, Problem problem) {
            seen.add(problem.toString());
          }
        };
    try (Topic topic = bed.topic(schema)) {
      topic.write(Change.of(INSERT, 1, 1, 1, "bolt"));
      lake.commitNow(List.of(schema.name()));
      Subscription subscription =
          sql.live.subscribe(
              Map.of("q", "SELECT name FROM lake.model.item"), QueryLimits.DEFAULT, listener);
      await().until(() -> seen.equals(List.of("[[bolt]]")));
      topic.write(Change.of(INSERT, 2, 1, 2, "nut"));
      lake.commitNow(List.of(schema.name()));
      await().until(() -> seen.size() == 2 && seen.get(1).contains("nut"));
      subscription.close();
    }
  }
}
