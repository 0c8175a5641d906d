package dev.millrace.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.app.runtime.RunFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The HTTP API of a Millrace that runs on this machine, as the commands use it. */
final class RunningServer {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final RunFile run;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  private RunningServer(RunFile run) {
    this.run = run;
  }

  /**
   * Finds the running Millrace.
   *
   * @param data its data folder
   * @throws MillraceException when none runs there
   */
  static RunningServer find(Path data) {
    return new RunningServer(RunFile.read(data).orElseThrow(() -> notRunning(data)));
  }

  String address() {
    return run.address();
  }

  JsonNode fetch(String path) {
    return read(send(request(path).GET().build(), BodyHandlers.ofInputStream()));
  }

  JsonNode post(String path, Object body) {
    return read(send(postRequest(path, body), BodyHandlers.ofInputStream()));
  }

  /**
   * Asks until what was begun is done.
   *
   * @param doing in words, to show how far it is; empty to show nothing
   * @return the last answer
   */
  JsonNode awaitDone(String path, Optional<String> doing) throws InterruptedException {
    JsonNode answer = fetch(path);
    boolean shown = false;
    for (long pause = 20; !answer.path("state").asText().equals("done"); pause *= 2) {
      if (doing.isPresent()) {
        JsonNode progress = answer.path("progress");
        System.err.printf(
            "\r%s: %d of %d tables ",
            doing.get(), progress.path("done").asInt(), progress.path("total").asInt());
        shown = true;
      }
      TimeUnit.MILLISECONDS.sleep(Math.min(pause, 300));
      answer = fetch(path);
    }
    if (shown) {
      System.err.println();
    }
    return answer;
  }

  /** The body of an answer as it comes, for long or endless ones. */
  InputStream stream(String path, Object body) {
    HttpResponse<InputStream> response =
        send(postRequest(path, body), BodyHandlers.ofInputStream());
    if (response.statusCode() >= 400) {
      read(response);
    }
    return response.body();
  }

  private HttpRequest postRequest(String path, Object body) {
    try {
      return request(path)
          .header("Content-Type", "application/json")
          .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
          .build();
    } catch (IOException e) {
      throw new IllegalArgumentException("Cannot write a request's body.", e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(run.url() + path))
        .header("Authorization", "Bearer " + run.token());
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw new MillraceException(
          ErrorCode.NOT_RUNNING,
          "Cannot reach Millrace: " + run.url() + " does not answer.",
          "Start it with `millrace up <project>` or `millrace demo`.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for an answer.", e);
    }
  }

  private static JsonNode read(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      JsonNode answer = JSON.readTree(body);
      if (response.statusCode() >= 400) {
        throw new MillraceException(
            new Problem(
                code(answer.path("code").asText()),
                answer.path("message").asText("Cannot use the answer."),
                answer.path("remedy").asText(""),
                new Problem.Place(
                    "", answer.path("line").asInt(0), answer.path("column").asInt(0))));
      }
      return answer;
    } catch (IOException e) {
      throw new MillraceException(
          ErrorCode.INTERNAL, "Cannot read Millrace's answer.", "Look at its log.", e);
    }
  }

  private static ErrorCode code(String name) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.name().equals(name)) {
        return code;
      }
    }
    return ErrorCode.INTERNAL;
  }

  private static MillraceException notRunning(Path data) {
    return new MillraceException(
        ErrorCode.NOT_RUNNING,
        "Cannot find a running Millrace: " + data + " belongs to none.",
        "Start one with `millrace up <project>` or `millrace demo`, or name its folder with"
            + " --data.");
  }
}
