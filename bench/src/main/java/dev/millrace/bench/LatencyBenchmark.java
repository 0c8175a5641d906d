package dev.millrace.bench;

import dev.millrace.api.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * COMMIT in an ERP to visible in a new query on the live store, while business goes on at ten
 * transactions a second. The raw table's figure bounds the model's: the mapping stands between
 * them.
 */
final class LatencyBenchmark implements Benchmark {
  /** How the values of probes begin; they end with a full stop. */
  static final String MARK = "Probe ";

  private static final int PROBES = 600;
  private static final int QUICK_PROBES = 60;
  private static final int WARM_UP = 30;

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String text() {
    return "COMMIT in an ERP to visible in the live store, one probe in flight, business at "
        + LiveDemo.RATE
        + " transactions a minute.";
  }

  /** An ERP's table that is probed, and where its change shows. */
  private record Probe(
      String erp,
      Connection connection,
      TableName.Raw table,
      String update,
      String rawQuery,
      String modelQuery) {}

  @Override
  public void run(Effort effort, List<String> parts, Consumer<Figure> out) throws Exception {
    try (LiveDemo demo = LiveDemo.start()) {
      measure(demo, effort.quick() ? QUICK_PROBES : PROBES).forEach(out);
    }
  }

  private static List<Figure> measure(LiveDemo demo, int probes) throws SQLException {
    List<Figure> figures = new ArrayList<>();
    try (Connection plant = demo.erps().plant().connect();
        Connection distribution = demo.erps().distribution().connect()) {
      List<Probe> all =
          List.of(
              new Probe(
                  "plant ERP (PostgreSQL)",
                  plant,
                  new TableName.Raw("plant", "public", "location"),
                  "UPDATE location SET name = ? WHERE id = 1",
                  "SELECT name FROM plant.public.location WHERE id = 1",
                  "SELECT name FROM model.location WHERE source_system = 'plant' AND source_key ="
                      + " '1'"),
              new Probe(
                  "distribution ERP (MariaDB)",
                  distribution,
                  new TableName.Raw("distribution", "distribution", "lager"),
                  "UPDATE lager SET bezeichnung = ? ORDER BY lagernr LIMIT 1",
                  "SELECT bezeichnung FROM distribution.distribution.lager ORDER BY lagernr LIMIT"
                      + " 1",
                  "SELECT name FROM model.location WHERE source_system = 'distribution' ORDER BY"
                      + " source_key LIMIT 1"));
      for (Probe probe : all) {
        try (LogWatch watch = new LogWatch(demo.log(), probe.table())) {
          figures.addAll(measure(probe, demo, watch, probes));
        }
      }
    }
    return figures;
  }

  private static List<Figure> measure(Probe probe, LiveDemo demo, LogWatch watch, int probes)
      throws SQLException {
    long[] log = new long[probes];
    long[] raw = new long[probes];
    long[] model = new long[probes];
    Random gaps = new Random(1);
    try (PreparedStatement update = probe.connection().prepareStatement(probe.update())) {
      for (int i = -WARM_UP; i < probes; i++) {
        String value = MARK + i + ".";
        LockSupport.parkNanos(20_000_000L + gaps.nextInt(160_000_000));
        update.setString(1, value);
        update.executeUpdate();
        long committed = System.nanoTime();
        long seenRaw = demo.await(probe.rawQuery(), value) - committed;
        long seenModel = demo.await(probe.modelQuery(), value) - committed;
        if (i >= 0) {
          log[i] = watch.seen(value) - committed;
          raw[i] = seenRaw;
          model[i] = seenModel;
        }
      }
    }
    Percentiles logTimes = new Percentiles(log);
    Percentiles rawTimes = new Percentiles(raw);
    Percentiles modelTimes = new Percentiles(model);
    List<Figure> figures = new ArrayList<>();
    for (double percent : new double[] {50, 99}) {
      String p = " p" + (int) percent;
      figures.add(
          Figure.of("latency", probe.erp() + " to log" + p, logTimes.millis(percent), "ms"));
      figures.add(
          Figure.of("latency", probe.erp() + " to raw table" + p, rawTimes.millis(percent), "ms")
              .withLimit("log", logTimes.millis(percent)));
      figures.add(
          Figure.of("latency", probe.erp() + " to model" + p, modelTimes.millis(percent), "ms")
              .withLimit("raw table", rawTimes.millis(percent)));
    }
    return figures;
  }
}
