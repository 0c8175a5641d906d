package dev.millrace.bench;

import dev.millrace.api.TableName;
import dev.millrace.app.config.Project;
import dev.millrace.app.config.Settings;
import dev.millrace.app.runtime.Millrace;
import dev.millrace.demo.Demo;
import dev.millrace.demo.DemoOptions;
import dev.millrace.live.LiveStore;
import dev.millrace.live.QueryLimits;
import dev.millrace.live.ResultColumn;
import dev.millrace.live.RowVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final int RATE_PER_MINUTE = 600;
  private static final int PROBES = 600;
  private static final int QUICK_PROBES = 60;
  private static final int WARM_UP = 30;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /**
   * Makes the figures some two milliseconds too high; asking more often would take the cores from
   * Millrace.
   */
  private static final long BETWEEN_POLLS_NANOS = 4_000_000;

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String text() {
    return "COMMIT in an ERP to visible in the live store, one probe in flight, business at "
        + RATE_PER_MINUTE
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
    Path data = Files.createTempDirectory("millrace-bench");
    DemoOptions options = DemoOptions.defaults().ratePerMinute(RATE_PER_MINUTE);
    try (Demo demo = Demo.start(data.resolve("erps"), options, (part, detail, took) -> {})) {
      Map<String, String> environment = new HashMap<>(System.getenv());
      environment.putAll(demo.environment());
      int logPort = Benchmark.freePort();
      String log = "127.0.0.1:" + logPort;
      Project read = Project.read(Main.home().resolve("demo/project"), environment);
      Project project =
          read.with(
              read.settings()
                  .with(Settings.SERVER_PORT, "0")
                  .with(Settings.LOG_PORT, Integer.toString(logPort)));
      try (Millrace millrace =
          Millrace.start(project, data, Optional.of(demo.business()), (part, detail, took) -> {})) {
        awaitCaughtUp(millrace);
        measure(demo, millrace.live(), log, effort.quick() ? QUICK_PROBES : PROBES).forEach(out);
      }
    } finally {
      Benchmark.delete(data);
    }
  }

  private static void awaitCaughtUp(Millrace millrace) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!millrace.caughtUp()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("Millrace has not caught up with the ERPs.");
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  private static List<Figure> measure(Demo demo, LiveStore live, String log, int probes)
      throws SQLException {
    List<Figure> figures = new ArrayList<>();
    try (Connection plant = demo.plant().connect();
        Connection distribution = demo.distribution().connect()) {
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
        try (LogWatch watch = new LogWatch(log, probe.table())) {
          figures.addAll(measure(probe, live, watch, probes));
        }
      }
    }
    return figures;
  }

  private static List<Figure> measure(Probe probe, LiveStore live, LogWatch watch, int probes)
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
        long seenRaw = await(live, probe.rawQuery(), value) - committed;
        long seenModel = await(live, probe.modelQuery(), value) - committed;
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

  private static long await(LiveStore live, String sql, String value) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String[] seen = new String[1];
    RowVisitor first =
        new RowVisitor() {
          @Override
          public void columns(List<ResultColumn> columns) {}

          @Override
          public void row(Object[] values) {
            seen[0] = String.valueOf(values[0]);
          }
        };
    while (System.nanoTime() < end) {
      live.query(sql, QueryLimits.DEFAULT, first);
      if (value.equals(seen[0])) {
        return System.nanoTime();
      }
      LockSupport.parkNanos(BETWEEN_POLLS_NANOS);
    }
    throw new IllegalStateException(
        "Cannot see the probe " + value + ": " + sql + " gives " + Arrays.toString(seen));
  }
}
