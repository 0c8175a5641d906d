package dev.millrace.connectors.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.api.MillraceException;
import dev.millrace.connectors.capture.StreamOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens to tables, as the stream tells it. */
class StreamTest extends OnBothServers {
  static List<Kind> kinds() {
    return List.of(Kind.values());
  }

  private List<String> after(StreamOffset from, String... statements) throws Exception {
    sql(statements);
    sql("CREATE TABLE IF NOT EXISTS the_end (id int)", "INSERT INTO the_end VALUES (1)");
    try (Reading reading = reading(from).start()) {
      reading.until("the_end: I");
      assertThat(reading.positions()).isSorted().doesNotHaveDuplicates();
      return reading.texts().stream().filter(text -> !text.startsWith("the_end")).toList();
    }
  }

  @Test
  void rowsComeAsTheyWereChanged() throws Exception {
    sql(
        "CREATE TABLE t (id int PRIMARY KEY, v varchar(9))",
        "CREATE TABLE bare (a int, b int)",
        "CREATE TABLE uniq (a int, b int NOT NULL, UNIQUE (a), UNIQUE u (b))",
        "CREATE TABLE two (a int, b int, c int, PRIMARY KEY (b, a))");
    assertThat(
            after(
                here(),
                "INSERT INTO t VALUES (1, 'a'), (2, NULL)",
                "UPDATE t SET v = 'b' WHERE id = 1",
                "UPDATE t SET id = 3 WHERE id = 1",
                "DELETE FROM t WHERE id = 2",
                "START TRANSACTION",
                "DELETE FROM t WHERE id = 3",
                "INSERT INTO t VALUES (3, 'again')",
                "SAVEPOINT s",
                "INSERT INTO t VALUES (4, 'undone')",
                "ROLLBACK TO s",
                "COMMIT",
                "START TRANSACTION",
                "INSERT INTO t VALUES (5, 'undone')",
                "ROLLBACK",
                "INSERT INTO bare VALUES (1, 1), (1, 1)",
                "UPDATE bare SET b = 2 LIMIT 1",
                "INSERT INTO uniq VALUES (NULL, 1)",
                "UPDATE uniq SET a = 7",
                "INSERT INTO two VALUES (1, 2, 3)",
                "UPDATE two SET c = 4",
                "TRUNCATE /* all */ TABLE `t`",
                "INSERT INTO t VALUES (9, 'z')"))
        .containsExactly(
            "t: I 1|a",
            "t: I 2|-",
            "t: U 1|b < 1|a",
            "t: D 1|b",
            "t: I 3|b",
            "t: D 2|-",
            "t: D 3|b",
            "t: I 3|again",
            "bare: I 1|1",
            "bare: I 1|1",
            "bare: D 1|1",
            "bare: I 1|2",
            "uniq: I -|1",
            "uniq: U 7|1 < -|1",
            "two: I 1|2|3",
            "two: U 1|2|4 < 1|2|3",
            "[t]: T",
            "t: I 9|z");
  }

  @Test
  void tablesChangeTheirForm() throws Exception {
    sql("CREATE TABLE t (id int PRIMARY KEY, v int)");
    assertThat(
            after(
                here(),
                "INSERT INTO t VALUES (1, 1)",
                "ALTER TABLE t ADD COLUMN m varchar(9) DEFAULT 'm' AFTER id",
                "INSERT INTO t VALUES (2, 'x', 2)",
                "ALTER TABLE t RENAME COLUMN v TO w, MODIFY m varchar(9) CHARACTER SET latin1",
                "INSERT INTO t VALUES (3, 'ü', 3)",
                "CREATE TABLE t_new LIKE t",
                "INSERT INTO t_new SELECT * FROM t",
                "RENAME TABLE t TO t_old, t_new TO t",
                "UPDATE t SET w = 33 WHERE id = 3",
                "DROP TABLE t_old",
                "ALTER TABLE t DROP COLUMN m, ADD g int AS (w + 1) STORED, ADD g2 int AS (w) VIRTUAL,"
                    + " ADD h int "
                    + (isMariaDb() ? "INVISIBLE DEFAULT 5" : "DEFAULT 5 INVISIBLE"),
                "INSERT INTO t (id, w) VALUES (4, 4)"))
        .containsExactly(
            "t: I 1|1",
            "t: I 2|x|2",
            "t: I 3|ü|3",
            "t_new: I 1|m|1",
            "t_new: I 2|x|2",
            "t_new: I 3|ü|3",
            "t: U 3|ü|33 < 3|ü|3",
            "t: I 4|4|5|5");
  }

