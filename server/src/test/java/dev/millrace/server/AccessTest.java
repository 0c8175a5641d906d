package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccessTest {
  private static RunningServer running;
  private static Client client;

  @BeforeAll
  static void start() {
    running = new RunningServer();
    client = running.client;
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @Test
  void refusesAStrangerWithTheRemedy() {
    HttpResponse<String> answer = client.stranger("/api/status", r -> r);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(Client.json(answer).toString())
        .isEqualTo(
            "{\"code\":\"UNAUTHENTICATED\",\"message\":\"Cannot answer without the token.\","
                + "\"remedy\":\"Open the address that `millrace status` prints, or send the token as"
                + " `Authorization: Bearer <token>`.\"}");
  }

  @Test
  void refusesAWrongToken() {
    for (String wrong : List.of("x", running.token.substring(1), running.token + "x")) {
      assertThat(
              client
                  .stranger("/api/status", r -> r.header("Authorization", "Bearer " + wrong))
                  .statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void refusesStrangersEverywhereInTheApi() {
    for (String path :
        List.of("/api/sql?q=values", "/api/live?q=values", "/api/pulse", "/api/openapi.json")) {
      assertThat(client.stranger(path, r -> r).statusCode()).as(path).isEqualTo(401);
    }
    assertThat(client.stranger("/api/verify", r -> r.POST(BodyPublishers.noBody())).statusCode())
        .isEqualTo(401);
    assertThat(running.platform.verifications).hasValue(0);
  }

  @Test
  void openingTheAddressWithTheTokenSetsTheCookieAndTakesTheTokenAway() {
    HttpResponse<String> in =
        client.stranger("/orders?late=1&token=" + running.token + "&x=2", r -> r);
    assertThat(in.statusCode()).isEqualTo(302);
    assertThat(in.headers().firstValue("location")).hasValue("/orders?late=1&x=2");
    String cookie = in.headers().firstValue("set-cookie").orElseThrow();
    assertThat(cookie)
        .isEqualTo("millrace=" + running.token + "; Path=/; HttpOnly; SameSite=Strict");

    String sent = cookie.substring(0, cookie.indexOf(';'));
    assertThat(client.stranger("/api/status", r -> r.header("Cookie", sent)).statusCode())
        .isEqualTo(200);
    assertThat(client.stranger("/", r -> r.header("Cookie", sent)).body())
        .contains("<title>UI</title>");
  }

  @Test
  void neverSendsABrowserToAnotherHost() {
    String answer =
        Client.raw(
            running.server.port(),
            "GET //example.com/?token=%s HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n"
                .formatted(running.token, running.server.port()));
    assertThat(answer).doesNotContain("Location: //");
  }

  @Test
  void aWrongTokenInTheAddressShowsThePageThatHelps() {
    HttpResponse<String> answer = client.stranger("/?token=wrong", r -> r);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
    assertThat(answer.body()).contains("millrace status");
  }

  @Test
  void thePageWithoutATokenSaysHowToGetTheAddress() {
    HttpResponse<String> answer = client.stranger("/", r -> r);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("content-type")).hasValue("text/html;charset=utf-8");
    assertThat(answer.body())
        .contains("Millrace needs its token", "<code>millrace status</code>")
        .doesNotContain("<title>UI</title>");
  }

  @Test
  void answersOnlyToItsOwnNames() {
    for (String own : List.of("127.0.0.1", "localhost", "LOCALHOST", "[::1]")) {
      assertThat(statusLine(own + ":" + running.server.port())).as(own).contains(" 200 ");
    }
    for (String other :
        List.of(
            "evil.example",
            "evil.example:" + running.server.port(),
            "127.0.0.1",
            "127.0.0.1:1",
            "127.0.0.1.evil.example:" + running.server.port())) {
      assertThat(statusLine(other)).as(other).contains(" 403 ");
    }
  }

  @Test
  void answersToConfiguredNames() {
    try (RunningServer other =
        new RunningServer(options -> options.withOtherHosts(List.of("Millrace.Example")))) {
      String token = other.token;
      assertThat(raw(other.server.port(), "millrace.example:" + other.server.port(), token, "/"))
          .startsWith("HTTP/1.1 200 ");
      assertThat(raw(other.server.port(), "millrace.example", token, "/"))
          .startsWith("HTTP/1.1 200 ");
      assertThat(raw(other.server.port(), "other.example", token, "/")).startsWith("HTTP/1.1 403 ");
    }
  }

  private static String statusLine(String host) {
    return raw(running.server.port(), host, running.token, "/api/status").lines().findFirst().get();
  }

  private static String raw(int port, String host, String token, String path) {
    return Client.raw(
        port,
        "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
            .formatted(path, host, token));
  }

  @Test
  void refusesPagesOfOtherSites() {
    HttpResponse<String> posted =
        client.get(
            "/api/verify",
            r -> r.header("Origin", "http://evil.example").POST(BodyPublishers.noBody()));
    assertThat(posted.statusCode()).isEqualTo(403);
    assertThat(Client.json(posted).get("message").asText())
        .isEqualTo("Cannot answer a page of another site: http://evil.example.");
    assertThat(
            client
                .get("/api/verify", r -> r.header("Origin", "null").POST(BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            client
                .get("/api/sql?q=values", r -> r.header("Sec-Fetch-Site", "cross-site"))
                .statusCode())
        .isEqualTo(403);
    assertThat(running.platform.verifications).hasValue(0);
  }

  @Test
  void takesRequestsOfItsOwnPages() {
    String origin = "http://127.0.0.1:" + running.server.port();
    assertThat(
            client
                .get(
                    "/api/demo",
                    r ->
                        r.header("Origin", origin)
                            .header("Content-Type", "application/json")
                            .PUT(BodyPublishers.ofString("{\"rate_per_minute\":60}")))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void everyAnswerCarriesTheProtectingHeaders() {
    for (HttpResponse<String> answer :
        List.of(
            client.get("/"),
            client.get("/api/status"),
            client.get("/api/nothing"),
            client.stranger("/", r -> r),
            client.stranger("/api/status", r -> r))) {
      assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
          .contains(
              "default-src 'self'", "frame-ancestors 'none'", "style-src 'self' 'unsafe-inline'")
          .doesNotContain("script-src")
          .doesNotContain("unsafe-eval");
      assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
      assertThat(answer.headers().firstValue("referrer-policy")).hasValue("no-referrer");
      assertThat(answer.headers().firstValue("x-frame-options")).hasValue("DENY");
      assertThat(answer.headers().firstValue("server")).isEmpty();
    }
  }

  @Test
  void takesNoWeakToken() {
    assertThatThrownBy(() -> ServerOptions.of("guessed", UiFiles.none()))
        .hasMessage("Cannot take a token of 7 characters. Make one with newToken().");
    assertThat(ServerOptions.newToken()).hasSize(43).isNotEqualTo(ServerOptions.newToken());
    assertThat(ServerOptions.of(ServerOptions.newToken(), UiFiles.none()).toString())
        .isEqualTo("server on 127.0.0.1:7070");
  }
}
