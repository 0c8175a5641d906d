package dev.millrace.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.app.config.Project;
import dev.millrace.app.config.Settings;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What devices send to a whole Millrace, until SQL shows it. */
class TelemetryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String TOKEN = "token-of-the-phones-0001";

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();

  private Millrace start() throws Exception {
    Path project = Files.createDirectories(folder.resolve("project"));
    Files.writeString(project.resolve("millrace.yaml"), "{}\n");
    Files.createDirectories(project.resolve("sources"));
    Files.writeString(
        project.resolve("sources/phones.yaml"),
        "connector: http-telemetry\ntokens: ${env:PHONES_TOKEN}\n");
    Files.createDirectories(project.resolve("mappings"));
    Files.copy(
        Path.of("..", "docs", "telemetry", "osmand.sql"),
        project.resolve("mappings/osmand.sql"),
        StandardCopyOption.REPLACE_EXISTING);
    Project read = Project.read(project, Map.of("PHONES_TOKEN", TOKEN));
    assertThat(read.problems()).isEmpty();
    return Millrace.start(
        read.with(read.settings().with(Settings.SERVER_PORT, "0")),
        folder.resolve("data"),
        Optional.empty(),
        (part, detail, took) -> {});
  }

  private HttpResponse<String> send(Millrace millrace, String path, String key, String body)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(server(millrace) + path))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/x-ndjson")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static String server(Millrace millrace) {
    return millrace.address().replaceAll("/\\?.*", "");
  }

  private JsonNode sql(Millrace millrace, String sql) throws Exception {
    String token = millrace.address().replaceAll(".*token=", "");
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        server(millrace)
                            + "/api/sql?q="
                            + URLEncoder.encode(sql, StandardCharsets.UTF_8)))
                .header("Authorization", "Bearer " + token)
                .build(),
            BodyHandlers.ofString());
    return new ObjectMapper().readTree(answer.body()).path("rows");
  }

  @Test
  void isThereOnceAndAsReadings() throws Exception {
    String event =
        "{\"id\":\"phone-1\",\"lat\":\"52.5\",\"lon\":\"13.4\",\"timestamp\":\"1795000000\"}";
    try (Millrace millrace = start()) {
      HttpResponse<String> answer =
          send(millrace, "/api/telemetry/phones", "first", event + "\nno event");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      assertThat(answer.body())
          .startsWith("{\"accepted\":1,\"refused\":1,")
          .endsWith("\"repeated\":false}");
      HttpResponse<String> position =
          http.send(
              HttpRequest.newBuilder(
                      URI.create(
                          server(millrace)
                              + "/api/telemetry/phones/osmand?id=phone-2&lat=1&lon=2"
                              + "&timestamp=1795000001&token="
                              + TOKEN))
                  .build(),
              BodyHandlers.ofString());
      assertThat(position.statusCode()).isEqualTo(200);
      assertThat(send(millrace, "/api/telemetry/other", "first", event).statusCode())
          .as("its token does not open it")
          .isEqualTo(401);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          sql(
                                  millrace,
                                  "SELECT sensor_key, latitude FROM model.sensor_reading ORDER BY 1")
                              .toString())
                      .isEqualTo("[[\"phone-1\",52.5],[\"phone-2\",1.0]]"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          sql(millrace, "SELECT mapping, line FROM model.dead_letter").toString())
                      .isEqualTo("[[\"POST /api/telemetry\",2]]"));
      await().atMost(PATIENCE).until(millrace::caughtUp);
    }
    try (Millrace millrace = start()) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(send(millrace, "/api/telemetry/phones", "first", event).body())
                      .endsWith("\"repeated\":true}"));
    }
  }
}
