package dev.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.app.runtime.RunFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** {@code millrace demo} as a user starts it: time to the first rows, memory, CPU when idle. */
final class DemoBenchmark implements Benchmark {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RATE_PER_MINUTE = 600;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** What the Overview page needs of both ERPs. */
  private static final String OVERVIEW =
      "SELECT count(DISTINCT o.source_system) FROM model.sales_order o JOIN model.sales_order_line l"
          + " USING (source_system) WHERE l.order_key = o.source_key";

  private static final String ROWS = "SELECT count(*) FROM model.sales_order_line";

  private final HttpClient http = HttpClient.newHttpClient();

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String text() {
    return "The demo from an empty data folder: start, memory at "
        + RATE_PER_MINUTE
        + " transactions a minute, CPU when idle.";
  }

  @Override
  public void run(Effort effort, List<String> parts, Consumer<Figure> out) throws Exception {
    Path data = Files.createTempDirectory("millrace-bench");
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(
                Main.home().resolve("millrace").toString(),
                "demo",
                "--headless",
                "--port",
                "0",
                "--rate",
                Integer.toString(RATE_PER_MINUTE),
                "--data",
                data.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      RunFile run = awaitRun(data, process);
      awaitOverview(run);
      out.accept(Figure.of("demo", "start to both ERPs on the Overview", since(begun), "s"));
      TimeUnit.SECONDS.sleep(effort.quick() ? 20 : 120);
      out.accept(
          Figure.of(
              "demo",
              "resident memory at " + RATE_PER_MINUTE + " transactions a minute",
              resident(run.pid()) / 1e6,
              "MB"));
      out.accept(
          Figure.of(
              "demo",
              "CPU at " + RATE_PER_MINUTE + " transactions a minute",
              cpuPercent(run.pid(), effort.quick() ? 10 : 60),
              "% of a core"));
      rate(run, 0);
      TimeUnit.SECONDS.sleep(effort.quick() ? 5 : 20);
      out.accept(
          Figure.of(
              "demo",
              "CPU when idle",
              cpuPercent(run.pid(), effort.quick() ? 10 : 60),
              "% of a core"));
    } finally {
      process.destroy();
      process.waitFor(1, TimeUnit.MINUTES);
      Benchmark.delete(data);
    }
  }

  private static double since(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  private static RunFile awaitRun(Path data, Process process) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      Optional<RunFile> run = RunFile.read(data);
      if (run.isPresent()) {
        return run.get();
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IllegalStateException("The demo does not start.");
  }

  private void awaitOverview(RunFile run) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long before = -1;
    while (System.nanoTime() < end) {
      long systems = number(run, OVERVIEW);
      long rows = number(run, ROWS);
      // Both ERPs are there, and what was seeded has come in: little is added from here on.
      if (systems == 2 && before > 0 && rows - before < 100) {
        return;
      }
      before = rows;
      TimeUnit.MILLISECONDS.sleep(250);
    }
    throw new IllegalStateException("The ERPs' orders do not appear.");
  }

  private long number(RunFile run, String sql) throws IOException, InterruptedException {
    String body = JSON.writeValueAsString(Map.of("sql", sql));
    JsonNode answer = send(request(run, "/api/sql").POST(BodyPublishers.ofString(body)));
    return answer.path("rows").path(0).path(0).asLong(-1);
  }

  private void rate(RunFile run, int perMinute) throws IOException, InterruptedException {
    String body = JSON.writeValueAsString(Map.of("rate_per_minute", perMinute));
    send(request(run, "/api/demo").PUT(BodyPublishers.ofString(body)));
  }

  private static HttpRequest.Builder request(RunFile run, String path) {
    return HttpRequest.newBuilder(URI.create(run.url() + path))
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + run.token());
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    JsonNode body = JSON.readTree(answer.body());
    // A query answers 400 until its table is there.
    if (answer.statusCode() != 200 && !answer.request().uri().getPath().equals("/api/sql")) {
      throw new IllegalStateException("Millrace refuses: " + body);
    }
    return body;
  }

  private static long resident(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    for (String line : Files.readAllLines(status, StandardCharsets.UTF_8)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException("Linux does not tell the memory of process " + pid);
  }

  private static double cpuPercent(long pid, int seconds) throws InterruptedException {
    Duration before = cpu(pid);
    long begun = System.nanoTime();
    TimeUnit.SECONDS.sleep(seconds);
    return cpu(pid).minus(before).toNanos() * 100.0 / (System.nanoTime() - begun);
  }

  private static Duration cpu(long pid) {
    return ProcessHandle.of(pid).flatMap(p -> p.info().totalCpuDuration()).orElseThrow();
  }
}
