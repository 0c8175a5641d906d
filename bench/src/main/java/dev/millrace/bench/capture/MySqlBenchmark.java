package dev.millrace.bench.capture;

import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Figure;
import dev.millrace.bench.capture.Comparison.Role;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.MySqlServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Capture of MariaDB, and of MySQL where one is, beside Debezium's engine and beside what the
 * protocol gives.
 */
public final class MySqlBenchmark implements Benchmark {
  private static final String NATIVE = "mysql";

  /** Millrace's older way to capture MariaDB, which is no peer on MySQL. */
  private static final String THROUGH_DEBEZIUM = "debezium-mariadb";

  @Override
  public String name() {
    return "mysql";
  }

  @Override
  public String text() {
    return "Capture of MariaDB and MySQL: each subject in a fresh process, in turn, medians of "
        + Size.FULL.runs()
        + " runs (one with --quick); the server shares the machine."
        + (MySqlServer.isAvailable() ? "" : " " + MySqlServer.MISSING);
  }

  @Override
  public List<String> parts() {
    return List.of("snapshot", "log", "stream", "stream-log", "latency", "memory");
  }

  @Override
  public void run(Effort effort, List<String> parts, Consumer<Figure> out) throws Exception {
    Path folder = Files.createTempDirectory("millrace-bench");
    Children children = new Children(folder);
    Size size = Size.of(effort);
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"), 0)) {
      try (BinlogWork work = BinlogWork.mariaDb(folder.resolve("mariadb"))) {
        Comparison comparison = new Comparison(name(), "MariaDB: ", children, size);
        run(new Session(work, broker.bootstrapServers(), folder, comparison), parts, out);
      }
      if (MySqlServer.isAvailable()) {
        try (BinlogWork work = BinlogWork.mySql(folder.resolve("mysql"))) {
          Comparison comparison = new Comparison(name(), "MySQL: ", children, size);
          run(new Session(work, broker.bootstrapServers(), folder, comparison), parts, out);
        }
      }
    } finally {
      Benchmark.delete(folder);
    }
  }

  private static void run(Session session, List<String> parts, Consumer<Figure> out) {
    for (String part : parts) {
      session.run(part).forEach(out);
    }
  }

  /** One server and what is measured on it. */
  private record Session(BinlogWork work, String broker, Path folder, Comparison comparison) {

    List<Figure> run(String part) {
      return switch (part) {
        case "snapshot" -> snapshot();
        case "log" -> log();
        case "stream" -> stream();
        case "stream-log" -> streamToLog();
        case "latency" -> latency();
        case "memory" -> memory();
        default -> throw new IllegalArgumentException(part);
      };
    }

    private Size size() {
      return comparison.size();
    }

    private Path own(String name) {
      return folder.resolve(work.server().getClass().getSimpleName() + "-" + name);
    }

    private Map<String, String> millrace(String table) {
      Map<String, String> settings = new HashMap<>(work.millrace(NATIVE, table));
      settings.put("broker", broker);
      settings.put("offsets", own(table + ".offsets").toString());
      return settings;
    }

    private List<Figure> snapshot() {
      work.makeRows("line", size().rows());
      Map<Role, Job> jobs = new EnumMap<>(Role.class);
      jobs.put(
          Role.LIMIT, Job.throughput(SubjectKind.MYSQL_SELECT, work.bare("line"), size().rows()));
      jobs.put(
          Role.MILLRACE, Job.throughput(SubjectKind.MILLRACE, millrace("line"), size().rows()));
      Map<String, String> debezium = work.debezium("line");
      debezium.put("debezium.snapshot.mode", "initial");
      jobs.put(Role.PEER, Job.throughput(SubjectKind.DEBEZIUM, debezium, size().rows()));
      return comparison.figures(
          "snapshot, dropped",
          comparison.inTurn(jobs, () -> {}),
          "SELECT, one connection",
          Reading::perSecond);
    }

    private List<Figure> log() {
      work.makeRows("logged", size().loggedRows());
      Map<Role, Job> jobs = new EnumMap<>(Role.class);
      workers("logged")
          .forEach(
              (role, settings) -> {
                long rows = role == Role.PEER ? size().rows() : size().loggedRows();
                jobs.put(role, Job.throughput(SubjectKind.WORKER, settings, rows));
              });
      return comparison.logged(jobs, () -> {});
    }

    private Map<Role, Map<String, String>> workers(String table) {
      Map<Role, Map<String, String>> workers = new EnumMap<>(Role.class);
      workers.put(Role.MILLRACE, worker(NATIVE, table));
      if (work.server() instanceof MariaDbServer) {
        Map<String, String> debezium = worker(THROUGH_DEBEZIUM, table);
        debezium.put("source.database", work.server().database());
        workers.put(Role.PEER, debezium);
      }
      return workers;
    }

    private Map<String, String> worker(String kind, String table) {
      Map<String, String> settings = new HashMap<>(work.millrace(kind, table));
      settings.put("folder", own(kind + "-" + table).toString());
      return settings;
    }

    private List<Figure> stream() {
      work.makeEmpty("streamed");
      Map<String, String> bare = work.bare("streamed");
      Map<String, String> millrace = millrace("streamed");
      Map<String, String> debezium = work.debeziumFromNow("streamed");
      comparison.children().settle(SubjectKind.MILLRACE, millrace);
      long changes = work.change("streamed", size().changes());
      Map<Role, Job> jobs = new EnumMap<>(Role.class);
      jobs.put(Role.LIMIT, Job.throughput(SubjectKind.MYSQL_BINLOG, bare, changes));
      jobs.put(Role.MILLRACE, Job.throughput(SubjectKind.MILLRACE, millrace, changes));
      jobs.put(Role.PEER, Job.throughput(SubjectKind.DEBEZIUM, debezium, changes));
      return comparison.figures(
          "stream, dropped",
          comparison.inTurn(jobs, () -> {}),
          "binary log decoded by a library",
          Reading::perSecond);
    }

    private List<Figure> streamToLog() {
      work.makeEmpty("followed");
      Map<Role, Map<String, String>> workers = workers("followed");
      workers.values().forEach(one -> comparison.children().settle(SubjectKind.WORKER, one));
      long changes = work.change("followed", size().changes());
      Map<Role, Job> jobs = new EnumMap<>(Role.class);
      workers.forEach(
          (role, settings) -> {
            settings.put(
                WorkerToLog.RECORDS_A_TOMBSTONE, Integer.toString(BinlogWork.RECORDS_A_TOMBSTONE));
            jobs.put(role, Job.throughput(SubjectKind.WORKER, settings, changes));
          });
      return comparison.figures(
          "stream to the log, broker included",
          comparison.inTurn(jobs, () -> {}),
          "",
          Reading::perSecond);
    }

    private List<Figure> latency() {
      work.run(
          "CREATE TABLE probed (id int PRIMARY KEY, n int)", "INSERT INTO probed VALUES (1, 0)");
      Map<String, String> usual = work.debeziumFromNow("probed");
      Map<String, String> quick = new HashMap<>(usual);
      quick.put("debezium.poll.interval.ms", "10");
      return comparison.latency(
          probing(SubjectKind.MILLRACE, millrace("probed")),
          probing(SubjectKind.MYSQL_BINLOG, work.bare("probed")),
          "binary log by a library",
          Optional.of(probing(SubjectKind.DEBEZIUM, quick)),
          Optional.of(probing(SubjectKind.DEBEZIUM, usual)));
    }

    private Job probing(SubjectKind subject, Map<String, String> settings) {
      return Job.latency(subject, settings, work.server(), "UPDATE probed SET n = ? WHERE id = 1");
    }

    /** That memory does not grow with a table or a transaction. */
    private List<Figure> memory() {
      work.makeSmallRows("many", size().manyRows());
      Figure table =
          comparison.memory(
              "table of " + size().manyRows() + " rows", millrace("many"), size().manyRows());
      work.run("DROP TABLE many");
      work.makeSmall("large");
      Map<String, String> settings = millrace("large");
      comparison.children().settle(SubjectKind.MILLRACE, settings);
      work.insertAtOnce("large", size().largeTransaction());
      Figure transaction =
          comparison.memory(
              "transaction of " + size().largeTransaction() + " rows",
              settings,
              size().largeTransaction());
      return List.of(table, transaction);
    }
  }
}
