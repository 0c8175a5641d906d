package dev.millrace.bench.tracking;

import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Figure;
import java.util.List;
import java.util.function.Consumer;

/** Tracking: how many sensors are followed, and how fast they are on the map. */
public final class TrackingBenchmark implements Benchmark {
  static final String NAME = "tracking";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String text() {
    return "Tracking: windows of the map over ten million sensors; readings from their topic to the"
        + " map's positions, how many and how soon. Broker and generator in this process.";
  }

  @Override
  public List<String> parts() {
    return List.of("windows", "feed", "latency");
  }

  @Override
  public void run(Effort effort, List<String> parts, Consumer<Figure> out) throws Exception {
    boolean quick = effort.quick();
    if (parts.contains("windows")) {
      new WindowsPart(quick ? 1_000_000 : 10_000_000, out).run();
    }
    if (parts.contains("feed")) {
      FeedPart.run(quick ? 500_000 : 5_000_000, out);
    }
    if (parts.contains("latency")) {
      LatencyPart.run(quick ? 10 : 60, out);
    }
  }
}
