package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkbenchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private RunningServer running;

  @BeforeEach
  void start() {
    running = new RunningServer();
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private JsonNode begun(String path, String body) {
    JsonNode started = Client.json(running.client.send("POST", path, body));
    String run = path + "/" + started.path("id").asText();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !Client.json(running.client.get(run))
                    .at("/progress/state")
                    .asText()
                    .equals("running"));
    return Client.json(running.client.get(run));
  }

  @Test
  void proposesAMappingInTheBackground() {
    JsonNode run = begun("/api/suggestions", "{\"source\":\"plant\",\"tables\":[\"public.a\"]}");
    assertThat(run.at("/progress/state").asText()).isEqualTo("done");
    assertThat(run.at("/progress/step").asText()).isEqualTo("Sampling rows");
    assertThat(run.at("/suggestion/tables/0/table").asText()).isEqualTo("[public.a]");
    assertThat(run.at("/suggestion/files/0/name").asText()).isEqualTo("plant/items");
    assertThat(run.path("error").isNull()).isTrue();
  }

  @Test
  void saysWhyAPreviewCannotBeMadeAndNothingThatIsSecret() {
    JsonNode wrong = begun("/api/previews", "{\"name\":\"plant/items\",\"sql\":\" \"}");
    assertThat(wrong.at("/progress/state").asText()).isEqualTo("failed");
    assertThat(wrong.at("/error/code").asText()).isEqualTo("MAPPING_INVALID");
    JsonNode broken = begun("/api/suggestions", "{\"source\":\"broken\"}");
    assertThat(broken.toString()).contains("INTERNAL").doesNotContain("secret");
    assertThat(running.client.get("/api/previews/99").statusCode()).isEqualTo(404);
  }

  @Test
  void previewsWhatIsInNoFileYet() {
    JsonNode run = begun("/api/previews", "{\"name\":\"plant/new\",\"sql\":\"x\",\"rows\":50}");
    assertThat(run.at("/preview/mapping").asText()).isEqualTo("plant/new");
    assertThat(run.at("/preview/raw/0/rows").asInt()).isEqualTo(50);
    assertThat(
            running
                .client
                .send("POST", "/api/previews", "{\"name\":\"n\",\"sql\":\"x\",\"rows\":0}")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void writesAFileOnlyOverTheTextThatWasRead() {
    String path = "/api/mapping-texts/plant%2Fitems";
    JsonNode read = Client.json(running.client.get(path));
    String version = read.path("version").asText();
    String change = "{\"sql\":\"two\",\"version\":\"" + version + "\"}";
    assertThat(Client.json(running.client.send("PUT", path, change)).path("takes_effect").asText())
        .isEqualTo("replay");
    assertThat(running.client.send("PUT", path, change).statusCode()).isEqualTo(409);
    assertThat(Client.json(running.client.get(path)).path("sql").asText()).isEqualTo("two");
    assertThat(running.client.get("/api/mapping-texts/none").statusCode()).isEqualTo(404);
    assertThat(Client.json(running.client.get("/api/mappings")).at("/mappings/0/state").asText())
        .isEqualTo("running");
  }
}
