package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqlTest {
  private RunningServer running;
  private Client client;

  @BeforeEach
  void start() {
    running = new RunningServer();
    client = running.client;
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void answersInJson() {
    HttpResponse<String> answer = client.send("POST", "/api/sql", "{\"sql\":\"values\"}");
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(answer.body())
        .isEqualTo(
            "{\"columns\":[{\"name\":\"n\",\"type\":\"BIGINT\"},{\"name\":\"text\",\"type\":\"VARCHAR\"}],"
                + "\"rows\":[[1,\"plain\"],"
                + "[\"9007199254740993\",\"a \\\"quoted\\\", text\\nin two lines\"],"
                + "[null,\"\"],[1.5,[{\"a\":true}]]],"
                + "\"row_count\":4,\"truncated\":false,\"elapsed_ms\":3.0}");
  }

  @Test
  void answersInCsv() {
    HttpResponse<String> answer = client.get("/api/sql?format=csv&q=values");
    assertThat(answer.headers().firstValue("content-type")).hasValue("text/csv;charset=utf-8");
    assertThat(answer.headers().firstValue("content-disposition"))
        .hasValue("attachment; filename=\"millrace.csv\"");
    assertThat(answer.body().split("\r\n", -1))
        .containsExactly(
            "n,text",
            "1,plain",
            "9007199254740993,\"a \"\"quoted\"\", text\nin two lines\"",
            ",\"\"",
            "1.5,\"[{\"\"a\"\":true}]\"",
            "");
  }

  @Test
  void answersInArrow() {
    HttpResponse<String> answer =
        client.send("POST", "/api/sql", "{\"sql\":\"values\",\"format\":\"arrow\"}");
    assertThat(answer.headers().firstValue("content-type"))
        .hasValue("application/vnd.apache.arrow.stream");
    assertThat(answer.body()).isEqualTo("ARROW");
  }

  @Test
  void limitsRows() {
    assertThat(Client.json(client.get("/api/sql?q=rows+2000")).get("row_count").asInt())
        .isEqualTo(1_000);
    JsonNode three = Client.json(client.get("/api/sql?q=rows+2000&limit=3"));
    assertThat(three.get("rows")).hasSize(3);
    assertThat(three.get("truncated").asBoolean()).isTrue();
  }

  @Test
  void sendsLargeAnswersWhole() {
    JsonNode answer = Client.json(client.get("/api/sql?q=rows+100000&limit=100000"));
    assertThat(answer.get("rows")).hasSize(100_000);
    assertThat(answer.at("/rows/99999/0").asInt()).isEqualTo(99_999);
  }

  @Test
  void saysWhereTheQueryIsWrong() {
    for (String format : new String[] {"json", "csv"}) {
      HttpResponse<String> answer = client.get("/api/sql?q=nonsense&format=" + format);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
      assertThat(answer.headers().firstValue("content-disposition")).isEmpty();
      JsonNode problem = Client.json(answer);
      assertThat(problem.get("code").asText()).isEqualTo("SQL_INVALID");
      assertThat(problem.get("line").asInt()).isEqualTo(1);
      assertThat(problem.get("column").asInt()).isEqualTo(8);
    }
  }

  @Test
  void aFailureAmongTheFirstRowsIsStillTheAnswer() {
    HttpResponse<String> answer = client.get("/api/sql?q=fail+after+10");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(Client.json(answer).get("code").asText()).isEqualTo("SQL_TIMEOUT");
  }

  @Test
  void anAnswerThatFailsLaterBreaksOffInsteadOfLookingWhole() {
    for (String format : new String[] {"json", "csv"}) {
      assertThatThrownBy(() -> client.get("/api/sql?q=fail+after+50000&format=" + format))
          .hasRootCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void stopsAQueryWhoseAskerHasGone() throws Exception {
    try (Socket socket = ask("wait")) {
      assertThat(socket.isConnected()).isTrue();
      assertThat(running.queries.waiting.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(running.queries.interrupted.getCount()).isEqualTo(1);
    }
    assertThat(running.queries.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(client.get("/api/sql?q=values").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesMoreThanItCanHold() throws Exception {
    Socket[] sockets = new Socket[4 + 64];
    for (int i = 0; i < sockets.length; i++) {
      sockets[i] = ask("wait");
    }
    await()
        .untilAsserted(
            () -> {
              HttpResponse<String> refused = client.get("/api/sql?q=wait&timeout_ms=1");
              assertThat(refused.statusCode()).isEqualTo(503);
              assertThat(Client.json(refused).get("code").asText())
                  .isEqualTo("RESOURCES_EXHAUSTED");
            });
    assertThat(client.get("/api/lake").statusCode()).isEqualTo(200);
    for (Socket socket : sockets) {
      socket.close();
    }
    await()
        .untilAsserted(
            () -> assertThat(client.get("/api/sql?q=values").statusCode()).isEqualTo(200));
  }

  private Socket ask(String query) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.server.port());
    String request =
        "GET /api/sql?q=%s HTTP/1.1\r\nHost: localhost:%d\r\nAuthorization: Bearer %s\r\n\r\n"
            .formatted(query, running.server.port(), running.token);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    return socket;
  }
}
