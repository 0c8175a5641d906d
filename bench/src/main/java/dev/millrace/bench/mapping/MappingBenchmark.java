package dev.millrace.bench.mapping;

import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Figure;
import java.util.List;
import java.util.function.Consumer;

/** Mappings: how fast they run, how well they are proposed. */
public final class MappingBenchmark implements Benchmark {
  static final String NAME = "mapping";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String text() {
    return "Mappings: rows from raw topics to the model's, with a join; broker and Flink in this"
        + " process. Columns added to the demo's ERPs. And proposed mappings against those that people wrote.";
  }

  @Override
  public List<String> parts() {
    return List.of("throughput", "keys", "replay", "column", "suggest");
  }

  @Override
  public void run(Effort effort, List<String> parts, Consumer<Figure> out) throws Exception {
    if (parts.contains("throughput")) {
      Throughput.run(effort.quick() ? 300_000 : 3_000_000, out);
    }
    if (parts.contains("keys")) {
      Throughput.run(effort.quick() ? 1_000_000 : 20_000_000, out);
    }
    if (parts.contains("replay")) {
      ReplayPart.run(effort.quick() ? 100_000 : 1_000_000, out);
    }
    if (parts.contains("column")) {
      ColumnPart.run(effort.quick() ? 3 : 10, out);
    }
    if (parts.contains("suggest")) {
      new SuggestPart(out).run();
    }
  }
}
