package dev.millrace.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.app.config.Project;
import dev.millrace.app.config.Settings;
import java.io.IOException;
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
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents of a whole Millrace: those that a mapping makes, and those that people add. */
class DocumentsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String MAPPING =
      """
      INSERT INTO model.shipment (source_system, source_key, shipment_number)
      SELECT 'phones', JSON_VALUE(payload, '$.shipment'), JSON_VALUE(payload, '$.shipment')
      FROM phones.http.message;
      INSERT INTO model.document (source_system, source_key, kind, body, shipment_key)
      SELECT 'phones', 'log/' || JSON_VALUE(payload, '$.shipment'), 'log',
        JSON_VALUE(payload, '$.text'), JSON_VALUE(payload, '$.shipment')
      FROM phones.http.message;
      """;

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();

  private Millrace start() throws IOException {
    Path project = Files.createDirectories(folder.resolve("project"));
    Files.writeString(project.resolve("millrace.yaml"), "{}\n");
    Files.createDirectories(project.resolve("sources"));
    Files.writeString(
        project.resolve("sources/phones.yaml"),
        "connector: http-telemetry\ntokens: token-of-the-phones-0001\n");
    Files.createDirectories(project.resolve("mappings"));
    Files.writeString(project.resolve("mappings/log.sql"), MAPPING);
    Project read = Project.read(project, Map.of());
    assertThat(read.problems()).isEmpty();
    return Millrace.start(
        read.with(read.settings().with(Settings.SERVER_PORT, "0")),
        folder.resolve("data"),
        Optional.empty(),
        (part, detail, took) -> {});
  }

  private JsonNode call(Millrace millrace, String method, String path, String body)
      throws Exception {
    String address = millrace.address();
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(address.replaceAll("/\\?.*", "") + path))
                .header("Authorization", "Bearer " + address.replaceAll(".*token=", ""))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    return new ObjectMapper().readTree(answer.body());
  }

  private String sql(Millrace millrace, String sql) throws Exception {
    String query = "/api/sql?q=" + URLEncoder.encode(sql, StandardCharsets.UTF_8);
    return call(millrace, "GET", query, "").path("rows").toString();
  }

  private String add(Millrace millrace, String more) throws Exception {
    JsonNode answer =
        call(
            millrace,
            "POST",
            "/api/documents",
            "{\"system\":\"phones\",\"kind\":\"note\"," + more + "}");
    return answer.has("key") ? answer.path("key").asText() : answer.path("message").asText();
  }

  @Test
  void areFoundBesideTheNumbersAndStay() throws Exception {
    try (Millrace millrace = start()) {
      String event = "{\"shipment\":\"S-1\",\"text\":\"Kühlkette war zwei Stunden unterbrochen\"}";
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          call(millrace, "POST", "/api/telemetry/phones", event)
                              .path("accepted")
                              .asInt())
                      .isEqualTo(1));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          sql(
                              millrace,
                              "SELECT d.shipment_key, f.snippet FROM"
                                  + " search_documents('kuehlkette stund') AS f JOIN model.document"
                                  + " AS d USING (source_system, source_key)"))
                      .isEqualTo("[[\"S-1\",\"Kühlkette war zwei Stunden unterbrochen\"]]"));

      assertThat(
              add(millrace, "\"title\":\"Pallet broken\",\"key\":\"1\",\"shipment_key\":\"S-1\""))
          .isEqualTo("added/1");
      assertThat(add(millrace, "\"title\":\"x\",\"shipment_key\":\"S-2\""))
          .isEqualTo("Cannot add the document: model.shipment has no row phones, S-2.");
      assertThat(add(millrace, "\"author\":\"x\""))
          .isEqualTo("Cannot add the document: it says nothing.");
      assertThat(add(millrace, "\"url\":\"javascript:alert(1)\""))
          .isEqualTo(
              "Cannot add the document: its url is none that can be opened: javascript:alert(1).");
      assertThat(add(millrace, "\"title\":\"x\",\"written_at\":\"yesterday\""))
          .isEqualTo("Cannot add the document: its written_at is no time: yesterday.");
      assertThat(
              call(millrace, "DELETE", "/api/documents?system=phones&key=log%2FS-1", "")
                  .path("message")
                  .asText())
          .isEqualTo("Cannot remove document log/S-1 of phones: it was not added here.");

      String search = "/api/documents/search?system=phones&shipment=S-1&q=";
      await()
          .atMost(PATIENCE)
          .until(() -> call(millrace, "GET", search, "").path("count").asInt() == 2);
      JsonNode found = call(millrace, "GET", search + "palet+%22pallet+broken%22+-crate", "");
      assertThat(found.path("count").asInt()).isZero();
      assertThat(add(millrace, "\"title\":\"Crate broken\",\"key\":\"added/1\""))
          .isEqualTo("added/1");
      await()
          .atMost(PATIENCE)
          .until(() -> call(millrace, "GET", search, "").path("count").asInt() == 1);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(sql(millrace, "SELECT title FROM model.document WHERE kind = 'note'"))
                      .isEqualTo("[[\"Crate broken\"]]"));
    }
    try (Millrace millrace = start()) {
      String found = "/api/documents/search?q=crate";
      await()
          .atMost(PATIENCE)
          .until(() -> call(millrace, "GET", found, "").path("count").asInt() == 1);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  call(millrace, "DELETE", "/api/documents?system=phones&key=added%2F1", "")
                      .has("key"));
      await()
          .atMost(PATIENCE)
          .until(() -> call(millrace, "GET", found, "").path("count").asInt() == 0);
    }
  }
}
