package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Operation;
import dev.millrace.api.Problem;
import dev.millrace.api.TableSchema;
import dev.millrace.api.search.TextSearch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlSafetyTest {
  private static final TableSchema ITEM = TestLog.items("plant");

  @TempDir static Path folder;
  private static TestLog log;
  private static LiveStore store;

  @BeforeAll
  static void start() throws IOException {
    log = new TestLog(folder);
    log.create(ITEM);
    log.write(ITEM, Operation.INSERT, 1, "bolt", "1.50", 0L);
    store =
        LiveStore.open(
            LiveOptions.in(folder.resolve("live")).withMemoryMegabytes(128), log.log, log.schemas);
    await().until(() -> store.stats().changesTotal() == 1);
    Files.writeString(folder.resolve("secret.csv"), "a,b\n1,2\n");
    Files.writeString(folder.resolve("secret.json"), "{\"a\":1}\n");
  }

  @AfterAll
  static void stop() {
    store.close();
    log.close();
  }

  private static Problem refused(String sql) {
    String real = sql.replace("FOLDER", folder.toString());
    MillraceException failure =
        catchThrowableOfType(MillraceException.class, () -> Answers.of(store, real));
    assertThat(failure).as(real).isNotNull();
    return failure.problem();
  }

  private static Problem problem(String sql, int rows) {
    return catchThrowableOfType(
            MillraceException.class,
            () -> store.query(sql, new QueryLimits(rows, Duration.ofSeconds(10)), new Answers()))
        .problem();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO plant.public.item (id) VALUES (7)",
        "UPDATE plant.public.item SET id = 7",
        "DELETE FROM plant.public.item",
        "TRUNCATE plant.public.item",
        "MERGE INTO plant.public.item USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
        "WITH x AS (INSERT INTO _store.main._progress VALUES ('a') RETURNING *) FROM x",
        "WITH x AS (DELETE FROM _store.main._progress RETURNING *) SELECT * FROM x",
        "SELECT * FROM (WITH x AS (DELETE FROM _store.main._progress RETURNING *) FROM x)",
        "CREATE TABLE t (a INTEGER)",
        "CREATE TEMP TABLE t (a INTEGER)",
        "CREATE OR REPLACE VIEW plant.public.item AS SELECT 1",
        "CREATE MACRO f() AS 1",
        "CREATE SECRET (TYPE s3)",
        "DROP VIEW plant.public.item",
        "ALTER TABLE plant.public.item ADD COLUMN x INTEGER",
        "COPY plant.public.item TO 'FOLDER/out.csv'",
        "COPY (SELECT 1) TO 'FOLDER/out.parquet'",
        "COPY plant.public.item FROM 'FOLDER/secret.csv'",
        "EXPORT DATABASE 'FOLDER/out'",
        "IMPORT DATABASE 'FOLDER/out'",
        "ATTACH 'FOLDER/other.db' AS other",
        "ATTACH ':memory:' AS other",
        "DETACH plant",
        "USE plant",
        "INSTALL httpfs",
        "LOAD httpfs",
        "LOAD 'FOLDER/x.so'",
        "SET memory_limit = '10GB'",
        "SET GLOBAL enable_external_access = true",
        "RESET lock_configuration",
        "SET VARIABLE x = 1",
        "PRAGMA database_list",
        "PRAGMA enable_profiling",
        "CALL pragma_version()",
        "CHECKPOINT",
        "VACUUM",
        "ANALYZE",
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "PREPARE p AS SELECT 1",
        "EXECUTE p",
        "EXPLAIN ANALYZE SELECT 1",
        "SHOW TABLES",
        "SHOW ALL TABLES",
        "SHOW DATABASES",
        "SELECT 1; SELECT 2",
        "SELECT 1; COMMIT; DROP VIEW plant.public.item",
        "SELECT * FROM read_csv('FOLDER/secret.csv')",
        "SELECT * FROM read_csv_auto('FOLDER/secret.csv')",
        "SELECT * FROM sniff_csv('FOLDER/secret.csv')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_blob('/etc/passwd')",
        "SELECT * FROM read_json('FOLDER/secret.json')",
        "SELECT * FROM read_ndjson_objects('FOLDER/secret.json')",
        "SELECT * FROM read_parquet('FOLDER/x.parquet')",
        "SELECT * FROM parquet_metadata('FOLDER/x.parquet')",
        "SELECT * FROM read_duckdb('FOLDER/live/_store.duckdb')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM \"system\".main.read_text('/etc/passwd')",
        "SELECT * FROM Read_Text('/etc/passwd')",
        "SELECT (SELECT content FROM read_text('/etc/passwd'))",
        "SELECT 1 WHERE EXISTS (SELECT * FROM glob('/*'))",
        "SELECT 1 ORDER BY (SELECT count(*) FROM glob('/*'))",
        "SELECT * FROM plant.public.item, LATERAL (SELECT * FROM read_text('/etc/passwd'))",
        "VALUES ((SELECT count(*) FROM glob('/*')))",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM query_table('/etc/passwd')",
        "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM duckdb_databases()",
        "SELECT * FROM duckdb_memory()",
        "SELECT * FROM duckdb_temporary_files()",
        "SELECT * FROM duckdb_logs()",
        "SELECT * FROM duckdb_variables()",
        "SELECT * FROM duckdb_extensions()",
        "SELECT * FROM duckdb_logs_parsed('HTTP')",
        "SELECT * FROM which_secret('s3://x', 's3')",
        "SELECT * FROM pragma_database_size()",
        "SELECT * FROM pragma_storage_info('x')",
        "SELECT * FROM histogram(plant.public.item, id)",
        "SELECT * FROM enable_logging()",
        "SELECT * FROM force_checkpoint()",
        "SELECT * FROM arrow_scan(1, 2, 3)",
        "SELECT * FROM seq_scan('x')",
        "SELECT current_setting('temp_directory')",
        "SELECT 'temp_directory'.current_setting()",
        "SELECT list_transform(['temp_directory'], x -> current_setting(x))",
        "SELECT getvariable('x')",
        "SELECT sleep_ms(10)",
        "SELECT pg_sleep(1)",
        "SELECT write_log('x')",
        "SELECT nextval('s')",
        "SELECT json_serialize_plan('SELECT * FROM duckdb_settings()')",
        "SELECT get_block_size('_store')",
        "WITH pg_settings AS (SELECT 1) SELECT * FROM pg_settings",
        "WITH duckdb_databases AS (SELECT 1) SELECT * FROM duckdb_databases",
        "WITH _progress AS (SELECT 1) SELECT * FROM _progress",
        "WITH RECURSIVE pg_settings AS (SELECT 1 UNION ALL SELECT 2) FROM pg_settings"
      })
  void forbids(String sql) {
    assertThat(refused(sql).code()).isEqualTo(ErrorCode.SQL_FORBIDDEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM 'FOLDER/secret.csv'",
        "FROM \"FOLDER/secret.csv\"",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM 'https://example.org/x.parquet'",
        "SELECT * FROM pg_settings",
        "SELECT * FROM pg_catalog.pg_settings",
        "SELECT * FROM system.pg_catalog.pg_settings",
        "SELECT * FROM duckdb_databases",
        "SELECT * FROM pragma_database_list",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM _progress",
        "SELECT * FROM main._progress",
        "SELECT * FROM _store._progress",
        "SELECT * FROM _store.main._progress",
        "SELECT * FROM _store.main.\"raw.plant.public.item\"",
        "SELECT * FROM temp.main.\"keys raw.plant.public.item\"",
        "DESCRIBE _store.main._progress",
        "SUMMARIZE _store.main._progress",
        "SELECT getenv('HOME')",
        "SELECT frm",
        "SELECT",
        "",
        "SELECT 'a'::INTEGER"
      })
  void knowsNothingOf(String sql) {
    assertThat(refused(sql).code()).isIn(ErrorCode.SQL_INVALID, ErrorCode.SQL_FORBIDDEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM plant.public.item",
        "select * from PLANT.Public.ITEM;",
        "FROM plant.public.item -- all of it",
        "FROM plant.public.item SELECT count(*) ;  ",
        "WITH x AS (SELECT * FROM plant.public.item) SELECT * FROM x",
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) FROM t",
        "SELECT * FROM range(3) UNION ALL SELECT id FROM plant.public.item",
        "SELECT unnest([1, 2]), now(), current_date",
        "VALUES (1, 'a')",
        "DESCRIBE plant.public.item",
        "SUMMARIZE plant.public.item",
        "SELECT table_name FROM information_schema.tables",
        "SELECT count(*) FROM duckdb_functions()",
        "SELECT sum(price) OVER (ORDER BY id), list(name) OVER () FROM plant.public.item",
        "SELECT * FROM (PIVOT plant.public.item ON id IN (1, 2) USING sum(price))",
        "SELECT DISTINCT ON (id) * FROM plant.public.item QUALIFY row_number() OVER () = 1",
        "SELECT a.id FROM plant.public.item a ASOF JOIN plant.public.item b ON a.id >= b.id",
        "SELECT 1 AS x, 2 AS x",
        "SELECT '; DROP TABLE x; --', $$;$$"
      })
  void answers(String sql) {
    assertThat(Answers.of(store, sql)).isNotEmpty();
  }

  @Test
  void keepsTheOrderAndTheLimit() {
    Answers answers = new Answers();
    QueryResult result =
        store.query(
            "SELECT range FROM range(100000) ORDER BY hash(range)",
            new QueryLimits(500, Duration.ofSeconds(10)),
            answers);
    List<List<Object>> sorted =
        Answers.of(store, "SELECT range FROM range(100000) ORDER BY hash(range) LIMIT 500");
    assertThat(result.rows()).isEqualTo(500);
    assertThat(result.truncated()).isTrue();
    assertThat(answers.rows).isEqualTo(sorted);
  }

  @Test
  void saysHowToMakeATooLargeAnswerSmaller() {
    Problem problem = refused("SELECT repeat('x', 1000000), range FROM range(100)");
    assertThat(problem.code()).isEqualTo(ErrorCode.RESOURCES_EXHAUSTED);
    assertThat(problem.message())
        .isEqualTo("Cannot hand over the answer: its rows take more than 32 MB at a time.");
    assertThat(problem.remedy())
        .isEqualTo("Ask for fewer rows or columns, or shorten texts with left(…).");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 5_000})
  void keepsColumnsAsTheyAre(int rows) {
    Answers answers = new Answers();
    store.query(
        "SELECT 1 AS x, 'b' AS x, 'c' AS \"a \"\"quoted\"\" 'name'\", 'd' AS \"row\","
            + " 'e'::ENUM('e') AS size, 1.5::DECIMAL(9,2) AS d, [1] AS \"*\"",
        new QueryLimits(rows, Duration.ofSeconds(10)),
        answers);
    assertThat(answers.columns)
        .containsExactly(
            new ResultColumn("x", "INTEGER"),
            new ResultColumn("x_1", "VARCHAR"),
            new ResultColumn("a \"quoted\" 'name'", "VARCHAR"),
            new ResultColumn("row", "VARCHAR"),
            new ResultColumn("size", "ENUM"),
            new ResultColumn("d", "DECIMAL(9,2)"),
            new ResultColumn("*", "INTEGER[]"));
    assertThat(answers.rows).isEqualTo(List.of(List.of(1, "b", "c", "d", "e", "1.50", List.of(1))));
  }

  @Test
  void keepsTheOrderOfManyRows() {
    Answers answers = new Answers();
    store.query(
        "SELECT range, 'x' FROM range(300000) ORDER BY range DESC",
        new QueryLimits(100_000, Duration.ofSeconds(30)),
        answers);
    assertThat(answers.rows).hasSize(100_000);
    for (int i = 0; i < 100_000; i++) {
      assertThat(answers.rows.get(i).get(0)).isEqualTo(299_999L - i);
    }
  }

  @Test
  void tellsWhereAQueryIsWrong() {
    Problem binder = refused("SELECT 'ü',\n  nam\nFROM plant.public.item");
    assertThat(binder.code()).isEqualTo(ErrorCode.SQL_INVALID);
    assertThat(binder.message()).contains("\"nam\" not found");
    assertThat(binder.place()).isEqualTo(new Problem.Place("query", 2, 3));
    Problem late = problem("SELECT 'ü',\n  nam\nFROM plant.public.item", 5_000);
    assertThat(late.place()).isEqualTo(binder.place());
    Problem parser = refused("SELECT *\nFROM plant.public.item x WHERE WHERE");
    assertThat(parser.place()).isEqualTo(new Problem.Place("query", 2, 32));
    Problem table = refused("SELECT * FROM plant.public.itm");
    assertThat(table.remedy()).isEqualTo("Did you mean plant.public.item?");
    assertThat(table.place()).isEqualTo(new Problem.Place("query", 1, 15));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b",
        "SELECT a.range FROM range(10000000) a, range(1000000) b WHERE (a.range * b.range) = -1",
        "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t",
        "SELECT max(list_sum(range(a.range % 100000))) FROM range(100000000) a"
      })
  void stopsAQueryThatTakesTooLong(String sql) {
    long start = System.nanoTime();
    assertThatThrownBy(
            () -> store.query(sql, new QueryLimits(10, Duration.ofMillis(300)), new Answers()))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("SQL_TIMEOUT");
    System.out.println("stopped after " + (System.nanoTime() - start) / 1_000_000 + " ms");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT list(range::VARCHAR || 'xxxxxxxxxxxxxxxxxxxxxxxxx') FROM range(20000000)",
        "SELECT repeat('x', 1000000000)",
        "SELECT count(*) FROM (SELECT DISTINCT md5(range::VARCHAR) FROM range(500000000))"
      })
  void survivesAQueryThatNeedsTooMuchMemory(String sql) {
    MillraceException failure =
        catchThrowableOfType(
            MillraceException.class,
            () -> store.query(sql, new QueryLimits(10, Duration.ofSeconds(4)), new Answers()));
    assertThat(failure.problem().code()).isIn(ErrorCode.RESOURCES_EXHAUSTED, ErrorCode.SQL_TIMEOUT);
    assertThat(Answers.of(store, "SELECT name FROM plant.public.item"))
        .isEqualTo(List.of(List.of("bolt")));
  }

  @Test
  void goesOnFollowingTheLogWhileQueriesTakeAllMemory() {
    TableSchema table = TestLog.items("busy");
    log.create(table);
    String greedy = "SELECT list(range::VARCHAR || repeat('x', 30)) FROM range(20000000)";
    List<Thread> people = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Thread person =
          new Thread(
              () ->
                  assertThatThrownBy(
                          () ->
                              store.query(
                                  greedy,
                                  new QueryLimits(10, Duration.ofSeconds(3)),
                                  new Answers()))
                      .isInstanceOf(MillraceException.class));
      people.add(person);
      person.start();
    }
    for (int i = 0; i < 20_000; i++) {
      log.write(table, Operation.INSERT, i, "bolt " + i, "1.50", 0L);
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(store.rowCounts()).containsEntry(table.name(), 20_000L));
    people.forEach(SqlSafetyTest::join);
    await().untilAsserted(() -> assertThat(store.stats().problem()).isEmpty());
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void answersInArrow() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    QueryResult result =
        store.arrow(
            "SELECT range AS n, 'row ' || range AS text FROM range(20000)",
            new QueryLimits(15_000, Duration.ofSeconds(10)),
            out);
    assertThat(result.truncated()).isTrue();
    long rows = 0;
    long sum = 0;
    try (RootAllocator allocator = new RootAllocator();
        ArrowStreamReader reader =
            new ArrowStreamReader(new ByteArrayInputStream(out.toByteArray()), allocator)) {
      while (reader.loadNextBatch()) {
        var root = reader.getVectorSchemaRoot();
        for (int i = 0; i < root.getRowCount(); i++) {
          sum += ((Number) root.getVector("n").getObject(i)).longValue();
        }
        rows += root.getRowCount();
      }
    }
    assertThat(rows).isEqualTo(15_000);
    assertThat(sum).isEqualTo(14_999L * 15_000 / 2);
  }

  /** What stands behind the look at the syntax tree. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM '/etc/passwd'",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "ATTACH '/tmp/other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "DELETE FROM _store.main._progress",
        "WITH x AS (DELETE FROM _store.main._progress RETURNING *) SELECT * FROM x"
      })
  void forbidsInTheDatabaseToo(String sql) throws SQLException {
    try (Database database =
            Database.open(LiveOptions.in(folder.resolve("bare")), TextSearch.NONE);
        DuckDBConnection connection = database.connection()) {
      Database.run(connection, "CREATE TABLE IF NOT EXISTS _store.main._progress (a INTEGER)");
      Database.run(connection, "BEGIN TRANSACTION READ ONLY");
      assertThatThrownBy(() -> Database.run(connection, sql)).isInstanceOf(SQLException.class);
    }
  }
}
