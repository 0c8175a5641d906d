package dev.millrace.bench.engines;

import dev.millrace.bench.Feed;
import dev.millrace.bench.Figure;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;

/** A table that has been changed a lot, read by Trino and by Iceberg's own reader. */
final class ReadBack {
  private static final int RUNS = 5;
  private static final int COMMITS = 6;
  private static final String KEPT = "%s.\"" + ServedLake.NAMESPACE + "\".%s";
  private static final String OWN = "engines";
  private static final String FRESH = TrinoServer.WRITER + "." + OWN + ".fresh";

  /** What a Trino without deletion vectors says at one. */
  private static final String NO_VECTORS = "PUFFIN";

  private final String format;
  private final ServedLake lake;
  private final TrinoServer server;
  private final TrinoSql trino;
  private final Consumer<Figure> out;

  /**
   * @param format of the current state
   */
  ReadBack(String format, ServedLake lake, TrinoServer server, Consumer<Figure> out) {
    this.format = format;
    this.lake = lake;
    this.server = server;
    this.trino = server.sql();
    this.out = out;
  }

  /** The name by which Trino knows a kept table. */
  static String kept(String catalog, String table) {
    return KEPT.formatted(catalog, table);
  }

  /**
   * Writes rows and one and a half as many changes of them, and reads what has come of it.
   *
   * @throws IllegalStateException when Trino reads anything else than Iceberg
   */
  void run(long rows) throws IOException {
    try (Feed lines = lake.orderLines()) {
      lines.insert(rows);
      lake.commit();
      for (int i = 0; i < COMMITS; i++) {
        lines.change(rows * 3 / 2 / COMMITS);
        lake.commit();
      }
      Table history = lake.table(ServedLake.HISTORY);
      Scan scan = new Scan(kept(TrinoServer.READER, ServedLake.HISTORY), history.schema());
      repeat(scan::run);
      out.accept(figure("history, full scan", lines.written() / 1e3 / scan.best, "k/s"));
      history(lines.written());
      current();
      // The next statement sees the next commit.
      lines.insert(1);
      lake.commit();
      history(lines.written());
    }
  }

  private void history(long changes) throws IOException {
    Contents seen =
        same(kept(TrinoServer.READER, ServedLake.HISTORY), lake.table(ServedLake.HISTORY));
    if (seen.rows() != changes) {
      throw new IllegalStateException(
          "The history has " + seen.rows() + " changes of " + changes + ".");
    }
  }

  private void current() throws IOException {
    Table table = lake.table(ServedLake.CURRENT);
    String name = kept(TrinoServer.READER, ServedLake.CURRENT);
    double rows;
    try {
      rows = same(name, table).rows();
    } catch (TrinoSql.Refused e) {
      if (!e.getMessage().contains(NO_VECTORS)) {
        throw e;
      }
      out.accept(
          figure("current state read (" + e.getMessage() + ")", 0, "rows")
              .withLimit("there are", (double) Contents.of(table).rows()));
      return;
    }
    out.accept(figure("dead rows in the files", deadPercent(table), "%"));
    trino.rows("CREATE SCHEMA IF NOT EXISTS " + TrinoServer.WRITER + "." + OWN);
    double seconds = trino.seconds("CREATE TABLE " + FRESH + " AS SELECT * FROM " + name);
    out.accept(figure("the same rows written by Trino", rows / 1e3 / seconds, "k/s"));
    if (!same(FRESH, lake.table(Namespace.of(OWN), "fresh")).equals(Contents.of(table))) {
      throw new IllegalStateException("The copy has other rows than the table.");
    }
    scan(name, table.schema());
    trino.rows("DROP TABLE " + FRESH);
  }

  private void scan(String changed, Schema schema) {
    Scan changedScan = new Scan(changed, schema);
    Scan freshScan = new Scan(FRESH, schema);
    repeat(
        () -> {
          changedScan.run();
          freshScan.run();
        });
    out.accept(
        figure("full scan", changedScan.best * 1e3, "ms")
            .withLimit("the same rows freshly written", freshScan.best * 1e3));
    out.accept(
        figure("… CPU of Trino", changedScan.cpu * 1e3 / RUNS, "ms")
            .withLimit("fresh", freshScan.cpu * 1e3 / RUNS));
  }

  private static void repeat(Runnable work) {
    for (int i = 0; i < RUNS; i++) {
      work.run();
    }
  }

  /** Reads all columns of all rows, and has little to do with them. */
  private final class Scan {
    private final String statement;
    private double best = Double.MAX_VALUE;
    private double cpu;

    Scan(String table, Schema schema) {
      String columns =
          schema.columns().stream()
              .map(column -> "max(\"" + column.name() + "\")")
              .collect(Collectors.joining(", "));
      statement = "SELECT count(*), " + columns + " FROM " + table;
      // Once, so that the JIT has seen it.
      trino.rows(statement);
    }

    void run() {
      double before = server.cpu().toNanos() / 1e9;
      best = Math.min(best, trino.seconds(statement));
      cpu += server.cpu().toNanos() / 1e9 - before;
    }
  }

  private Contents same(String name, Table table) throws IOException {
    Contents seen = Contents.of(trino, name, table.schema());
    Contents there = Contents.of(table);
    if (!seen.equals(there)) {
      throw new IllegalStateException(
          "Trino reads " + seen + " in " + name + ", Iceberg " + there + ".");
    }
    return seen;
  }

  private static double deadPercent(Table table) throws IOException {
    double inFiles = Double.parseDouble(table.currentSnapshot().summary().get("total-records"));
    return 100 * (1 - Contents.of(table).rows() / inFiles);
  }

  private Figure figure(String what, double value, String unit) {
    return Figure.of(EnginesBenchmark.NAME, format + ": " + what, value, unit);
  }
}
