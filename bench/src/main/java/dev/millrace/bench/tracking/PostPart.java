package dev.millrace.bench.tracking;

import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Figure;
import dev.millrace.bench.Percentiles;
import dev.millrace.connectors.telemetry.Intake;
import dev.millrace.connectors.telemetry.Receipt;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Progress;
import dev.millrace.log.Schemas;
import dev.millrace.server.Server;
import dev.millrace.server.ServerOptions;
import dev.millrace.server.UiFiles;
import dev.millrace.server.endpoint.Platform;
import dev.millrace.server.endpoint.Queries;
import dev.millrace.server.endpoint.Telemetry;
import dev.millrace.server.endpoint.TelemetryEndpoint.TelemetryReceipt;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Batches of 500 events over HTTP, until they are answered: they are durable then. */
final class PostPart {
  private static final int BATCH = 500;
  private static final int SENDERS = 4;
  private static final int BODIES = 64;
  private static final Duration WARM_UP = Duration.ofSeconds(5);

  private PostPart() {}

  static void run(Duration time, Consumer<Figure> out) throws Exception {
    Path folder = Files.createTempDirectory("millrace-bench-post");
    String token = ServerOptions.newToken();
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
        Log log = Log.connect(broker.bootstrapServers());
        Schemas schemas = Schemas.open(log)) {
      log.createInternalTopic(Progress.TOPIC);
      try (Intake intake = Intake.open(log, schemas, "fleet");
          Server server =
              Server.start(
                  ServerOptions.of(
                          token, UiFiles.ofClassPath(PostPart.class.getClassLoader(), "ui"))
                      .withPort(0),
                  platform(intake),
                  only(Queries.class))) {
        measure(server.port(), token, WARM_UP, figure -> {});
        measure(server.port(), token, time, out);
      }
    } finally {
      Benchmark.delete(folder);
    }
  }

  private static void measure(int port, String token, Duration time, Consumer<Figure> out)
      throws Exception {
    List<byte[]> requests = requests(port, token);
    AtomicLong events = new AtomicLong();
    List<Long> answers = Collections.synchronizedList(new ArrayList<>());
    List<Thread> senders = new ArrayList<>();
    AtomicLong senderNanos = new AtomicLong();
    AtomicLong refused = new AtomicLong();
    long begin = System.nanoTime();
    double cpu = Cpu.ofProcess();
    for (int i = 0; i < SENDERS; i++) {
      int first = i * BODIES / SENDERS;
      Thread sender =
          new Thread(
              () -> {
                send(port, requests, first, begin + time.toNanos(), events, refused, answers);
                senderNanos.addAndGet((long) (Cpu.of(List.of(Thread.currentThread())) * 1e9));
              });
      senders.add(sender);
      sender.start();
    }
    for (Thread sender : senders) {
      sender.join();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    double all = Cpu.ofProcess() - cpu;
    double million = events.get() / 1e6;
    out.accept(
        TrackingBenchmark.figure(
            "POST /api/telemetry, batches of 500, 4 senders", events.get() / seconds, "events/s"));
    Percentiles times = new Percentiles(answers.stream().mapToLong(nanos -> nanos).toArray());
    out.accept(TrackingBenchmark.figure("… answered, p50", times.millis(50), "ms"));
    out.accept(TrackingBenchmark.figure("… answered, p99", times.millis(99), "ms"));
    out.accept(TrackingBenchmark.figure("… CPU of all", all / million, "s a million"));
    out.accept(
        TrackingBenchmark.figure(
            "… of which the senders", senderNanos.get() / 1e9 / million, "s a million"));
    if (refused.get() > 0) {
      throw new IllegalStateException(refused + " requests were not taken.");
    }
  }

  private static void send(
      int port,
      List<byte[]> requests,
      int first,
      long end,
      AtomicLong events,
      AtomicLong refused,
      List<Long> answers) {
    try (HttpSender sender = new HttpSender(port)) {
      for (int i = first; System.nanoTime() < end; i++) {
        long begin = System.nanoTime();
        int status = sender.send(requests.get(i % requests.size()));
        if (status == 202) {
          events.addAndGet(BATCH);
          answers.add(System.nanoTime() - begin);
        } else {
          refused.incrementAndGet();
        }
      }
    } catch (IOException e) {
      refused.incrementAndGet();
    }
  }

  private static List<byte[]> requests(int port, String token) {
    Random random = new Random(7);
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < BODIES; i++) {
      StringBuilder body = new StringBuilder();
      for (int event = 0; event < BATCH; event++) {
        body.append(
            String.format(
                Locale.ROOT,
                "{\"_type\":\"location\",\"tid\":\"%06d\",\"tst\":%d,\"lat\":%.6f,\"lon\":%.6f,"
                    + "\"vel\":%d,\"cog\":%d,\"acc\":%d,\"batt\":%d,\"t_cel\":%.1f}%n",
                random.nextInt(1_000_000),
                1_795_000_000 + random.nextInt(86_400),
                random.nextDouble() * 180 - 90,
                random.nextDouble() * 360 - 180,
                random.nextInt(120),
                random.nextInt(360),
                random.nextInt(50),
                random.nextInt(100),
                random.nextDouble() * 30));
      }
      byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
      requests.add(HttpSender.request(port, "/api/telemetry/fleet", token, bytes));
    }
    return requests;
  }

  /** A platform that takes telemetry and nothing else. */
  private static Platform platform(Intake intake) {
    Telemetry telemetry =
        new Telemetry() {
          @Override
          public boolean opens(String source, String token) {
            return false;
          }

          @Override
          public TelemetryReceipt take(
              String source, Form form, byte[] body, Optional<String> key) {
            Receipt receipt = intake.takeLines(body, key);
            return new TelemetryReceipt(
                receipt.accepted(), receipt.refused(), List.of(), receipt.repeated());
          }
        };
    return (Platform)
        Proxy.newProxyInstance(
            PostPart.class.getClassLoader(),
            new Class<?>[] {Platform.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("telemetry")) {
                return telemetry;
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  private static <T> T only(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            }));
  }
}
