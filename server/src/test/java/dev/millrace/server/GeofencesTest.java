package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeofencesTest {
  /** The key of a place may hold a slash. */
  private static final String PATH = "/api/geofences/plant/site%2F7";

  private static final String ACROSS_THE_MERIDIAN =
      """
      {"boundary":"{\\"type\\":\\"Polygon\\",\\"coordinates\\":[[[179,-18],[-179,-18],\
      [-179,-17],[179,-17],[179,-18]]]}"}""";

  private RunningServer running;

  @BeforeEach
  void start() {
    running = new RunningServer();
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private static String polygon(String coordinates) {
    return "{\"boundary\":\"{\\\"type\\\":\\\"Polygon\\\",\\\"coordinates\\\":"
        + coordinates
        + "}\"}";
  }

  @Test
  void drawsACircleAndRemovesIt() {
    assertThat(running.client.get(PATH).statusCode()).isEqualTo(404);
    JsonNode drawn =
        Client.json(
            running.client.send(
                "PUT", PATH, "{\"latitude\":51.5,\"longitude\":7.2,\"radius_m\":350}"));
    assertThat(drawn.path("source_system").asText()).isEqualTo("plant");
    assertThat(drawn.path("location_key").asText()).isEqualTo("site/7");
    assertThat(Client.json(running.client.get(PATH))).isEqualTo(drawn);
    assertThat(drawn.path("radius_m").asDouble()).isEqualTo(350);
    assertThat(drawn.path("boundary").isNull()).isTrue();
    assertThat(running.client.send("DELETE", PATH, "").statusCode()).isEqualTo(200);
    assertThat(running.client.send("DELETE", PATH, "").statusCode()).isEqualTo(404);
    assertThat(running.client.get(PATH).statusCode()).isEqualTo(404);
  }

  @Test
  void drawsAPolygonAcrossThe180thMeridian() {
    assertThat(running.client.send("PUT", PATH, ACROSS_THE_MERIDIAN).statusCode()).isEqualTo(200);
    assertThat(Client.json(running.client.get(PATH)).path("boundary").asText())
        .startsWith("{\"type\":\"Polygon\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|it is neither a circle nor a polygon",
        "{\"radius_m\":5,\"boundary\":\"{}\"}|it is a circle and a polygon at once",
        "{\"radius_m\":0.5}|its radius is 0.5 m",
        "{\"radius_m\":1000001}|its radius is 1000001.0 m",
        "{\"radius_m\":5,\"latitude\":5}|its centre is not whole",
        "{\"radius_m\":5,\"latitude\":91,\"longitude\":7}|its centre is at latitude 91.0"
      })
  void refusesCirclesThatAreNone(String body, String why) {
    refuses(body, why);
  }

  @Test
  void refusesPolygonsThatAreNone() {
    refuses(polygon("[[[0,0],[1,1],[1,0],[0,1],[0,0]]]"), "its edges behind corners 1 and 3 cross");
    refuses(polygon("[[[0,0],[1,1],[0,0]]]"), "it has corners at 2 different places, and needs 3");
    refuses(polygon("[[[0,0],[1,95],[5,5],[0,0]]]"), "corner 2 is at latitude 95.0");
    refuses(polygon("[]"), "it has no corners");
    refuses("{\"boundary\":\"POLYGON((0 0))\"}", "Cannot read a border");
  }

  private void refuses(String body, String why) {
    HttpResponse<String> answer = running.client.send("PUT", PATH, body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Client.json(answer).path("message").asText())
        .startsWith("Cannot draw the geofence: ")
        .contains(why);
    assertThat(Client.json(answer).path("code").asText()).isEqualTo("REQUEST_INVALID");
    assertThat(running.client.get(PATH).statusCode()).isEqualTo(404);
  }

  @Test
  void letsNobodyInWithoutTheToken() {
    Client stranger = new Client(running.server.port(), "wrong");
    assertThat(stranger.send("PUT", PATH, "{\"radius_m\":5}").statusCode()).isEqualTo(401);
    assertThat(stranger.send("DELETE", PATH, "").statusCode()).isEqualTo(401);
  }
}
