package dev.millrace.app;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.app.runtime.RunFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code millrace demo} in a process of its own, as a user starts it. */
final class DemoProcess implements AutoCloseable {
  static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Path data;
  private RunFile run = new RunFile("", "", 0);

  private DemoProcess(Process process, Path data) {
    this.process = process;
    this.data = data;
  }

  /** The command line of any command of Millrace. */
  static ProcessBuilder command(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String file : List.of("app/jvm.options", "demo/jvm.options")) {
      for (String line : Files.readAllLines(HOME.resolve(file), StandardCharsets.UTF_8)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          command.add(line);
        }
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MILLRACE_HOME", HOME.toString());
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    return builder;
  }

  static DemoProcess start(Path data, int rate) throws IOException {
    ProcessBuilder builder =
        command(
            "demo",
            "--headless",
            "--port",
            "0",
            "--rate",
            Integer.toString(rate),
            "--data",
            data.toString());
    Process process =
        builder
            .redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolve("console").toFile()))
            .start();
    return new DemoProcess(process, data);
  }

  String url() {
    return run.url();
  }

  String token() {
    return run.token();
  }

  /** Waits until all sources stream, all mappings run and both ERPs' order lines are there. */
  void awaitCaughtUp() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("The demo ended: " + console());
              }
              Optional<RunFile> found =
                  RunFile.read(data).filter(file -> file.pid() == process.pid());
              found.ifPresent(file -> run = file);
              return found.isPresent() && caughtUp();
            });
  }

  private String console() throws IOException {
    return Files.readString(data.resolve("console"));
  }

  private boolean caughtUp() {
    JsonNode status = fetch("/api/status");
    if (!status.path("state").asText().equals("running")) {
      return false;
    }
    for (JsonNode source : status.path("sources")) {
      if (!source.path("state").asText().equals("streaming")) {
        return false;
      }
    }
    for (JsonNode mapping : status.path("mappings")) {
      if (!mapping.path("state").asText().equals("running")) {
        return false;
      }
    }
    String both =
        "SELECT min(n) FROM (SELECT count(*) FILTER (source_system = 'plant') AS n FROM"
            + " model.sales_order_line UNION ALL SELECT count(*) FILTER (source_system ="
            + " 'distribution') FROM model.sales_order_line)";
    return number(both) > 1_000;
  }

  long number(String sql) {
    return post("/api/sql", Map.of("sql", sql)).path("rows").path(0).path(0).asLong(-1);
  }

  /** Sets how many transactions a minute the business makes, and returns what holds then. */
  int rate(int perMinute) {
    BodyPublisher body = BodyPublishers.ofString("{\"rate_per_minute\":" + perMinute + "}");
    return send(request("/api/demo").PUT(body)).path("rate_per_minute").asInt(-1);
  }

  /** Compares everything and returns what differs. */
  List<String> verify() {
    post("/api/verify", Map.of());
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> fetch("/api/verify").path("state").asText().equals("done"));
    JsonNode result = fetch("/api/verify");
    List<String> differing = new ArrayList<>();
    for (JsonNode table : result.path("tables")) {
      if (!table.path("equal").asBoolean()) {
        differing.add(table.toString());
      }
    }
    if (result.path("tables").isEmpty()) {
      differing.add("nothing was compared: " + result);
    }
    return differing;
  }

  JsonNode fetch(String path) {
    return send(request(path).GET());
  }

  JsonNode post(String path, Object body) {
    try {
      return send(request(path).POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(run.url() + path))
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + run.token());
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      return JSON.readTree(http.send(request.build(), BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends the process as a power cut would. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends the process as Ctrl-C does. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(2, TimeUnit.MINUTES)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    throw new IllegalStateException("The demo did not stop.");
  }
}
