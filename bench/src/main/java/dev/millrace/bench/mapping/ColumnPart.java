package dev.millrace.bench.mapping;

import dev.millrace.bench.Figure;
import dev.millrace.bench.LiveDemo;
import dev.millrace.bench.Percentiles;
import dev.millrace.testing.DatabaseServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * How long it takes until a column that is added in an ERP shows in the live store, while business
 * goes on and nothing is restarted.
 */
final class ColumnPart {
  /** Looks at the source are a second apart; these pauses meet them at any moment. */
  private static final long PAUSE_NANOS = 1_370_000_000;

  private final LiveDemo demo;
  private final int columns;
  private final Consumer<Figure> out;

  private ColumnPart(LiveDemo demo, int columns, Consumer<Figure> out) {
    this.demo = demo;
    this.columns = columns;
    this.out = out;
  }

  static void run(int columns, Consumer<Figure> out) throws Exception {
    try (LiveDemo demo = LiveDemo.start()) {
      ColumnPart part = new ColumnPart(demo, columns, out);
      part.measure("PostgreSQL", demo.erps().plant(), "plant.public.", "location");
      part.measure("MariaDB", demo.erps().distribution(), "distribution.distribution.", "lager");
    }
  }

  /** A column that is added, and what tells that it is there. */
  private record Added(
      String what, String name, String definition, String update, String query, String shows) {}

  private void measure(String database, DatabaseServer server, String schema, String table)
      throws SQLException {
    measure(
        database,
        server,
        table,
        new Added(
            "a column that is filled at once",
            "filled_",
            "varchar(3)",
            "UPDATE " + table + " SET %s = 'new'",
            "SELECT max(%s) FROM " + schema + table,
            "new"));
    measure(
        database,
        server,
        table,
        new Added(
            "an empty column, no row changed",
            "empty_",
            "varchar(3)",
            "",
            "SELECT count(%s) FROM " + schema + table,
            "0"));
    measure(
        database,
        server,
        table,
        new Added(
            "a column with a default, no row changed",
            "defaulted_",
            "varchar(3) DEFAULT 'old'",
            "",
            "SELECT min(coalesce(%s, '')) FROM " + schema + table,
            "old"));
  }

  private void measure(String database, DatabaseServer server, String table, Added added)
      throws SQLException {
    long[] times = new long[columns];
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < columns; i++) {
        LockSupport.parkNanos(PAUSE_NANOS);
        String column = added.name + i;
        statement.execute(
            "ALTER TABLE " + table + " ADD COLUMN " + column + " " + added.definition);
        long begun = System.nanoTime();
        if (!added.update.isEmpty()) {
          statement.execute(added.update.formatted(column));
        }
        times[i] = demo.await(added.query.formatted(column), added.shows) - begun;
      }
      for (int i = 0; i < columns; i++) {
        statement.execute("ALTER TABLE " + table + " DROP COLUMN " + added.name + i);
      }
    }
    Percentiles all = new Percentiles(times);
    for (double percent : new double[] {50, 100}) {
      out.accept(
          Figure.of(
              MappingBenchmark.NAME,
              database + ": " + added.what + (percent == 50 ? ", median" : ", longest"),
              all.millis(percent),
              "ms"));
    }
  }
}