  @Test
  void valuesThatWereNotSentAreNotNull() throws Exception {
    sql(
        "CREATE TABLE t (id int PRIMARY KEY, a int, b text, c int DEFAULT 7)",
        "CREATE TABLE bare (a int, b text)",
        "INSERT INTO t VALUES (1, 1, 'long', 7)",
        "INSERT INTO bare VALUES (1, 'long')");
    assertThat(
            after(
                here(),
                "SET SESSION binlog_row_image = MINIMAL",
                "UPDATE t SET a = 2",
                "UPDATE t SET b = NULL",
                "UPDATE bare SET a = 2",
                "DELETE FROM t",
                "SET SESSION binlog_row_image = NOBLOB",
                "INSERT INTO t VALUES (2, 1, 'long', 7)",
                "UPDATE t SET a = 3",
                "DELETE FROM t"))
        .containsExactly(
            "t: U 1|2|?|?",
            "t: U 1|?|-|?",
            "bare: D 1|long",
            "bare: I 2|long",
            "t: D 1|?|?|?",
            "t: I 2|1|long|7",
            "t: U 2|3|?|7",
            "t: D 2|3|?|7");
  }

  @Test
  void compressedTransactionsAreUnpacked() throws Exception {
    sql("CREATE TABLE t (id int PRIMARY KEY, v varchar(2000))");
    StreamOffset from = here();
    String on =
        isMariaDb()
            ? "SET GLOBAL log_bin_compress = 1"
            : "SET SESSION binlog_transaction_compression = 1";
    assertThat(
            after(
                from,
                on,
                "INSERT INTO t VALUES (1, repeat('x', 2000)), (2, repeat('y', 500))",
                "UPDATE t SET v = repeat('z', 1000)",
                "DELETE FROM t WHERE id = 1",
                isMariaDb() ? "SET GLOBAL log_bin_compress = 0" : "SELECT 1"))
        .containsExactly(
            "t: I 1|x…2000",
            "t: I 2|y…500",
            "t: U 1|z…1000 < 1|x…2000",
            "t: U 2|z…1000 < 2|y…500",
            "t: D 1|z…1000");
  }

  @Test
  void xaTransactionsComeWhereTheyAreCommitted() throws Exception {
    sql("CREATE TABLE t (id int PRIMARY KEY, v int)");
    StreamOffset from = here();
    sql(
        "XA START 'one', 'b', 3",
        "INSERT INTO t VALUES (1, 1)",
        "XA END 'one', 'b', 3",
        "XA PREPARE 'one', 'b', 3");
    sql("XA START 'two'", "INSERT INTO t VALUES (2, 2)", "XA END 'two'", "XA PREPARE 'two'");
    sql("INSERT INTO t VALUES (3, 3)");
    sql(
        "XA START 'three'",
        "INSERT INTO t VALUES (4, 4)",
        "XA END 'three'",
        "XA COMMIT 'three' ONE PHASE");
    StreamOffset between;
    try (Reading reading = reading(from).start()) {
      between = reading.until("I 4").offset();
    }
    sql("INSERT INTO t VALUES (5, 5)", "XA ROLLBACK 'two'", "XA COMMIT 'one', 'b', 3");
    assertThat(after(from)).containsExactly("t: I 3|3", "t: I 4|4", "t: I 5|5", "t: I 1|1");
    assertThat(after(between)).containsExactly("t: I 5|5", "t: I 1|1");
  }

  @Test
  void goesOnBehindAnyBatchOfALargeTransaction() throws Exception {
    sql(
        "CREATE TABLE n (i int PRIMARY KEY)",
        "INSERT INTO n VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)",
        "CREATE TABLE t (id int PRIMARY KEY, v int)");
    StreamOffset from = here();
    sql(
        "INSERT INTO t SELECT a.i + 10 * b.i + 100 * c.i + 1000 * d.i, 0"
            + " FROM n a, n b, n c, n d",
        "START TRANSACTION",
        "UPDATE t SET v = 1",
        "INSERT INTO t VALUES (-1, -1)",
        "COMMIT");
    try (Reading whole = reading(from).start()) {
      whole.until("I -1");
      assertThat(whole.texts()).hasSize(20_001);
      int half = whole.batches().size() / 2;
      try (Reading rest = reading(whole.offsetAfter(half)).start()) {
        rest.until("I -1");
        int taken =
            whole.batches().subList(0, half + 1).stream()
                .mapToInt(batch -> batch.records().size())
                .sum();
        assertThat(rest.texts()).isEqualTo(whole.texts().subList(taken, whole.texts().size()));
        assertThat(rest.positions())
            .isEqualTo(whole.positions().subList(taken, whole.positions().size()));
      }
    }
  }

