package dev.millrace.bench.mapping;

import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Figure;
import java.util.List;
import java.util.function.Consumer;

/** How well mappings are proposed for schemas that nobody has mapped. */
public final class MappingBenchmark implements Benchmark {
  private static final String SUGGEST = "suggest";

  @Override
  public String name() {
    return "mapping";
  }

  @Override
  public String text() {
    return "Mappings that are proposed, against those that people wrote.";
  }

  @Override
  public List<String> parts() {
    return List.of(SUGGEST);
  }

  @Override
  public void run(Effort effort, List<String> parts, Consumer<Figure> out) throws Exception {
    if (parts.contains(SUGGEST)) {
      new SuggestPart(out).run();
    }
  }
}
