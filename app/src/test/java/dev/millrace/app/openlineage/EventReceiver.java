package dev.millrace.app.openlineage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes OpenLineage events by HTTP, as a catalog does. */
final class EventReceiver implements AutoCloseable {
  private static final String PATH = "/api/v1/lineage";

  private final HttpServer server;
  private final ObjectMapper json = new ObjectMapper();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final AtomicInteger toRefuse = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  EventReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(PATH, this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode event = json.readTree(exchange.getRequestBody());
      boolean asExpected =
          exchange.getRequestMethod().equals("POST")
              && "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
      if (toRefuse.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        refused.incrementAndGet();
        exchange.sendResponseHeaders(503, -1);
      } else if (asExpected) {
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
            .ifPresent(keys::add);
        events.add(event);
        exchange.sendResponseHeaders(201, -1);
      } else {
        exchange.sendResponseHeaders(400, -1);
      }
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
  }

  /** Answers so many events with 503. */
  void refuse(int count) {
    toRefuse.set(count);
  }

  int refused() {
    return refused.get();
  }

  List<JsonNode> events() {
    return List.copyOf(events);
  }

  List<String> keys() {
    return List.copyOf(keys);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
