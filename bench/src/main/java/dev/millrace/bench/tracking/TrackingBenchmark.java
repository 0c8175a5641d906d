package dev.millrace.bench.tracking;

import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Figure;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Tracking: how fast what sensors send is taken, and how soon it is on the map. */
public final class TrackingBenchmark implements Benchmark {
  static final String NAME = "tracking";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String text() {
    return "Tracking: events that sensors send, until they are durable in the log; readings from"
        + " their topic to the map's positions; windows of the map over ten million sensors; texts found by"
        + " their words. Senders,"
        + " brokers and Millrace on this machine's cores.";
  }

  @Override
  public List<String> parts() {
    return List.of("post", "mqtt", "windows", "feed", "latency", "job", "flood", "documents");
  }

  @Override
  public void run(Effort effort, List<String> parts, Consumer<Figure> out) throws Exception {
    boolean quick = effort.quick();
    for (String part : parts) {
      switch (part) {
        case "post" -> PostPart.run(Duration.ofSeconds(quick ? 10 : 30), out);
        case "mqtt" -> MqttPart.run(quick ? 400_000 : 2_000_000, out);
        case "windows" -> new WindowsPart(quick ? 1_000_000 : 10_000_000, out).run();
        case "feed" -> FeedPart.run(quick ? 500_000 : 5_000_000, out);
        case "latency" -> LatencyPart.run(quick ? 10 : 60, out);
        case "job" -> {
          JobPart.run(quick ? 1_000_000 : 10_000_000, 1, out);
          JobPart.run(quick ? 1_000_000 : 10_000_000, 2, out);
        }
        case "flood" ->
            new FloodPart(
                    quick ? 1_000_000 : 10_000_000,
                    quick ? 17_000 : 167_000,
                    quick ? Duration.ofSeconds(60) : Duration.ofMinutes(10),
                    Duration.ofSeconds(quick ? 30 : 90),
                    out)
                .run(2);
        case "documents" -> DocumentsPart.run(quick ? 20_000 : 100_000, out);
        default -> throw new IllegalArgumentException(part);
      }
    }
  }

  static Figure figure(String subject, double value, String unit) {
    return Figure.of(NAME, subject, value, unit);
  }
}
