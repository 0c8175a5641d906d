package dev.millrace.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.api.Suggestion;
import dev.millrace.bench.capture.MySqlBenchmark;
import dev.millrace.bench.capture.PostgresBenchmark;
import dev.millrace.bench.engines.EnginesBenchmark;
import dev.millrace.bench.lake.LakeBenchmark;
import dev.millrace.bench.mapping.MappingBenchmark;
import dev.millrace.bench.tracking.TrackingBenchmark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace bench <name>}. */
@Command(
    name = "millrace bench",
    mixinStandardHelpOptions = true,
    description = {
      "Run one benchmark on embedded servers and print a table.",
      "Names: latency (COMMIT in an ERP to visible), demo (start time, memory, idle CPU), postgres"
          + " (capture of PostgreSQL beside Debezium and the bare protocol), mysql (the same of"
          + " MariaDB and MySQL), lake (to history and current state committed), engines (Trino at"
          + " the lake), mapping (how fast they run, how well they are proposed), tracking (events"
          + " that sensors send, how soon they are on the map, windows of it)."
    })
public final class Main implements Callable<Integer> {
  private static final List<Benchmark> BENCHMARKS =
      List.of(
          new LatencyBenchmark(),
          new DemoBenchmark(),
          new PostgresBenchmark(),
          new MySqlBenchmark(),
          new LakeBenchmark(),
          new EnginesBenchmark(),
          new MappingBenchmark(),
          new TrackingBenchmark());

  @Parameters(paramLabel = "<name>", description = "Which benchmark.")
  private String name;

  @Option(names = "--quick", description = "Measure for a shorter time.")
  private boolean quick;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "<part>",
      description =
          "Measure these parts alone; postgres has snapshot, log, stream, catch-up,"
              + " latency, load, memory; mysql has snapshot, log, stream, stream-log, latency,"
              + " memory; lake has postgres, append, changes, freshness, scan, rush, day; engines"
              + " has position-deletes, copy-on-write, deletion-vectors, own-tables; mapping has"
              + " throughput, suggest; tracking has post, mqtt, windows, feed, latency,"
              + " documents.")
  private List<String> only = List.of();

  @Option(
      names = "--runs",
      paramLabel = "<n>",
      description = "Take medians of so many runs, where medians are taken.")
  private Integer runs;

  @Option(names = "--json", description = "Print one JSON array of figures.")
  private boolean json;

  private Main() {}

  /** Runs one benchmark. */
  public static void main(String[] arguments) {
    System.setProperty("millrace.log", home().resolve("target/bench.log").toString());
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  /** The folder of the checkout. */
  public static Path home() {
    return Path.of(System.getenv().getOrDefault("MILLRACE_HOME", "."));
  }

  @Override
  public Integer call() throws Exception {
    for (Benchmark benchmark : BENCHMARKS) {
      if (benchmark.name().equals(name)) {
        if (!json) {
          System.out.println(benchmark.text());
        }
        for (String part : only) {
          if (!benchmark.parts().contains(part)) {
            return unknown("part", part, benchmark.parts());
          }
        }
        List<Figure> figures = new ArrayList<>();
        Benchmark.Effort effort =
            new Benchmark.Effort(
                quick, runs == null ? OptionalInt.empty() : OptionalInt.of(Math.max(1, runs)));
        benchmark.run(
            effort, only.isEmpty() ? benchmark.parts() : only, json ? figures::add : Main::print);
        if (json) {
          System.out.println(new ObjectMapper().writeValueAsString(figures));
        }
        return 0;
      }
    }
    return unknown("benchmark", name, BENCHMARKS.stream().map(Benchmark::name).toList());
  }

  private static int unknown(String what, String name, List<String> known) {
    System.err.println(
        "millrace: Cannot find "
            + what
            + ": "
            + name
            + ". "
            + Suggestion.nearest(name, known)
                .map(near -> "Did you mean " + near + "?")
                .orElse("Known: " + String.join(", ", known) + "."));
    return 2;
  }

  private static void print(Figure figure) {
    String beside =
        beside(figure.peer(), figure.peerValue(), figure.ratioToPeer())
            + beside(figure.limit(), figure.limitValue(), figure.ratioToLimit());
    System.out.printf(
        Locale.ROOT,
        "  %-58s %10.1f %s%s%n",
        figure.subject(),
        figure.value(),
        figure.unit(),
        beside);
  }

  private static String beside(String whose, Double value, Double ratio) {
    return value == null
        ? ""
        : String.format(Locale.ROOT, "   (%s: %.1f; ratio %.2f)", whose, value, ratio);
  }
}
