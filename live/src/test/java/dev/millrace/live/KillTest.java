package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Operation;
import dev.millrace.api.TableSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
  private static final String ALL = "SELECT id, name, price FROM %s ORDER BY id";

  @TempDir Path folder;
  private TestLog log;

  @BeforeEach
  void start() {
    log = new TestLog(folder);
  }

  @AfterEach
  void stop() {
    log.close();
  }

  private static List<List<Object>> rows(LiveStore store, TableSchema schema) {
    return Answers.of(store, ALL.formatted(schema.name()));
  }

  /** Waits until the store is where the log ends, then compares. */
  private void assertEqual(LiveStore store, List<Workload> workloads, List<TableSchema> tables) {
    log.settle();
    for (int i = 0; i < tables.size(); i++) {
      Workload workload = workloads.get(i);
      TableSchema table = tables.get(i);
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(10))
          .ignoreExceptionsInstanceOf(dev.millrace.api.MillraceException.class)
          .untilAsserted(
              () -> {
                assertThat(rows(store, table)).isEqualTo(workload.expected());
                // Counted just after the rows can be seen.
                assertThat(store.rowCounts())
                    .containsEntry(table.name(), (long) workload.rows().size());
              });
    }
  }

  @Test
  void resumesExactlyAfterKillsAtAnyMoment() throws IOException, InterruptedException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<TableSchema> tables = List.of(TestLog.items("plant"), TestLog.items("other"));
    List<Workload> workloads = new ArrayList<>();
    for (TableSchema table : tables) {
      log.create(table);
      workloads.add(new Workload(log, table, new Random(random.nextLong())));
    }
    Path live = folder.resolve("live");
    for (int kills = 0; kills < 6; kills++) {
      Process process = StoreProcess.start(log.broker.bootstrapServers(), live);
      assertThat(process.getInputStream().read()).isEqualTo('o');
      int bursts = 5 + random.nextInt(20);
      for (int i = 0; i < bursts; i++) {
        workloads.forEach(workload -> workload.change(1 + random.nextInt(60)));
        log.settle();
      }
      process.destroyForcibly().waitFor();
    }
    try (LiveStore store = LiveStore.open(LiveOptions.in(live), log.log, log.schemas)) {
      assertEqual(store, workloads, tables);
    }
  }

  @Test
  void followsRandomChangesInSmallAndLargeBatches() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    TableSchema table = TestLog.items("plant");
    log.create(table);
    Workload workload = new Workload(log, table, random);
    try (LiveStore store =
        LiveStore.open(LiveOptions.in(folder.resolve("live")), log.log, log.schemas)) {
      for (int round = 0; round < 30; round++) {
        workload.change(random.nextBoolean() ? 1 + random.nextInt(5) : random.nextInt(2_000));
        assertEqual(store, List.of(workload), List.of(table));
      }
    }
  }

  @Test
  void readsATopicThatBeganAnewFromItsStart() {
    TableSchema table = TestLog.items("plant");
    log.create(table);
    LiveOptions options = LiveOptions.in(folder.resolve("live"));
    try (LiveStore store = LiveStore.open(options, log.log, log.schemas)) {
      for (int i = 0; i < 10; i++) {
        log.write(table, Operation.INSERT, i, "old", "1", 0L);
      }
      await().until(() -> store.stats().changesTotal() == 10);
    }
    try (TestLog fresh = new TestLog(folder.resolve("fresh"))) {
      fresh.create(table);
      fresh.write(table, Operation.INSERT, 100, "new", "1", 0L);
      fresh.settle();
      try (LiveStore store = LiveStore.open(options, fresh.log, fresh.schemas)) {
        await()
            .untilAsserted(
                () ->
                    assertThat(rows(store, table)).isEqualTo(List.of(List.of(100, "new", "1.00"))));
      }
    }
  }
}
