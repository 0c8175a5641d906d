package dev.millrace.bench.tracking;

import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Figure;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** How fast what sensors send is taken. */
public final class TrackingBenchmark implements Benchmark {
  static final String NAME = "tracking";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String text() {
    return "Tracking: events that sensors send, until they are durable in the log; senders, brokers"
        + " and Millrace on this machine's cores.";
  }

  @Override
  public List<String> parts() {
    return List.of("post", "mqtt");
  }

  @Override
  public void run(Effort effort, List<String> parts, Consumer<Figure> out) throws Exception {
    Duration time = effort.quick() ? Duration.ofSeconds(10) : Duration.ofSeconds(30);
    for (String part : parts) {
      switch (part) {
        case "post" -> PostPart.run(time, out);
        case "mqtt" -> MqttPart.run(effort.quick() ? 400_000 : 2_000_000, out);
        default -> throw new IllegalArgumentException(part);
      }
    }
  }

  static Figure figure(String subject, double value, String unit) {
    return Figure.of(NAME, subject, value, unit);
  }
}
