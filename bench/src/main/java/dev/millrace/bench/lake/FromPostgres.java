package dev.millrace.bench.lake;

import dev.millrace.api.Connector;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.app.runtime.ConnectWorker;
import dev.millrace.bench.Figure;
import dev.millrace.bench.Meter;
import dev.millrace.bench.capture.PostgresWork;
import dev.millrace.lake.Lake;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** The whole way: a PostgreSQL server, its capture, the log, the lake, on the same cores. */
final class FromPostgres {
  private static final String SOURCE = "bench";
  private static final String TABLE = "order_line";
  private static final TableName NAME = TableName.raw(SOURCE, "public", TABLE);

  /** Of a transaction of the mixed changes. */
  private static final int INSERTS = 57;

  private static final int UPDATES = 33;
  private static final int DELETES = 10;
  private static final int CHANGES = INSERTS + UPDATES + DELETES;

  private FromPostgres() {}

  static void run(long rows, Consumer<Figure> out) throws Exception {
    try (LakeBed bed = new LakeBed();
        PostgresWork work = PostgresWork.start(bed.folder.resolve("postgres"))) {
      work.makeRows(TABLE, rows);
      Map<String, String> config = config(bed, work);
      try (ConnectWorker worker =
              ConnectWorker.start(bed.broker.bootstrapServers(), bed.folder.resolve("offsets"));
          Lake lake = bed.open(LakeBenchmark.INTERVAL)) {
        Meter meter = new Meter(LakeBenchmark.NAME);
        capture(worker, config, lake, rows);
        meter.report("rows of PostgreSQL to the lake", rows, out);
        // Made while nobody captures, so that it is the capture that sets the pace.
        long changes = change(work, rows, rows / 2);
        meter = new Meter(LakeBenchmark.NAME);
        capture(worker, config, lake, rows + changes);
        meter.report("mixed changes of PostgreSQL to the lake", changes, out);
      }
    }
  }

  /** Captures until the lake has committed so many changes. */
  private static void capture(
      ConnectWorker worker, Map<String, String> config, Lake lake, long changes) {
    worker.run(SOURCE, config);
    LakeBed.await(lake, NAME, changes);
    worker.remove(SOURCE);
  }

  private static Map<String, String> config(LakeBed bed, PostgresWork work) {
    Connector connector =
        ServiceLoader.load(Connector.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(one -> one.kind().equals("postgres"))
            .findFirst()
            .orElseThrow();
    Map<String, String> options = new HashMap<>();
    connector.options().forEach(option -> options.put(option.name(), option.defaultValue()));
    work.millrace("postgres", TABLE, SOURCE)
        .forEach((name, value) -> options.put(name.replaceFirst("^source\\.", ""), value));
    options.keySet().retainAll(connector.options().stream().map(o -> o.name()).toList());
    return connector.connectConfig(
        new SourceConfig(SOURCE, connector.kind(), options), bed.broker.bootstrapServers());
  }

  /** Changes any rows, in transactions; returns how many changes that were. */
  private static long change(PostgresWork work, long rows, long about) {
    long transactions = about / CHANGES;
    work.run(
        """
        CREATE PROCEDURE change() LANGUAGE plpgsql AS $$
        DECLARE ids bigint[]; n bigint; total bigint := 0;
        BEGIN
          FOR t IN 0 .. %d LOOP
            SELECT array_agg(DISTINCT 1 + floor(random() * %d)::bigint) INTO ids
              FROM generate_series(1, %d);
            INSERT INTO order_line (id, order_id, item_id, line, quantity, status, sku, description,
                changed, due, open, remark)
              SELECT %d + t * %d + i, i, i, 1, i, 'open', 'SKU-' || i, 'Hexagon bolt M' || i,
                now()::timestamp, now()::date, true, NULL FROM generate_series(1, %d) i;
            GET DIAGNOSTICS n = ROW_COUNT;
            total := total + n;
            UPDATE order_line SET quantity = quantity + 1, status = 'changed' WHERE id = ANY(ids[1:%d]);
            GET DIAGNOSTICS n = ROW_COUNT;
            total := total + n;
            DELETE FROM order_line WHERE id = ANY(ids[%d:]);
            GET DIAGNOSTICS n = ROW_COUNT;
            total := total + n;
            COMMIT;
          END LOOP;
          INSERT INTO counted VALUES (total);
        END $$"""
            .formatted(
                transactions - 1,
                rows,
                UPDATES + DELETES,
                rows,
                INSERTS,
                INSERTS,
                UPDATES,
                UPDATES + 1),
        "SET synchronous_commit = off",
        "CREATE TABLE counted (n bigint)",
        "CALL change()",
        "CHECKPOINT");
    return work.number("SELECT n FROM counted");
  }
}
