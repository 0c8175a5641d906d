package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TelemetryTest {
  private static final String LINES = "application/x-ndjson";

  private RunningServer running;
  private FakeTelemetry telemetry;

  @BeforeEach
  void start() {
    running = new RunningServer();
    telemetry = running.platform.telemetry;
  }

  @AfterEach
  void stop() {
    telemetry.gate.countDown();
    running.close();
  }

  private HttpResponse<String> post(String path, String type, byte[] body, String... headers) {
    return running.client.get(
        path,
        request -> {
          request.header("Content-Type", type).POST(BodyPublishers.ofByteArray(body));
          return headers.length == 0 ? request : request.headers(headers);
        });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void takesEventsAndSaysWhatBecameOfThem() throws Exception {
    HttpResponse<String> answer =
        post("/api/telemetry/fleet", LINES, bytes("{}\nx"), "Idempotency-Key", "one");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body())
        .isEqualTo(
            "{\"accepted\":1,\"refused\":1,\"causes\":[{\"line\":2,\"cause\":\"It is no JSON"
                + " object.\"}],\"repeated\":false}");
    post("/api/telemetry/fleet", "application/json; charset=utf-8", bytes("[]"));
    byte[] packed = packed(bytes("{\"packed\":1}"));
    post("/api/telemetry/fleet", LINES, packed, "Content-Encoding", "gzip");
    assertThat(telemetry.taken)
        .containsExactly("LINES one {}\nx", "ARRAY - []", "LINES - {\"packed\":1}");
  }

  @Test
  void takesPositionsAsOsmAndSendsThem() {
    HttpResponse<String> answer =
        running.client.stranger(
            "/api/telemetry/fleet/osmand?id=7&lat=52.5&lon=13.4&token=" + FakeTelemetry.TOKEN,
            request -> request);
    assertThat(answer.statusCode()).isEqualTo(200);
    post(
        "/api/telemetry/fleet/osmand?lat=1",
        "application/x-www-form-urlencoded",
        bytes("deviceid=8&driver=a%26b"));
    assertThat(telemetry.taken)
        .containsExactly(
            "ARRAY - {\"id\":\"7\",\"lat\":\"52.5\",\"lon\":\"13.4\"}",
            "ARRAY - {\"deviceid\":\"8\",\"driver\":\"a&b\",\"lat\":\"1\"}");
    assertThat(post("/api/telemetry/fleet/osmand?lat=1", LINES, bytes("")).body())
        .contains("parameter id is missing");
  }

  @Test
  void aSourcesTokenOpensNothingElse() {
    String bearer = "Bearer " + FakeTelemetry.TOKEN;
    assertThat(
            running
                .client
                .stranger(
                    "/api/telemetry/fleet",
                    request ->
                        request
                            .headers("Content-Type", LINES, "Authorization", bearer)
                            .POST(BodyPublishers.ofString("{}")))
                .statusCode())
        .isEqualTo(202);
    for (String path : List.of("/api/status", "/api/telemetry/other", "/api/telemetry/fleet")) {
      String token = path.endsWith("fleet") ? "Bearer wrong" : bearer;
      assertThat(
              running
                  .client
                  .stranger(path, request -> request.header("Authorization", token))
                  .statusCode())
          .as(path)
          .isEqualTo(401);
    }
  }

  @Test
  void refusesWhatItCannotTake() {
    assertThat(post("/api/telemetry/other", LINES, bytes("{}")).statusCode()).isEqualTo(404);
    assertThat(post("/api/telemetry/fleet", "text/csv", bytes("a;b")).body())
        .contains("Cannot read events of type: text/csv.");
    assertThat(
            post("/api/telemetry/fleet", LINES, bytes("{}"), "Content-Encoding", "gzip")
                .statusCode())
        .isEqualTo(400);
    assertThat(
            post("/api/telemetry/fleet", LINES, bytes("{}"), "Content-Encoding", "br").statusCode())
        .isEqualTo(415);
    assertThat(post("/api/telemetry/fleet", LINES, new byte[(16 << 20) + 1]).statusCode())
        .isEqualTo(413);
    assertThat(running.client.get("/api/telemetry/fleet").statusCode()).isEqualTo(405);
    assertThat(telemetry.taken).isEmpty();
  }

  @Test
  void refusesAPackedBodyThatIsTooLarge() throws Exception {
    byte[] bomb = packed(new byte[(16 << 20) + 1]);
    assertThat(bomb.length).isLessThan(100_000);
    assertThat(post("/api/telemetry/fleet", LINES, bomb, "Content-Encoding", "gzip").statusCode())
        .isEqualTo(413);
  }

  @Test
  void sendersWaitWhenTheLogIsBehind() {
    telemetry.gate = new CountDownLatch(1);
    byte[] large = new byte[10 << 20];
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiting.add(
          CompletableFuture.supplyAsync(
              () -> post("/api/telemetry/fleet", LINES, large), task -> new Thread(task).start()));
    }
    await().until(() -> telemetry.taken.size() == 4);
    HttpResponse<String> answer = post("/api/telemetry/fleet", LINES, large);
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(answer.body()).contains("RESOURCES_EXHAUSTED");
    telemetry.gate.countDown();
    waiting.forEach(one -> assertThat(one.join().statusCode()).isEqualTo(202));
    assertThat(post("/api/telemetry/fleet", LINES, large).statusCode()).isEqualTo(202);
  }
}
