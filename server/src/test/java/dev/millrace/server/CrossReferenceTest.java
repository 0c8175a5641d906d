package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CrossReferenceTest {
  private static final String PATH = "/api/cross-reference/decision";

  private RunningServer running;

  @BeforeEach
  void start() {
    running = new RunningServer();
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private static String pair(String otherSystem, String decision) {
    return """
        {"table":"item","system":"plant","key":"1","other_system":"%s","other_key":"9",\
        "decision":"%s"}"""
        .formatted(otherSystem, decision);
  }

  @Test
  void tellsHowManyPairsThereAre() {
    JsonNode counts = Client.json(running.client.get("/api/cross-reference"));
    assertThat(counts.at("/tables/0/table").asText()).isEqualTo("item");
    assertThat(counts.at("/tables/0/proposed").asInt()).isEqualTo(5);
    assertThat(counts.path("error").isNull()).isTrue();
  }

  @Test
  void writesADecisionAndTakesItBack() {
    JsonNode confirmed = Client.json(running.client.send("PUT", PATH, pair("shop", "confirmed")));
    assertThat(confirmed.path("status").asText()).isEqualTo("confirmed");
    assertThat(confirmed.path("decided_by").asText()).isEqualTo("person");
    JsonNode none = Client.json(running.client.send("PUT", PATH, pair("shop", "none")));
    assertThat(none.path("status").asText()).isEqualTo("none");
    assertThat(none.path("decided_by").isNull()).isTrue();
  }

  @Test
  void refusesWhatIsNoDecision() {
    assertThat(running.client.send("PUT", PATH, pair("plant", "confirmed")).statusCode())
        .isEqualTo(400);
    assertThat(running.client.send("PUT", PATH, pair("shop", "perhaps")).statusCode())
        .isEqualTo(400);
  }
}
