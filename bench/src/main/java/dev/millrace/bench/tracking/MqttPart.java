package dev.millrace.bench.tracking;

import dev.millrace.api.Connector;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.app.config.Project;
import dev.millrace.app.runtime.ConnectWorker;
import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Figure;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.testing.Mosquitto;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Messages with QoS 1 through Mosquitto into the log, and beside it the broker's own rate: the same
 * messages to a bare subscriber that drops them.
 */
final class MqttPart {
  private static final int PUBLISHERS = 2;
  private static final int IN_FLIGHT = 500;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);
  private static final TableName TABLE = TableName.raw("fleet", "mqtt", "message");
  private static final byte[] PAYLOAD =
      ("{\"_type\":\"location\",\"tid\":\"000017\",\"tst\":1795000000,\"lat\":52.520008,"
              + "\"lon\":13.404954,\"vel\":54,\"cog\":270,\"acc\":8,\"batt\":71}")
          .getBytes(StandardCharsets.UTF_8);

  private MqttPart() {}

  static void run(long messages, Consumer<Figure> out) throws Exception {
    if (!Mosquitto.isAvailable()) {
      throw new IllegalStateException(Mosquitto.MISSING);
    }
    Path folder = Files.createTempDirectory("millrace-bench-mqtt");
    try (Mosquitto mosquitto =
        Mosquitto.start(
            folder.resolve("mosquitto"), "max_inflight_messages 500", "set_tcp_nodelay true")) {
      double bare = bare(mosquitto, messages, out);
      taken(mosquitto, folder, messages, bare, out);
    } finally {
      Benchmark.delete(folder);
    }
  }

  private static double bare(Mosquitto mosquitto, long messages, Consumer<Figure> out)
      throws Exception {
    try (MqttWire subscriber = new MqttWire(mosquitto.port(), "bare")) {
      subscriber.subscribe("bare/#");
      double before = broker(mosquitto);
      long begin = System.nanoTime();
      List<FutureTask<Void>> publishers = publish(mosquitto, "bare/1", messages);
      subscriber.receive(messages);
      double rate = messages / ((System.nanoTime() - begin) / 1e9);
      for (FutureTask<Void> publisher : publishers) {
        publisher.get();
      }
      out.accept(
          TrackingBenchmark.figure("Mosquitto alone: QoS 1 to a bare subscriber", rate, "msgs/s"));
      cpu("… CPU of the broker", broker(mosquitto) - before, messages, out);
      return rate;
    }
  }

  private static void taken(
      Mosquitto mosquitto, Path folder, long messages, double bare, Consumer<Figure> out)
      throws Exception {
    Connector connector = Project.connectors().get("mqtt");
    SourceConfig source =
        new SourceConfig(
            "fleet",
            connector.kind(),
            Map.of(
                "hostname",
                Mosquitto.HOST,
                "port",
                Integer.toString(mosquitto.port()),
                "topics",
                "fleet/#",
                // Debian's Mosquitto sends MQTT 5 clients more than they allow.
                "mqtt-version",
                "3.1.1"));
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"), 0);
        Log log = Log.connect(broker.bootstrapServers());
        ConnectWorker worker =
            ConnectWorker.start(broker.bootstrapServers(), folder.resolve("offsets"))) {
      worker.run("fleet", connector.connectConfig(source, broker.bootstrapServers()));
      long warm = messages / 4;
      // The first come when the subscription is there.
      while (records(log) == 0) {
        publish(mosquitto, "fleet/0", PUBLISHERS).forEach(FutureTask::run);
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      }
      through(mosquitto, log, warm);
      double own = Cpu.ofProcess();
      double before = broker(mosquitto);
      double rate = messages / through(mosquitto, log, messages);
      out.accept(
          TrackingBenchmark.figure("MQTT QoS 1 through Mosquitto into the log", rate, "msgs/s")
              .withLimit("Mosquitto alone", bare));
      cpu("… CPU of the broker", broker(mosquitto) - before, messages, out);
      cpu("… CPU of Millrace, its log and the publishers", Cpu.ofProcess() - own, messages, out);
    }
  }

  /** Seconds until so many more are in the log. */
  private static double through(Mosquitto mosquitto, Log log, long messages) throws Exception {
    long before = settled(log);
    long begin = System.nanoTime();
    List<FutureTask<Void>> publishers = publish(mosquitto, "fleet/1", messages);
    while (records(log) < before + messages) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    for (FutureTask<Void> publisher : publishers) {
      publisher.get();
    }
    return seconds;
  }

  private static long settled(Log log) {
    long seen = -1;
    long now = records(log);
    while (now != seen) {
      LockSupport.parkNanos(50 * BETWEEN_LOOKS.toNanos());
      seen = now;
      now = records(log);
    }
    return now;
  }

  private static long records(Log log) {
    return log.tables().contains(TABLE)
        ? log.endOffsets(log.partitions(TABLE)).values().stream().mapToLong(end -> end).sum()
        : 0;
  }

  private static List<FutureTask<Void>> publish(Mosquitto mosquitto, String topic, long messages) {
    List<FutureTask<Void>> publishers = new ArrayList<>();
    for (int i = 0; i < PUBLISHERS; i++) {
      String name = "publisher-" + i;
      Callable<Void> work =
          () -> {
            try (MqttWire wire = new MqttWire(mosquitto.port(), name)) {
              wire.publish(topic, PAYLOAD, messages / PUBLISHERS, IN_FLIGHT);
            }
            return null;
          };
      FutureTask<Void> publisher = new FutureTask<>(work);
      publishers.add(publisher);
      new Thread(publisher, name).start();
    }
    return publishers;
  }

  private static double broker(Mosquitto mosquitto) {
    return mosquitto.cpu().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  private static void cpu(String subject, double seconds, long messages, Consumer<Figure> out) {
    out.accept(TrackingBenchmark.figure(subject, seconds * 1e6 / messages, "s a million"));
  }
}
