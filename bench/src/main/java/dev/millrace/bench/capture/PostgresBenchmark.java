package dev.millrace.bench.capture;

import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Figure;
import dev.millrace.bench.Percentiles;
import dev.millrace.log.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Capture of PostgreSQL, beside Debezium's engine and beside the bare protocol. */
public final class PostgresBenchmark implements Benchmark {
  private static final String NATIVE = "postgres";
  private static final String PEER = "Debezium";
  private static final int RUNS = 5;
  private static final int QUICK_RUNS = 1;

  /** What is measured, and by how much. */
  private record Size(
      int runs,
      long rows,
      long loggedRows,
      long changes,
      long backlog,
      int probes,
      Duration load,
      long manyRows,
      long largeTransaction) {
    static final Size FULL =
        new Size(
            RUNS,
            2_000_000,
            8_000_000,
            1_000_000,
            5_000_000,
            1_000,
            Duration.ofSeconds(20),
            50_000_000,
            10_000_000);
    static final Size QUICK =
        new Size(
            QUICK_RUNS,
            300_000,
            1_200_000,
            200_000,
            1_000_000,
            100,
            Duration.ofSeconds(5),
            2_000_000,
            500_000);
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public String text() {
    return "Capture of PostgreSQL: each subject in a fresh process, in turn, medians of "
        + RUNS
        + " runs (one with --quick); the server shares the machine.";
  }

  @Override
  public List<String> parts() {
    return List.of("snapshot", "log", "stream", "catch-up", "latency", "load", "memory");
  }

  @Override
  public void run(boolean quick, List<String> parts, Consumer<Figure> out) throws Exception {
    Path folder = Files.createTempDirectory("millrace-bench");
    try (PostgresWork work = PostgresWork.start(folder.resolve("postgres"));
        EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"), 0)) {
      Session session =
          new Session(
              work,
              broker.bootstrapServers(),
              folder,
              new Children(folder),
              quick ? Size.QUICK : Size.FULL);
      for (String part : parts) {
        session.run(part).forEach(out);
      }
    } finally {
      Benchmark.delete(folder);
    }
  }

  /** One server and what is measured on it. */
  private record Session(
      PostgresWork work, String broker, Path folder, Children children, Size size) {

    List<Figure> run(String part) throws Exception {
      return switch (part) {
        case "snapshot" -> snapshot();
        case "log" -> log();
        case "stream" -> stream();
        case "catch-up" -> catchUp();
        case "latency" -> latency();
        case "load" -> load();
        case "memory" -> memory();
        default -> throw new IllegalArgumentException(part);
      };
    }

    private Map<String, String> millrace(String table, String slot) {
      Map<String, String> settings = new HashMap<>(work.millrace(NATIVE, table, slot));
      settings.put("broker", broker);
      settings.put("offsets", folder.resolve(slot + ".offsets").toString());
      return settings;
    }

    /** Measures the jobs in turn, so that a change of the machine's mood meets all of them. */
    private Map<SubjectKind, Medians> inTurn(Map<SubjectKind, Job> jobs, Runnable after) {
      Map<SubjectKind, Medians> medians = new EnumMap<>(SubjectKind.class);
      for (int i = 0; i < size.runs(); i++) {
        jobs.forEach(
            (subject, job) -> {
              medians.computeIfAbsent(subject, key -> new Medians()).add(children.throughput(job));
              after.run();
            });
      }
      return medians;
    }

    private List<Figure> figures(
        String what,
        Medians subject,
        Medians peer,
        Medians limit,
        String limitName,
        ToDoubleFunction<Reading> speed) {
      Figure fast =
          Figure.of("postgres", what, subject.of(speed) / 1_000, "k/s")
              .withPeer(PEER, peer.of(speed) / 1_000);
      Figure cheap =
          Figure.of(
                  "postgres",
                  what + ", CPU of the reader",
                  subject.of(Reading::cpuSecondsPerMillion),
                  "s/M")
              .withPeer(PEER, peer.of(Reading::cpuSecondsPerMillion));
      Figure small =
          Figure.of("postgres", what + ", resident", subject.of(Reading::megabytes), "MB")
              .withPeer(PEER, peer.of(Reading::megabytes));
      if (limit != null) {
        fast = fast.withLimit(limitName, limit.of(speed) / 1_000);
        cheap = cheap.withLimit(limitName, limit.of(Reading::cpuSecondsPerMillion));
      }
      return List.of(fast, cheap, small);
    }

    private List<Figure> snapshot() {
      work.makeRows("line", size.rows());
      Map<SubjectKind, Job> jobs = new LinkedHashMap<>();
      jobs.put(
          SubjectKind.POSTGRES_COPY,
          Job.throughput(SubjectKind.POSTGRES_COPY, work.bare("line", "", ""), size.rows()));
      jobs.put(
          SubjectKind.MILLRACE,
          Job.throughput(SubjectKind.MILLRACE, millrace("line", "snapshot"), size.rows()));
      Map<String, String> debezium = work.debezium("line", "debezium", "debezium");
      debezium.put("debezium.snapshot.mode", "initial");
      jobs.put(SubjectKind.DEBEZIUM, Job.throughput(SubjectKind.DEBEZIUM, debezium, size.rows()));
      Map<SubjectKind, Medians> read = inTurn(jobs, work::dropSlots);
      return figures(
          "snapshot, dropped",
          read.get(SubjectKind.MILLRACE),
          read.get(SubjectKind.DEBEZIUM),
          read.get(SubjectKind.POSTGRES_COPY),
          "COPY, one connection",
          Reading::perSecond);
    }

    private List<Figure> log() throws IOException {
      work.makeRows("logged", size.loggedRows());
      Medians own = new Medians();
      Medians peer = new Medians();
      for (int i = 0; i < size.runs(); i++) {
        own.add(worker(NATIVE, size.loggedRows()));
        peer.add(worker("debezium-postgres", size.rows()));
      }
      String what = "snapshot to the log, broker included";
      List<Figure> figures =
          new ArrayList<>(figures(what, own, peer, null, "", Reading::perSecond));
      figures.add(
          Figure.of(
                  "postgres",
                  what + ", second half",
                  own.of(Reading::secondHalfPerSecond) / 1_000,
                  "k/s")
              .withPeer(PEER, peer.of(Reading::secondHalfPerSecond) / 1_000));
      return figures;
    }

    private Reading worker(String kind, long rows) throws IOException {
      Path own = Files.createTempDirectory(folder, "worker");
      Map<String, String> settings = new HashMap<>(work.millrace(kind, "logged", "worker"));
      settings.put("folder", own.toString());
      Reading reading = children.throughput(Job.throughput(SubjectKind.WORKER, settings, rows));
      Benchmark.delete(own);
      work.dropSlots();
      return reading;
    }

    private List<Figure> stream() {
      Map<String, String> millrace = millrace("streamed", "stream");
      millrace.put("source.bulk-catch-up", "false");
      Map<String, String> debezium = work.debezium("streamed", "stream_debezium", "bare");
      debezium.put("debezium.snapshot.mode", "no_data");
      work.makeEmpty("streamed");
      work.makeSlot("bare", "bare", "streamed");
      work.run("SELECT pg_create_logical_replication_slot('stream_debezium', 'pgoutput')");
      children.settle(SubjectKind.MILLRACE, millrace);
      long changes = work.change("streamed", size.changes());
      Map<SubjectKind, Job> jobs = new LinkedHashMap<>();
      jobs.put(
          SubjectKind.POSTGRES_STREAM,
          Job.throughput(
              SubjectKind.POSTGRES_STREAM, work.bare("streamed", "bare", "bare"), changes));
      jobs.put(SubjectKind.MILLRACE, Job.throughput(SubjectKind.MILLRACE, millrace, changes));
      jobs.put(SubjectKind.DEBEZIUM, Job.throughput(SubjectKind.DEBEZIUM, debezium, changes));
      Map<SubjectKind, Medians> read = inTurn(jobs, () -> {});
      work.dropSlots();
      return figures(
          "stream, dropped",
          read.get(SubjectKind.MILLRACE),
          read.get(SubjectKind.DEBEZIUM),
          read.get(SubjectKind.POSTGRES_STREAM),
          "bare stream",
          Reading::perSecond);
    }

    private List<Figure> catchUp() {
      Map<String, String> millrace = millrace("behind", "catch_up");
      Map<String, String> debezium = work.debezium("behind", "behind_debezium", "behind");
      debezium.put("debezium.snapshot.mode", "no_data");
      work.makeEmpty("behind");
      work.makeSlot("behind", "behind", "behind");
      work.run("SELECT pg_create_logical_replication_slot('behind_debezium', 'pgoutput')");
      children.settle(SubjectKind.MILLRACE, millrace);
      long changes = work.change("behind", size.backlog());
      Map<SubjectKind, Job> jobs = new LinkedHashMap<>();
      jobs.put(
          SubjectKind.POSTGRES_PEEK,
          Job.throughput(
              SubjectKind.POSTGRES_PEEK, work.bare("behind", "behind", "behind"), changes));
      jobs.put(SubjectKind.MILLRACE, Job.throughput(SubjectKind.MILLRACE, millrace, changes));
      jobs.put(
          SubjectKind.DEBEZIUM,
          Job.throughput(SubjectKind.DEBEZIUM, debezium, Math.min(changes, size.changes())));
      Map<SubjectKind, Medians> read = inTurn(jobs, () -> {});
      work.dropSlots();
      return figures(
          "catch-up, dropped",
          read.get(SubjectKind.MILLRACE),
          read.get(SubjectKind.DEBEZIUM),
          read.get(SubjectKind.POSTGRES_PEEK),
          "peek by COPY in one call",
          Reading::perSecondFromStart);
    }

    private List<Figure> latency() {
      work.run(
          "CREATE TABLE probed (id int PRIMARY KEY, n int)", "INSERT INTO probed VALUES (1, 0)");
      String sql = "UPDATE probed SET n = ? WHERE id = 1";
      work.makeSlot("probed", "probed", "probed");
      Map<String, String> fast = work.debezium("probed", "probed_debezium", "probed");
      fast.put("debezium.snapshot.mode", "no_data");
      Map<String, String> usual = new HashMap<>(fast);
      fast.put("debezium.poll.interval.ms", "10");
      Percentiles bare =
          latency(
              SubjectKind.POSTGRES_STREAM,
              work.probing(work.bare("probed", "probed", "probed"), sql),
              size.probes());
      Percentiles own =
          latency(
              SubjectKind.MILLRACE, work.probing(millrace("probed", "own"), sql), size.probes());
      Percentiles quick = latency(SubjectKind.DEBEZIUM, work.probing(fast, sql), size.probes());
      Percentiles slow =
          latency(SubjectKind.DEBEZIUM, work.probing(usual, sql), size.probes() / 10);
      work.dropSlots();
      List<Figure> figures = new ArrayList<>();
      for (double percent : new double[] {50, 99}) {
        String p = ", p" + (int) percent;
        figures.add(
            Figure.of("postgres", "COMMIT to handed over" + p, own.millis(percent), "ms")
                .withPeer(PEER + ", poll 10 ms", quick.millis(percent))
                .withLimit("bare stream", bare.millis(percent)));
        figures.add(
            Figure.of(
                "postgres",
                "COMMIT to handed over" + p + ", Debezium by default",
                slow.millis(percent),
                "ms"));
      }
      return figures;
    }

    /** What pgbench's transactions lose while they are captured. */
    private List<Figure> load() throws Exception {
      TpcB business = TpcB.prepare(work);
      business.perSecond(size.load());
      List<Double> alone = new ArrayList<>();
      List<Double> bare = new ArrayList<>();
      List<Double> own = new ArrayList<>();
      List<Double> peer = new ArrayList<>();
      Map<String, String> debezium = work.debezium("pgbench_.*", "load", "load");
      debezium.put("debezium.snapshot.mode", "no_data");
      work.run("CREATE PUBLICATION load FOR TABLE " + TpcB.TABLES);
      String slot = "SELECT pg_create_logical_replication_slot('load', 'pgoutput')";
      for (int i = 0; i < size.runs(); i++) {
        alone.add(business.perSecond(size.load()));
        work.run(slot);
        bare.add(captured(business, SubjectKind.POSTGRES_STREAM, work.bare("", "load", "load")));
        Map<String, String> millrace = millrace("pgbench_*", "load");
        Files.deleteIfExists(Path.of(millrace.get("offsets")));
        children.settle(SubjectKind.MILLRACE, millrace);
        own.add(captured(business, SubjectKind.MILLRACE, millrace));
        work.run(slot);
        peer.add(captured(business, SubjectKind.DEBEZIUM, debezium));
      }
      return List.of(
          Figure.of("postgres", "pgbench while it is captured", Medians.median(own), "tx/s")
              .withPeer(PEER, Medians.median(peer))
              .withLimit("not captured", Medians.median(alone)),
          Figure.of("postgres", "pgbench beside the bare stream", Medians.median(bare), "tx/s")
              .withLimit("not captured", Medians.median(alone)));
    }

    /** Each capture begins with a slot of its own: none has another's changes to read. */
    private double captured(TpcB business, SubjectKind subject, Map<String, String> settings)
        throws Exception {
      Process capture = children.start(new Job(Job.Measure.RUN, subject, settings, 0));
      business.perSecond(size.load());
      double rate = business.perSecond(size.load());
      capture.getOutputStream().close();
      capture.waitFor();
      work.dropSlots();
      return rate;
    }

    /** That memory does not grow with a table or a transaction. */
    private List<Figure> memory() {
      Children small = children.withHeap("1g");
      work.run(
          "CREATE TABLE many (id bigint PRIMARY KEY, n int NOT NULL, t varchar(20) NOT NULL)",
          "INSERT INTO many SELECT i, (i % 1000)::int, 'row ' || i FROM generate_series(1, "
              + size.manyRows()
              + ") i");
      Reading table =
          small.throughput(
              Job.throughput(SubjectKind.MILLRACE, millrace("many", "many"), size.manyRows()));
      work.dropSlots();
      work.run(
          "DROP TABLE many",
          "CREATE TABLE large (id bigint PRIMARY KEY, n int NOT NULL, t varchar(20) NOT NULL)");
      Map<String, String> settings = millrace("large", "large");
      children.settle(SubjectKind.MILLRACE, settings);
      work.run(
          "INSERT INTO large SELECT i, (i % 1000)::int, 'row ' || i FROM generate_series(1, "
              + size.largeTransaction()
              + ") i");
      Reading transaction =
          small.throughput(Job.throughput(SubjectKind.MILLRACE, settings, size.largeTransaction()));
      work.dropSlots();
      return List.of(
          memory("table of " + size.manyRows() + " rows", table),
          memory("transaction of " + size.largeTransaction() + " rows", transaction));
    }

    private static Figure memory(String what, Reading reading) {
      return Figure.of("postgres", what + ", resident with -Xmx1g", reading.megabytes(), "MB");
    }

    private Percentiles latency(SubjectKind subject, Map<String, String> settings, int probes) {
      return new Percentiles(
          children.latency(new Job(Job.Measure.LATENCY, subject, settings, probes)));
    }
  }
}
