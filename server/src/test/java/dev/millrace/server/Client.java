package dev.millrace.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Asks a server over HTTP, with the token unless told otherwise. */
final class Client {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int port;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  Client(int port, String token) {
    this.port = port;
    this.token = token;
  }

  HttpResponse<String> get(String path) {
    return get(path, UnaryOperator.identity());
  }

  HttpResponse<String> get(String path, UnaryOperator<HttpRequest.Builder> more) {
    return send(more.apply(known(path)).build(), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(String path, UnaryOperator<HttpRequest.Builder> more) {
    return send(more.apply(known(path)).build(), BodyHandlers.ofByteArray());
  }

  /** Asks without a token. */
  HttpResponse<String> stranger(String path, UnaryOperator<HttpRequest.Builder> more) {
    return send(more.apply(address(path)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> send(String method, String path, String json) {
    return get(
        path,
        request ->
            request
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json)));
  }

  Events events(HttpRequest.Builder request) {
    return new Events(send(request.build(), BodyHandlers.ofInputStream()));
  }

  HttpRequest.Builder known(String path) {
    return address(path).header("Authorization", "Bearer " + token);
  }

  private HttpRequest.Builder address(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(30));
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  /** Sends bytes as they are and returns all that comes back until the server closes. */
  static String raw(int port, String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An event as it came. */
  record Event(String name, JsonNode data) {}

  /** A stream of events. */
  static final class Events implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    Events(HttpResponse<InputStream> response) {
      this.response = response;
      this.lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    HttpResponse<InputStream> response() {
      return response;
    }

    /** The next event; waits for it. */
    Event next() {
      try {
        String name = lines.readLine();
        String data = lines.readLine();
        String end = lines.readLine();
        if (end == null) {
          throw new IllegalStateException("The stream has ended.");
        }
        return new Event(
            name.substring("event: ".length()), json(data.substring("data: ".length())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Reads until the stream ends; true when it ended properly, false when it broke off. */
    boolean endsProperly() {
      try {
        while (lines.readLine() != null) {
          // What still comes does not matter.
        }
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public void close() throws IOException {
      response.body().close();
    }
  }
}
