package dev.millrace.bench.capture;

import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Figure;
import dev.millrace.bench.capture.Comparison.Role;
import dev.millrace.log.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Capture of PostgreSQL, beside Debezium's engine and beside the bare protocol. */
public final class PostgresBenchmark implements Benchmark {
  private static final String NATIVE = "postgres";

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public String text() {
    return "Capture of PostgreSQL: each subject in a fresh process, in turn, medians of "
        + Size.FULL.runs()
        + " runs (one with --quick); the server shares the machine.";
  }

  @Override
  public List<String> parts() {
    return List.of("snapshot", "log", "stream", "catch-up", "latency", "load", "memory");
  }

  @Override
  public void run(Effort effort, List<String> parts, Consumer<Figure> out) throws Exception {
    Path folder = Files.createTempDirectory("millrace-bench");
    try (PostgresWork work = PostgresWork.start(folder.resolve("postgres"));
        EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"), 0)) {
      Children children = new Children(folder);
      Size size = Size.of(effort);
      Session session =
          new Session(
              work,
              broker.bootstrapServers(),
              folder,
              children,
              size,
              new Comparison(name(), "", children, size));
      for (String part : parts) {
        session.run(part).forEach(out);
      }
    } finally {
      Benchmark.delete(folder);
    }
  }

  /** One server and what is measured on it. */
  private record Session(
      PostgresWork work,
      String broker,
      Path folder,
      Children children,
      Size size,
      Comparison comparison) {

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

    private List<Figure> snapshot() {
      work.makeRows("line", size.rows());
      Map<Role, Job> jobs = new EnumMap<>(Role.class);
      jobs.put(
          Role.LIMIT,
          Job.throughput(SubjectKind.POSTGRES_COPY, work.bare("line", "", ""), size.rows()));
      jobs.put(
          Role.MILLRACE,
          Job.throughput(SubjectKind.MILLRACE, millrace("line", "snapshot"), size.rows()));
      Map<String, String> debezium = work.debezium("line", "debezium", "debezium");
      debezium.put("debezium.snapshot.mode", "initial");
      jobs.put(Role.PEER, Job.throughput(SubjectKind.DEBEZIUM, debezium, size.rows()));
      return comparison.figures(
          "snapshot, dropped",
          comparison.inTurn(jobs, work::dropSlots),
          "COPY, one connection",
          Reading::perSecond);
    }

    private List<Figure> log() {
      work.makeRows("logged", size.loggedRows());
      Map<Role, Job> jobs = new EnumMap<>(Role.class);
      jobs.put(Role.MILLRACE, worker(NATIVE, size.loggedRows()));
      jobs.put(Role.PEER, worker("debezium-postgres", size.rows()));
      return comparison.logged(jobs, work::dropSlots);
    }

    /** Awaits as many rows of the table, which may have more. */
    private Job worker(String kind, long rows) {
      Map<String, String> settings = new HashMap<>(work.millrace(kind, "logged", "worker"));
      settings.put("folder", folder.resolve(kind).toString());
      return Job.throughput(SubjectKind.WORKER, settings, rows);
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
      Map<Role, Job> jobs = new EnumMap<>(Role.class);
      jobs.put(
          Role.LIMIT,
          Job.throughput(
              SubjectKind.POSTGRES_STREAM, work.bare("streamed", "bare", "bare"), changes));
      jobs.put(Role.MILLRACE, Job.throughput(SubjectKind.MILLRACE, millrace, changes));
      jobs.put(Role.PEER, Job.throughput(SubjectKind.DEBEZIUM, debezium, changes));
      Map<Role, Medians> read = comparison.inTurn(jobs, () -> {});
      work.dropSlots();
      return comparison.figures("stream, dropped", read, "bare stream", Reading::perSecond);
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
      Map<Role, Job> jobs = new EnumMap<>(Role.class);
      jobs.put(
          Role.LIMIT,
          Job.throughput(
              SubjectKind.POSTGRES_PEEK, work.bare("behind", "behind", "behind"), changes));
      jobs.put(Role.MILLRACE, Job.throughput(SubjectKind.MILLRACE, millrace, changes));
      jobs.put(
          Role.PEER,
          Job.throughput(SubjectKind.DEBEZIUM, debezium, Math.min(changes, size.changes())));
      Map<Role, Medians> read = comparison.inTurn(jobs, () -> {});
      work.dropSlots();
      return comparison.figures(
          "catch-up, dropped", read, "peek by COPY in one call", Reading::perSecondFromStart);
    }

    private List<Figure> latency() {
      work.run(
          "CREATE TABLE probed (id int PRIMARY KEY, n int)", "INSERT INTO probed VALUES (1, 0)");
      work.makeSlot("probed", "probed", "probed");
      Map<String, String> usual = work.debezium("probed", "probed_debezium", "probed");
      usual.put("debezium.snapshot.mode", "no_data");
      Map<String, String> quick = new HashMap<>(usual);
      quick.put("debezium.poll.interval.ms", "10");
      List<Figure> figures =
          comparison.latency(
              probing(SubjectKind.MILLRACE, millrace("probed", "own")),
              probing(SubjectKind.POSTGRES_STREAM, work.bare("probed", "probed", "probed")),
              "bare stream",
              Optional.of(probing(SubjectKind.DEBEZIUM, quick)),
              Optional.of(probing(SubjectKind.DEBEZIUM, usual)));
      work.dropSlots();
      return figures;
    }

    private Job probing(SubjectKind subject, Map<String, String> settings) {
      return Job.latency(subject, settings, work.server(), "UPDATE probed SET n = ? WHERE id = 1");
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
          comparison
              .figure(
                  "pgbench while it is captured", Medians.median(own), "tx/s", Medians.median(peer))
              .withLimit("not captured", Medians.median(alone)),
          comparison
              .figure("pgbench beside the bare stream", Medians.median(bare), "tx/s")
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
      String rows = " SELECT i, (i % 1000)::int, 'row ' || i FROM generate_series(1, %d) i";
      work.run(
          "CREATE TABLE many (id bigint PRIMARY KEY, n int NOT NULL, t varchar(20) NOT NULL)",
          "INSERT INTO many" + rows.formatted(size.manyRows()));
      Figure table =
          comparison.memory(
              "table of " + size.manyRows() + " rows", millrace("many", "many"), size.manyRows());
      work.dropSlots();
      work.run(
          "DROP TABLE many",
          "CREATE TABLE large (id bigint PRIMARY KEY, n int NOT NULL, t varchar(20) NOT NULL)");
      Map<String, String> settings = millrace("large", "large");
      children.settle(SubjectKind.MILLRACE, settings);
      work.run("INSERT INTO large" + rows.formatted(size.largeTransaction()));
      Figure transaction =
          comparison.memory(
              "transaction of " + size.largeTransaction() + " rows",
              settings,
              size.largeTransaction());
      work.dropSlots();
      return List.of(table, transaction);
    }
  }
}
