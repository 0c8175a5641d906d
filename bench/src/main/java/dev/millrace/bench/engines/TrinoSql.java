package dev.millrace.bench.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/** Statements to a Trino server over HTTP. */
final class TrinoSql {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI server;

  TrinoSql(URI server) {
    this.server = server;
  }

  /** What Trino says instead of doing a statement. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  boolean isStarted() throws InterruptedException {
    try {
      JsonNode info = send(HttpRequest.newBuilder(server.resolve("/v1/info")));
      return !info.path("starting").asBoolean(true);
    } catch (IOException e) {
      // It answers before it is ready, not always in JSON.
      return false;
    }
  }

  /**
   * The rows that answer a statement, each an array.
   *
   * @throws Refused when there is an error instead
   */
  List<JsonNode> rows(String statement) {
    try {
      JsonNode answer =
          send(
              HttpRequest.newBuilder(server.resolve("/v1/statement"))
                  .header("X-Trino-User", "bench")
                  .POST(BodyPublishers.ofString(statement)));
      List<JsonNode> rows = new ArrayList<>();
      while (true) {
        answer.path("data").forEach(rows::add);
        if (answer.has("error")) {
          throw new Refused(messages(answer.path("error").path("failureInfo")));
        }
        if (!answer.has("nextUri")) {
          return rows;
        }
        answer = send(HttpRequest.newBuilder(URI.create(answer.path("nextUri").asText())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot ask Trino: " + statement, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while Trino was asked.", e);
    }
  }

  /** What went wrong, and what the causes say of it, which Trino's own message may leave out. */
  private static String messages(JsonNode failure) {
    List<String> messages = new ArrayList<>();
    for (JsonNode one = failure; one.isObject(); one = one.path("cause")) {
      String message = one.path("message").asText();
      if (messages.isEmpty() || !messages.get(messages.size() - 1).contains(message)) {
        messages.add(message);
      }
    }
    return String.join(": ", messages);
  }

  /** The first column of the rows that answer a statement. */
  List<String> column(String statement) {
    return rows(statement).stream().map(row -> row.path(0).asText()).toList();
  }

  /** Does a statement and tells how long that took. */
  double seconds(String statement) {
    long begun = System.nanoTime();
    rows(statement);
    return (System.nanoTime() - begun) / 1e9;
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("Trino answers " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