  @Test
  void goesOnWithoutNamesAndAfterARestartOfTheServer() throws Exception {
    sql("CREATE TABLE t (id int PRIMARY KEY)");
    StreamOffset from = here();
    sql("INSERT INTO t VALUES (1)", "FLUSH BINARY LOGS", "INSERT INTO t VALUES (2)");
    StreamOffset unnamed = new StreamOffset(from.position(), from.place(), from.log(), "", "");
    assertThat(after(unnamed)).containsExactly("t: I 1", "t: I 2");
    StreamOffset behind = here();
    server().restart();
    sql("INSERT INTO t VALUES (3)");
    assertThat(after(behind)).containsExactly("t: I 3");
  }

  @Test
  void aPurgedPositionIsToldAndNotSkipped() throws Exception {
    sql("CREATE TABLE t (id int PRIMARY KEY)");
    StreamOffset from = here();
    sql("INSERT INTO t VALUES (1)", "FLUSH BINARY LOGS", "INSERT INTO t VALUES (2)");
    String file = lastFile();
    sql("PURGE BINARY LOGS TO '" + file + "'");
    for (StreamOffset start :
        List.of(from, new StreamOffset(from.position(), from.place(), from.log(), "", ""))) {
      try (Reading reading = reading(start).start()) {
        assertThatThrownBy(() -> reading.until("never"))
            .isInstanceOf(MillraceException.class)
            .hasMessageContaining("the changes after the last position are gone");
      }
    }
  }

  @Test
  void statementsThatWereLoggedWithoutTheirRowsAreRefused() throws Exception {
    sql("CREATE TABLE t (id int PRIMARY KEY)");
    StreamOffset from = here();
    sql("SET SESSION binlog_format = 'STATEMENT'", "INSERT INTO t VALUES (1)");
    try (Reading reading = reading(from).start()) {
      assertThatThrownBy(() -> reading.until("never"))
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("has logged a statement and not the rows");
    }
    try (Reading reading = reading(from, (schema, table) -> table.equals("u")).start()) {
      sql("CREATE TABLE u (id int PRIMARY KEY)", "INSERT INTO u VALUES (7)");
      reading.until("u: I 7");
    }
  }

  @Test
  void transactionsWithTagsAreNamed() throws Exception {
    assumeTrue(!isMariaDb(), "MariaDB's have no tags");
    sql("CREATE TABLE t (id int PRIMARY KEY)");
    StreamOffset from = here();
    sql("SET gtid_next = 'AUTOMATIC:tag'", "INSERT INTO t VALUES (1)");
    StreamOffset behind;
    try (Reading reading = reading(from).start()) {
      reading.until("I 1");
      assertThat(reading.changes().get(0).transaction()).matches("[0-9a-f-]{36}:tag:1");
      reading.until(() -> reading.offset().resume().contains(":tag:1"));
      behind = reading.offset();
      assertThat(here().resume())
          .isEqualToIgnoringCase(behind.resume().replaceAll(",[^,]{36}:tag", ":tag"));
    }
    assertThat(after(behind, "INSERT INTO t VALUES (2)")).containsExactly("t: I 2");
  }

  @Test
  void aReplicaWithTheSameNumberIsNamed() throws Exception {
    sql("CREATE TABLE t (id int PRIMARY KEY)");
    StreamOffset from = here();
    BinlogStream.Settings settings =
        new BinlogStream.Settings(
            address(),
            database,
            (schema, table) -> schema.equals(database),
            from,
            4_711,
            1 << 20,
            BinlogStream.Settings.USUAL_PATIENCE);
    sql("INSERT INTO t VALUES (1)");
    try (Reading first = new Reading(settings, schemas).start()) {
      first.until("I 1");
      try (Reading second = new Reading(settings, schemas).start()) {
        second.until("I 1");
        assertThatThrownBy(() -> first.until("never")).hasMessageContaining("4711");
      }
    }
  }

  @Test
  void columnsThatTheLogDoesNotNameAreThoseOfNow() throws Exception {
    sql("CREATE TABLE t (id int unsigned PRIMARY KEY, e enum('a','b'), v varchar(9))");
    StreamOffset from = here();
    String before = one("SELECT @@global.binlog_row_metadata");
    sql("SET GLOBAL binlog_row_metadata = '" + (isMariaDb() ? "NO_LOG" : "MINIMAL") + "'");
    try {
      sql("FLUSH TABLES", "INSERT INTO t VALUES (4000000000, 'b', 'x')");
      assertThat(after(from)).containsExactly("t: I 4000000000|b|x");
      sql("ALTER TABLE t ADD w int");
      try (Reading reading = reading(from).start()) {
        assertThatThrownBy(() -> reading.until("never"))
            .hasMessageContaining("the table has other columns now");
      }
    } finally {
      sql("SET GLOBAL binlog_row_metadata = '" + before + "'", "FLUSH TABLES");
    }
  }
}
