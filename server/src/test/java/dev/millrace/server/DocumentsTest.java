package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DocumentsTest {
  private RunningServer running;

  @BeforeEach
  void start() {
    running = new RunningServer();
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private HttpResponse<String> add(String more) {
    return running.client.send(
        "POST", "/api/documents", "{\"system\":\"plant\",\"kind\":\"note\"" + more + "}");
  }

  @Test
  void addsFindsAndRemovesADocument() {
    HttpResponse<String> added = add(",\"title\":\"Broken pallet\",\"key\":\"x/1\"");
    assertThat(added.statusCode()).isEqualTo(201);
    assertThat(Client.json(added).path("key").asText()).isEqualTo("added/x/1");
    JsonNode found =
        Client.json(running.client.get("/api/documents/search?q=pallet&limit=5")).path("documents");
    assertThat(found).hasSize(1);
    assertThat(found.at("/0/title/0/found").asBoolean()).isTrue();
    assertThat(found.at("/0/url").isNull()).isTrue();
    String address = "/api/documents?system=plant&key=added%2Fx%2F1";
    assertThat(running.client.send("DELETE", address, "").statusCode()).isEqualTo(200);
    assertThat(running.client.send("DELETE", address, "").statusCode()).isEqualTo(404);
    assertThat(Client.json(running.client.get("/api/documents/search")).path("count").asInt())
        .isZero();
  }

  @Test
  void refusesWhatIsNoDocument() {
    assertThat(add("").statusCode()).isEqualTo(400);
    assertThat(add(",\"kind\":\"song\"").statusCode()).isEqualTo(400);
    assertThat(running.client.get("/api/documents/search?limit=201").statusCode()).isEqualTo(400);
  }
}
