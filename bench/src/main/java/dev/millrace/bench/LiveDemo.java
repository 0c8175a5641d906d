package dev.millrace.bench;

import dev.millrace.api.MillraceException;
import dev.millrace.app.config.Project;
import dev.millrace.app.config.Settings;
import dev.millrace.app.runtime.Millrace;
import dev.millrace.demo.Demo;
import dev.millrace.demo.DemoOptions;
import dev.millrace.live.LiveStore;
import dev.millrace.live.QueryLimits;
import dev.millrace.live.ResultColumn;
import dev.millrace.live.RowVisitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The demo in this process: both ERPs in business, and a Millrace that has caught up with them. */
public final class LiveDemo implements AutoCloseable {
  /** Transactions a minute. */
  static final int RATE = 600;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /**
   * Makes measured times some two milliseconds too high; asking more often would take the cores
   * from Millrace.
   */
  private static final long BETWEEN_POLLS_NANOS = 4_000_000;

  private final Path data;
  private final Demo demo;
  private final Millrace millrace;
  private final int logPort = Benchmark.freePort();

  private LiveDemo() throws IOException {
    data = Files.createTempDirectory("millrace-bench");
    demo =
        Demo.start(
            data.resolve("erps"),
            DemoOptions.defaults().ratePerMinute(RATE),
            (part, detail, took) -> {});
    try {
      millrace = Millrace.start(project(), data, Optional.of(demo.business()), (p, d, t) -> {});
    } catch (RuntimeException e) {
      demo.close();
      throw e;
    }
  }

  private Project project() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(demo.environment());
    Project read = Project.read(Main.home().resolve("demo/project"), environment);
    return read.with(
        read.settings()
            .with(Settings.SERVER_PORT, "0")
            .with(Settings.LOG_PORT, Integer.toString(logPort)));
  }

  /** Starts both, and returns when all rows are in the live store. */
  public static LiveDemo start() throws IOException {
    LiveDemo started = new LiveDemo();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!started.millrace.caughtUp()) {
      if (System.nanoTime() > end) {
        started.close();
        throw new IllegalStateException("Millrace has not caught up with the ERPs.");
      }
      LockSupport.parkNanos(100_000_000);
    }
    return started;
  }

  public Demo erps() {
    return demo;
  }

  /** Where the log's broker listens. */
  String log() {
    return "127.0.0.1:" + logPort;
  }

  /**
   * Asks until the first column of the answer's last row is as given.
   *
   * @return when it was, as {@link System#nanoTime}
   */
  public long await(String sql, String value) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String last = "";
    while (System.nanoTime() < end) {
      last = ask(millrace.live(), sql);
      if (value.equals(last)) {
        return System.nanoTime();
      }
      LockSupport.parkNanos(BETWEEN_POLLS_NANOS);
    }
    throw new IllegalStateException("Cannot see " + value + ": " + sql + " gives " + last);
  }

  /** What a query gives, or its refusal: a column may be yet unknown. */
  private static String ask(LiveStore live, String sql) {
    String[] seen = {""};
    try {
      live.query(
          sql,
          QueryLimits.DEFAULT,
          new RowVisitor() {
            @Override
            public void columns(List<ResultColumn> columns) {}

            @Override
            public void row(Object[] values) {
              seen[0] = String.valueOf(values[0]);
            }
          });
    } catch (MillraceException e) {
      return e.getMessage();
    }
    return seen[0];
  }

  @Override
  public void close() throws IOException {
    millrace.close();
    demo.close();
    Benchmark.delete(data);
  }
}
