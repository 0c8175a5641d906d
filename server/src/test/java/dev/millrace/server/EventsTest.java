package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.live.LiveListener;
import dev.millrace.live.LiveRows;
import dev.millrace.live.ResultColumn;
import dev.millrace.live.RowOp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventsTest {
  private RunningServer running;
  private Client client;

  @BeforeEach
  void start() {
    running = new RunningServer();
    client = running.client;
  }

  @AfterEach
  void stop() {
    running.platform.gate.countDown();
    running.close();
  }

  @Test
  void sendsThePulseAtOnceAndThenEverySecond() throws IOException {
    try (Client.Events events = client.events(client.known("/api/pulse"))) {
      assertThat(events.response().headers().firstValue("content-type"))
          .hasValue("text/event-stream;charset=utf-8");
      Client.Event first = events.next();
      assertThat(first.name()).isEqualTo("pulse");
      assertThat(first.data().at("/freshness/now_ms").asInt()).isEqualTo(23);
      assertThat(first.data().at("/sources/0/state").asText()).isEqualTo("streaming");
      assertThat(first.data().get("changes_total").asInt()).isEqualTo(2_100);
      assertThat(events.next().name()).isEqualTo("pulse");
    }
  }

  @Test
  void followsManyQueriesInOneStream() throws IOException {
    try (Client.Events events =
        follow("{\"queries\":{\"a\":\"one\",\"b\":\"bad\"},\"limit\":10}")) {
      for (int i = 0; i < 2; i++) {
        Client.Event event = events.next();
        if (event.data().get("id").asText().equals("a")) {
          assertThat(event.name()).isEqualTo("rows");
          assertThat(event.data().toString())
              .isEqualTo(
                  "{\"id\":\"a\",\"columns\":[{\"name\":\"n\",\"type\":\"BIGINT\"},"
                      + "{\"name\":\"text\",\"type\":\"VARCHAR\"}],"
                      + "\"rows\":[[1,\"one\"],[2,\"two\"]],\"truncated\":false,"
                      + "\"as_of\":\"2026-03-01T12:00:00Z\"}");
        } else {
          assertThat(event.name()).isEqualTo("error");
          assertThat(event.data().toString())
              .isEqualTo(
                  "{\"id\":\"b\",\"code\":\"SQL_INVALID\",\"message\":\"Cannot read the query.\","
                      + "\"remedy\":\"Write SQL.\",\"line\":2,\"column\":3}");
        }
      }
    }
  }

  @Test
  void sendsDifferences() throws IOException {
    try (Client.Events events = client.events(client.known("/api/live?q=one"))) {
      assertThat(events.next().data().get("id").asText()).isEqualTo("q");
      running
          .queries
          .listeners
          .get(0)
          .diff(
              "q",
              List.of(
                  new RowOp.Copy(1, 1),
                  new RowOp.Rows(List.of(List.of(3, "three"), Collections.nCopies(2, null)))),
              true,
              FakePlatform.NOON);
      Client.Event diff = events.next();
      assertThat(diff.name()).isEqualTo("diff");
      assertThat(diff.data().toString())
          .isEqualTo(
              "{\"id\":\"q\",\"ops\":[[\"c\",1,1],[\"r\",[[3,\"three\"],[null,null]]]],"
                  + "\"truncated\":true,\"as_of\":\"2026-03-01T12:00:00Z\"}");
    }
  }

  @Test
  void pingsAQuietStream() throws IOException {
    try (Client.Events events = client.events(client.known("/api/live?q=one"))) {
      assertThat(events.next().name()).isEqualTo("rows");
      Client.Event ping = events.next();
      assertThat(ping.name()).isEqualTo("ping");
      assertThat(ping.data().toString()).isEqualTo("{}");
    }
  }

  @Test
  void refusesQueriesItCannotFollow() {
    for (String body :
        List.of(
            "{\"queries\":{}}",
            "{\"queries\":{\"a\":null}}",
            "{\"queries\":{\"a\":\"x\"},\"limit\":0}",
            "{}")) {
      JsonNode problem = Client.json(client.send("POST", "/api/live", body));
      assertThat(problem.path("code").asText()).as(body).isEqualTo("REQUEST_INVALID");
    }
    assertThat(running.queries.listeners).isEmpty();
  }

  @Test
  void stopsFollowingWhenTheClientGoes() throws IOException {
    try (Socket socket = ask("/api/live?q=one")) {
      assertThat(socket.isConnected()).isTrue();
      await().until(() -> running.queries.listeners.size() == 1);
      assertThat(running.queries.subscriptionsClosed).hasValue(0);
    }
    await().until(() -> running.queries.subscriptionsClosed.get() == 1);
  }

  @Test
  void dropsAClientThatDoesNotRead() throws IOException {
    try (Socket socket = ask("/api/live?q=one");
        Client.Events other = client.events(client.known("/api/pulse"))) {
      assertThat(socket.isConnected()).isTrue();
      await().until(() -> running.queries.listeners.size() == 1);
      LiveListener slow = running.queries.listeners.get(0);
      LiveRows large =
          new LiveRows(
              List.of(new ResultColumn("text", "VARCHAR")),
              List.of(List.of("x".repeat(2_000_000))),
              false,
              FakePlatform.NOON);
      // More than the connection's own buffers hold.
      for (int i = 0; i < 10; i++) {
        slow.rows("q", large);
      }
      await().until(() -> running.queries.subscriptionsClosed.get() == 1);
      assertThat(other.next().name()).isEqualTo("pulse");
    }
  }

  @Test
  void theBeatGoesOnWhileEveryThreadIsBusy() throws IOException {
    running.platform.gate = new CountDownLatch(1);
    List<Socket> busy = new java.util.ArrayList<>();
    for (int i = 0; i < 30; i++) {
      busy.add(ask("/api/lake"));
      busy.add(ask("/api/sql?q=wait"));
    }
    try (Client.Events events = client.events(client.known("/api/pulse"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(events.next().name()).isEqualTo("pulse");
      }
    }
    for (Socket socket : busy) {
      socket.close();
    }
  }

  @Test
  void endsOpenStreamsAtOnceWhenItStops() throws Exception {
    Client.Events pulse = client.events(client.known("/api/pulse"));
    Client.Events live = client.events(client.known("/api/live?q=one"));
    assertThat(pulse.next().name()).isEqualTo("pulse");
    assertThat(live.next().name()).isEqualTo("rows");
    CountDownLatch ended = new CountDownLatch(2);
    for (Client.Events events : List.of(pulse, live)) {
      Thread reader =
          new Thread(
              () -> {
                if (events.endsProperly()) {
                  ended.countDown();
                }
              });
      reader.start();
    }
    long before = System.nanoTime();
    running.close();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
    System.out.println("Stopping with open streams took " + millis + " ms.");
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(running.queries.subscriptionsClosed).hasValue(1);
  }

  private Client.Events follow(String body) {
    return client.events(
        client
            .known("/api/live")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private Socket ask(String path) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.server.port());
    String request =
        "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nAuthorization: Bearer %s\r\n\r\n"
            .formatted(path, running.server.port(), running.token);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    return socket;
  }
}
