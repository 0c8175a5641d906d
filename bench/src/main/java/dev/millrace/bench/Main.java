package dev.millrace.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.api.Suggestion;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
      "Names: latency (COMMIT in an ERP to visible), demo (start time, memory, idle CPU)."
    })
public final class Main implements Callable<Integer> {
  private static final List<Benchmark> BENCHMARKS =
      List.of(new LatencyBenchmark(), new DemoBenchmark());

  @Parameters(paramLabel = "<name>", description = "Which benchmark.")
  private String name;

  @Option(names = "--quick", description = "Measure for a shorter time.")
  private boolean quick;

  @Option(names = "--json", description = "Print one JSON array of figures.")
  private boolean json;

  private Main() {}

  /** Runs one benchmark. */
  public static void main(String[] arguments) {
    System.setProperty("millrace.log", home().resolve("target/bench.log").toString());
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  /** The folder of the checkout. */
  static Path home() {
    return Path.of(System.getenv().getOrDefault("MILLRACE_HOME", "."));
  }

  @Override
  public Integer call() throws Exception {
    for (Benchmark benchmark : BENCHMARKS) {
      if (benchmark.name().equals(name)) {
        if (!json) {
          System.out.println(benchmark.text());
        }
        List<Figure> figures = benchmark.run(quick);
        if (json) {
          System.out.println(new ObjectMapper().writeValueAsString(figures));
        } else {
          figures.forEach(Main::print);
        }
        return 0;
      }
    }
    List<String> names = BENCHMARKS.stream().map(Benchmark::name).toList();
    System.err.println(
        "millrace: Cannot find benchmark: "
            + name
            + ". "
            + Suggestion.nearest(name, names)
                .map(near -> "Did you mean " + near + "?")
                .orElse("Known: " + String.join(", ", names) + "."));
    return 2;
  }

  private static void print(Figure figure) {
    String beside =
        figure.limitValue() == null
            ? ""
            : String.format(
                Locale.ROOT,
                "   (%s: %.1f; ratio %.2f)",
                figure.limit(),
                figure.limitValue(),
                figure.ratioToLimit());
    System.out.printf(
        Locale.ROOT,
        "  %-58s %10.1f %s%s%n",
        figure.subject(),
        figure.value(),
        figure.unit(),
        beside);
  }
}
