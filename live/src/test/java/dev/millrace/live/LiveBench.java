package dev.millrace.live;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Prints figures of the live store. Not a test: run its main. */
final class LiveBench {
  private LiveBench() {}

  private static final int TABLES = 40;
  private static final int BULK = 1_000_000;

  private static TableSchema table(String name) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.of("id", ColumnType.INT64));
    for (int i = 0; i < 4; i++) {
      columns.add(Column.of("text" + i, ColumnType.TEXT));
    }
    for (int i = 0; i < 3; i++) {
      columns.add(Column.of("number" + i, ColumnType.decimal(18, 6)));
    }
    columns.add(Column.of("count", ColumnType.INT32));
    columns.add(Column.of("active", ColumnType.BOOLEAN));
    columns.add(Column.of("at", ColumnType.INSTANT));
    columns.add(Column.of("day", ColumnType.DATE));
    return new TableSchema(TableName.raw("plant", "public", name), columns, List.of("id"));
  }

  private static Object[] row(long id, Random random) {
    return new Object[] {
      id,
      "item " + id,
      "open",
      "some text that is a bit longer " + random.nextInt(100_000),
      "EUR",
      "1.5",
      "22.75",
      random.nextInt(1_000) + ".123456",
      random.nextInt(1_000),
      true,
      1_700_000_000_000_000L + id,
      20_000
    };
  }

  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("live-bench");
    Random random = new Random(1);
    TestLog log = new TestLog(folder);
    List<TableSchema> tables = new ArrayList<>();
    for (int i = 0; i < TABLES; i++) {
      tables.add(table("t" + i));
      log.create(tables.get(i));
    }
    TableSchema big = tables.get(0);
    for (int i = 0; i < BULK; i++) {
      ProducerRecord<byte[], byte[]> record =
          log.record(big, Operation.SNAPSHOT, new Position(1, 0, i), row(i, random));
      log.send(record);
      if (i % 10_000 == 0) {
        log.settle();
      }
    }
    for (int t = 1; t < TABLES; t++) {
      for (int i = 0; i < 2_000; i++) {
        log.send(
            log.record(tables.get(t), Operation.SNAPSHOT, new Position(1, 0, i), row(i, random)));
      }
    }
    log.settle();
    long start = System.nanoTime();
    long cpu = cpuNanos();
    LiveStore store = LiveStore.open(LiveOptions.in(folder.resolve("live")), log.log, log.schemas);
    long total = BULK + (TABLES - 1) * 2_000L;
    while (store.stats().changesTotal() < total) {
      Thread.onSpinWait();
      sleep(5);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "snapshot into empty tables: %.0f rows/s, %.0f rows per second of CPU%n",
        total / seconds, total / ((cpuNanos() - cpu) / 1e9));
    updates(log, store, big, random);
    latency(log, store, tables, random);
    for (int many : new int[] {1, 4, 8}) {
      store.close();
      store = LiveStore.open(LiveOptions.in(folder.resolve("live")), log.log, log.schemas);
      paced(log, store, tables, random, many);
    }
    idle();
    memory(store);
    store.close();
    log.close();
  }

  private static void updates(TestLog log, LiveStore store, TableSchema big, Random random) {
    long before = store.stats().changesTotal();
    SourceHold hold = store.hold("plant");
    int count = 300_000;
    for (int i = 0; i < count; i++) {
      log.write(big, Operation.UPDATE, row(random.nextInt(BULK), random));
      if (i % 10_000 == 0) {
        log.settle();
      }
    }
    log.settle();
    long start = System.nanoTime();
    long cpu = cpuNanos();
    hold.close();
    while (store.stats().changesTotal() < before + count) {
      sleep(5);
    }
    System.out.printf(
        "updates in a table of %d: %.0f changes/s, %.0f per second of CPU%n",
        BULK, count / ((System.nanoTime() - start) / 1e9), count / ((cpuNanos() - cpu) / 1e9));
  }

  private static void latency(
      TestLog log, LiveStore store, List<TableSchema> tables, Random random) {
    for (int many : new int[] {1, 8}) {
      for (TableSchema table : List.of(tables.get(1), tables.get(0))) {
        double[] millis = new double[300];
        for (int i = 0; i < millis.length; i++) {
          Object[] row = row(random.nextInt(2_000), random);
          String mark = "mark " + many + " " + i;
          row[1] = mark;
          for (int t = 1; t < many; t++) {
            log.write(tables.get(1 + t), Operation.UPDATE, row(random.nextInt(2_000), random));
          }
          log.write(table, Operation.UPDATE, row);
          log.producer.flush();
          long start = System.nanoTime();
          String sql =
              "SELECT 1 FROM %s WHERE id = %s AND text0 = '%s'"
                  .formatted(table.name(), row[0], mark);
          while (Answers.of(store, sql).isEmpty()) {
            Thread.onSpinWait();
          }
          millis[i] = (System.nanoTime() - start) / 1e6;
          log.settle();
        }
        Arrays.sort(millis);
        System.out.printf(
            "%d tables a transaction, %s: acknowledged -> seen by a new query: median %.1f ms,"
                + " p90 %.1f, p99 %.1f, max %.1f%n",
            many, table.name(), millis[150], millis[270], millis[297], millis[299]);
      }
    }
    System.out.println(store.stats().freshness());
  }

  /** As a source writes: now and then a transaction, and nobody polls. */
  private static void paced(
      TestLog log, LiveStore store, List<TableSchema> tables, Random random, int many) {
    for (int i = 0; i < 200; i++) {
      for (int t = 0; t < many; t++) {
        log.write(tables.get(1 + t), Operation.UPDATE, row(random.nextInt(2_000), random));
      }
      log.settle();
      sleep(50);
    }
    System.out.printf(
        "%d tables a transaction, 20 a second: made -> visible %s%n",
        many, store.stats().freshness());
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void idle() {
    sleep(2_000);
    long cpu = cpuNanos();
    long start = System.nanoTime();
    sleep(10_000);
    System.out.printf(
        "idle CPU, broker included: %.1f %% of a core%n",
        100.0 * (cpuNanos() - cpu) / (System.nanoTime() - start));
  }

  private static void memory(LiveStore store) throws IOException {
    System.gc();
    System.out.printf(
        "DuckDB %d MB, heap %d MB, %s%n",
        store.stats().databaseBytes() >> 20,
        (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20,
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
            .toList());
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
