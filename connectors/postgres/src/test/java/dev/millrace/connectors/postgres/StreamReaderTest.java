package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.Position;
import dev.millrace.connectors.capture.StreamBatch;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reader of the stream alone: in order, once, from anywhere, by both ways of reading. */
class StreamReaderTest extends OnBothReleases {
  private static final int EPOCH = 7;

  /** Always far behind: small steps, whenever there is something to read. */
  private static final CatchUp.Limits STEPS =
      new CatchUp.Limits(0, 0, 0, 32 << 10, 20, Long.MAX_VALUE);

  private static final CatchUp.Limits LARGE_STEPS =
      new CatchUp.Limits(0, 0, 0, 8 << 20, 10_000, Long.MAX_VALUE);

  private static final CatchUp.Limits STREAM = CatchUp.Limits.USUAL;

  @TempDir Path folder;
  private Log log;
  private Schemas schemas;

  @BeforeEach
  void makeTables() throws SQLException {
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, n int, t text)",
        "CREATE TABLE other (id int PRIMARY KEY)",
        "CREATE PUBLICATION ours FOR ALL TABLES");
  }

  @AfterEach
  void closeLog() {
    schemas.close();
    log.close();
  }

  /** Makes a slot; returns where it begins. */
  private long slot(String name) throws SQLException {
    return Long.parseLong(
        one(
            "SELECT lsn - '0/0' FROM pg_create_logical_replication_slot('"
                + name
                + "_"
                + database
                + "', 'pgoutput')"));
  }

  private Reading reading(String slot, long from, Position after, CatchUp.Limits limits) {
    return new Reading(
        new StreamReader.Settings(
            PostgresAddress.of(source),
            database,
            slot + "_" + database,
            "ours",
            (schema, table) -> true,
            from,
            after,
            1 << 20,
            folder,
            StreamReader.Settings.USUAL_PATIENCE),
        limits,
        schemas);
  }

  private Reading reading(String slot, long from, CatchUp.Limits limits) {
    return reading(slot, from, new Position(EPOCH, from, 0), limits);
  }

  private long end() throws SQLException {
    return Long.parseLong(one("SELECT pg_current_wal_insert_lsn() - '0/0'"));
  }

  private void work(Random random, int transactions) throws SQLException {
    try (Connection one = connect();
        Connection two = connect()) {
      MixedWork.run(one, two, random, transactions);
    }
  }

  @Test
  void stepsAndStreamAndBothInTurnGiveTheSameChanges() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    long from = slot("a");
    long fromSteps = slot("b");
    long fromBoth = slot("c");
    work(random, 150);
    try (Reading both = reading("c", fromBoth, STEPS).start()) {
      // It begins by steps, streams when there is nothing left, and is far behind again.
      both.until(() -> !both.changes().isEmpty() && !both.reader().isCatchingUp());
      while (!both.reader().isCatchingUp()) {
        work(random, 2);
        both.poll();
      }
      work(random, 20);
      sql("INSERT INTO item VALUES (-1, 0, 'the end')");
      both.until("-1|0|the end");
      List<String> streamed = readAll("a", from, STREAM);
      assertThat(streamed).as("seed " + seed).hasSizeGreaterThan(100).doesNotHaveDuplicates();
      assertThat(readAll("b", fromSteps, STEPS)).as("seed " + seed).isEqualTo(streamed);
      assertThat(both.changes()).as("seed " + seed).isEqualTo(streamed);
      assertThat(both.positions()).isSorted();
    }
  }

  private List<String> readAll(String slot, long from, CatchUp.Limits limits) throws Exception {
    try (Reading reading = reading(slot, from, limits).start()) {
      return reading.until("-1|0|the end").changes();
    }
  }

  @Test
  void goesOnBehindAnyChange() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    long from = slot("a");
    work(random, 60);
    sql("INSERT INTO item VALUES (-1, 0, 'the end')");
    try (Reading whole = reading("a", from, STREAM).start()) {
      whole.until("-1|0|the end").close();
      for (int i = 0; i < 10; i++) {
        int last = random.nextInt(whole.changes().size() - 1);
        Position after = whole.positions().get(last);
        try (Reading rest = reading("a", from, after, i % 2 == 0 ? STREAM : STEPS).start()) {
          assertThat(rest.until("-1|0|the end").changes())
              .as("after %s, seed %d", after, seed)
              .isEqualTo(whole.changes().subList(last + 1, whole.changes().size()));
        }
      }
    }
  }

  @Test
  void goesOnBehindAnyBatch() throws Exception {
    long from = slot("a");
    sql(
        "INSERT INTO item SELECT i, i, repeat('x', 1000) FROM generate_series(1, 6000) i",
        "UPDATE item SET id = id + 10000 WHERE id <= 3000",
        "INSERT INTO item VALUES (-1, 0, 'the end')");
    try (Reading whole = reading("a", from, STREAM).start()) {
      whole.until("-1|0|the end").close();
      List<StreamBatch> batches = whole.batches();
      assertThat(batches).hasSizeGreaterThan(5);
      for (int i = 1; i < batches.size() - 1; i += 3) {
        StreamBatch batch = batches.get(i);
        int count =
            (int)
                whole.positions().stream().filter(p -> p.compareTo(batch.position()) <= 0).count();
        try (Reading rest = reading("a", batch.confirmable(), batch.position(), STREAM).start()) {
          assertThat(rest.until("-1|0|the end").changes())
              .isEqualTo(whole.changes().subList(count, whole.changes().size()));
        }
      }
    }
  }

  @Test
  void isHeldAtABoundBetweenTransactions() throws Exception {
    for (CatchUp.Limits limits : List.of(STREAM, STEPS)) {
      String slot = limits.equals(STREAM) ? "a" : "b";
      long from = slot(slot);
      sql("TRUNCATE item", "INSERT INTO item VALUES (1), (2)", "INSERT INTO item VALUES (3)");
      long bound = end();
      sql("INSERT INTO item VALUES (4)");
      long second = end();
      sql("INSERT INTO item VALUES (5)", "INSERT INTO item VALUES (-1, 0, 'the end')");
      try (Reading reading = reading(slot, from, limits)) {
        reading.reader().runUntil(bound);
        reading.start().until(() -> reading.reader().hasReachedBound());
        assertThat(lastOf(reading)).isEqualTo("item I 3|-|-");
        reading.reader().runUntil(second);
        assertThat(reading.reader().hasReachedBound()).isFalse();
        reading.until(() -> reading.reader().hasReachedBound());
        assertThat(lastOf(reading)).isEqualTo("item I 4|-|-");
        reading.reader().resume();
        reading.until("-1|0|the end");
        assertThat(reading.batches().get(0).position().commit()).isLessThan(bound);
      }
    }
  }

  private static String lastOf(Reading reading) {
    String last = reading.changes().get(reading.changes().size() - 1);
    return last.substring(last.indexOf(' ') + 1);
  }

  @Test
  void isPausedBeforeTheNextTransaction() throws Exception {
    long from = slot("a");
    try (Reading reading = reading("a", from, STREAM).start()) {
      sql("INSERT INTO item VALUES (1)");
      reading.until("item I 1");
      reading.reader().pause();
      sql("INSERT INTO item VALUES (2)");
      long bound = end();
      sql("INSERT INTO item VALUES (3)");
      reading.reader().runUntil(bound);
      reading.until(() -> reading.reader().hasReachedBound());
      assertThat(lastOf(reading)).isEqualTo("item I 2|-|-");
      reading.reader().resume();
      reading.until("item I 3");
    }
  }

  @Test
  void keepsLargeTransactionsInFilesUntilTheirEnd() throws Exception {
    sql("ALTER DATABASE " + database + " SET logical_decoding_work_mem = '64kB'");
    long from = slot("a");
    try (Connection one = connect();
        Connection two = connect();
        Statement first = one.createStatement();
        Statement second = two.createStatement();
        Reading reading = reading("a", from, STREAM).start()) {
      one.setAutoCommit(false);
      two.setAutoCommit(false);
      for (int i = 0; i < 20; i++) {
        first.execute(
            "INSERT INTO item SELECT i, 0, repeat('x', 1000) FROM generate_series(%d, %d) i"
                .formatted(500 * i + 1, 500 * i + 500));
        first.execute("SAVEPOINT a");
        first.execute(
            "INSERT INTO item SELECT i, 9, 'undone' FROM generate_series(100001, 100500) i");
        first.execute("ROLLBACK TO a");
        second.execute(
            "INSERT INTO other SELECT i + 500 * %d FROM generate_series(1, 500) i".formatted(i));
      }
      sql("INSERT INTO item VALUES (-2)");
      reading.until("item I -2");
      assertThat(reading.changes()).hasSize(1);
      reading.until(() -> spooled().size() == 2 && Collections.max(spooled()) > 8 << 20);
      two.rollback();
      reading.until(() -> spooled().size() == 1);
      one.commit();
      sql("INSERT INTO item VALUES (-3)");
      reading.until("item I -3");
      assertThat(spooled()).isEmpty();
      assertThat(reading.changes().subList(1, 10_001))
          .extracting(change -> change.substring(change.indexOf(' ') + 1))
          .isEqualTo(
              IntStream.rangeClosed(1, 10_000).mapToObj(i -> "item I " + i + "|0|x…1000").toList());
      assertThat(reading.changes()).hasSize(10_002);
    }
  }

  /** The sizes of the open files of the spool; they have no names any more. */
  private List<Long> spooled() {
    List<Long> sizes = new ArrayList<>();
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path link : open.toList()) {
        if (Files.isSymbolicLink(link)
            && Files.readSymbolicLink(link).toString().startsWith(folder.toString())) {
          sizes.add(Files.size(link));
        }
      }
    } catch (IOException e) {
      // The one that listed the others is closed meanwhile.
      return spooled();
    }
    return sizes;
  }

  @Test
  void closesInTheMiddleAndLeavesNothing() throws Exception {
    sql("ALTER DATABASE " + database + " SET logical_decoding_work_mem = '64kB'");
    long from = slot("a");
    sql("INSERT INTO item SELECT i, i, repeat('x', 1000) FROM generate_series(1, 20000) i");
    try (Connection session = connect();
        Statement statement = session.createStatement()) {
      session.setAutoCommit(false);
      statement.execute("INSERT INTO other SELECT generate_series(1, 20000)");
      for (CatchUp.Limits limits : List.of(STREAM, LARGE_STEPS)) {
        try (Reading reading = reading("a", from, limits).start()) {
          reading.until(() -> !reading.changes().isEmpty());
        }
        assertThat(spooled()).isEmpty();
        assertThat(
                one(
                    "SELECT confirmed_flush_lsn - '0/0' FROM pg_replication_slots WHERE slot_name ="
                        + " 'a_"
                        + database
                        + "'"))
            .isEqualTo(Long.toString(from));
      }
      session.commit();
    }
    try (Reading reading = reading("a", from, STREAM).start()) {
      assertThat(reading.until("other I 20000").changes()).hasSize(40_000);
    }
  }

  @Test
  void tellsWhatEndedItAfterTheLastChange() throws Exception {
    long from = slot("a");
    try (Reading reading = reading("a", from, STREAM).start()) {
      sql("INSERT INTO item VALUES (1)");
      reading.until("item I 1");
      sql(
          "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = 'a_"
              + database
              + "'");
      assertThatThrownBy(() -> reading.until("never"))
          .hasMessage("Cannot go on reading the stream of changes.");
    }
  }
}
