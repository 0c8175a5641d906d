package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may ask the Iceberg catalog, and how requests get there. */
class IcebergCatalogTest {
  private static final String READER = ServerOptions.newToken();
  private static final String WRITER = ServerOptions.newToken();
  private static final String TOKENS = "/iceberg/v1/oauth/tokens";

  private static RunningServer running;
  private static Client client;

  @BeforeAll
  static void start() {
    running =
        new RunningServer(
            options ->
                options.withCatalogTokens(
                    new CatalogTokens(List.of(READER), List.of("x".repeat(22), WRITER))));
    client = running.client;
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static HttpResponse<String> get(String path, String token) {
    return client.stranger(path, r -> r.header("Authorization", "Bearer " + token));
  }

  private static String asked(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Client.json(answer).get("asked").asText();
  }

  @Test
  void eachTokenOpensWhatItIsFor() {
    assertThat(asked(get("/iceberg/v1/config", READER))).isEqualTo("READ GET /v1/config {} 0");
    assertThat(asked(get("/iceberg/v1/config", WRITER))).isEqualTo("WRITE GET /v1/config {} 0");
    assertThat(asked(client.get("/iceberg/v1/config"))).isEqualTo("READ GET /v1/config {} 0");
    String cookie = "millrace=" + running.token;
    assertThat(asked(client.stranger("/iceberg/v1/config", r -> r.header("Cookie", cookie))))
        .startsWith("READ ");
    for (String token : List.of(READER, WRITER)) {
      assertThat(get("/api/status", token).statusCode()).isEqualTo(401);
      assertThat(client.stranger("/?token=" + token, r -> r).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void refusesStrangersAsIcebergsClientsExpectIt() {
    String message =
        "Cannot open the catalog without a token for it. Give the engine one of lake.read-tokens or"
            + " lake.write-tokens, or to read the one that `millrace status` prints.";
    for (HttpResponse<String> answer :
        List.of(
            client.stranger("/iceberg/v1/namespaces", r -> r),
            get("/iceberg/v1/namespaces", READER + "x"),
            get("/iceberg/v1/namespaces", WRITER.substring(1)))) {
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(Client.json(answer).toString())
          .isEqualTo(
              "{\"error\":{\"message\":\"%s\",\"type\":\"NotAuthorizedException\",\"code\":401}}"
                  .formatted(message));
    }
    assertThat(Client.json(get("/iceberg/v1/starting", READER)).at("/error/type").asText())
        .isEqualTo("ServiceUnavailableException");
    assertThat(get("/iceberg/v1/starting", READER).statusCode()).isEqualTo(503);
  }

  @Test
  void carriesPathsAsTheyWereSentWithQueryAndBody() {
    assertThat(
            asked(
                get(
                    "/iceberg/v1/namespaces/plant%1Fpublic/tables/a%2Fb%20%25?x=1%262&x=3&y",
                    READER)))
        .isEqualTo("READ GET /v1/namespaces/plant%1Fpublic/tables/a%2Fb%20%25 {x=1&2, y=} 0");
    String body = "{}".repeat(1_000_000);
    assertThat(
            asked(
                client.stranger(
                    "/iceberg/v1/namespaces",
                    r ->
                        r.header("Authorization", "Bearer " + WRITER)
                            .POST(BodyPublishers.ofString(body)))))
        .isEqualTo("WRITE POST /v1/namespaces {} 2000000");
    HttpResponse<String> head =
        client.get("/iceberg/v1/namespaces/a", r -> r.method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    HttpResponse<String> patch =
        client.get("/iceberg/v1/namespaces/a", r -> r.method("PATCH", BodyPublishers.noBody()));
    assertThat(patch.statusCode()).isEqualTo(405);
    assertThat(Client.json(patch).at("/error/message").asText())
        .isEqualTo(
            "Cannot use this method here: PATCH /iceberg/v1/namespaces/a. GET /iceberg/v1/config"
                + " lists what there is.");
  }

  @Test
  void refusesABodyThatIsTooLargeAndPagesOfOtherSites() {
    HttpResponse<String> large =
        client.stranger(
            "/iceberg/v1/namespaces",
            r ->
                r.header("Authorization", "Bearer " + WRITER)
                    .POST(BodyPublishers.ofByteArray(new byte[4_000_001])));
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(Client.json(large).at("/error/message").asText())
        .endsWith("Send at most 4000000 bytes.");
    assertThat(
            client
                .get(
                    "/iceberg/v1/namespaces",
                    r ->
                        r.header("Origin", "http://evil.example")
                            .POST(BodyPublishers.ofString("{}")))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            client
                .get("/iceberg/v1/config", r -> r.header("Sec-Fetch-Site", "cross-site"))
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void givesAClientOfOAuth2TheTokenThatItHas() {
    HttpResponse<String> granted =
        form(
            "grant_type=client_credentials&client_id=spark&client_secret="
                + WRITER
                + "&scope=catalog");
    assertThat(granted.statusCode()).isEqualTo(200);
    assertThat(Client.json(granted).toString())
        .isEqualTo(
            "{\"access_token\":\"%s\",\"token_type\":\"bearer\",\"issued_token_type\":\"urn:ietf:params:oauth:token-type:access_token\"}"
                .formatted(WRITER));
    assertThat(
            Client.json(
                    form(
                        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token="
                            + READER))
                .get("access_token")
                .asText())
        .isEqualTo(READER);
    String basic =
        Base64.getEncoder().encodeToString(("me:" + READER).getBytes(StandardCharsets.UTF_8));
    assertThat(
            Client.json(
                    client.stranger(
                        TOKENS,
                        r ->
                            r.header("Authorization", "Basic " + basic)
                                .POST(BodyPublishers.ofString("grant_type=client_credentials"))))
                .get("access_token")
                .asText())
        .isEqualTo(READER);
  }

  @Test
  void grantsNothingToStrangers() {
    for (String secret : List.of("", READER + "x", "%zz")) {
      HttpResponse<String> refused =
          form("grant_type=client_credentials&client_id=x&client_secret=" + secret);
      assertThat(refused.statusCode()).isEqualTo(401);
      JsonNode error = Client.json(refused);
      assertThat(error.get("error").asText()).isEqualTo("invalid_client");
      assertThat(error.get("error_description").asText())
          .isEqualTo(
              "Cannot take this client secret. Give one of lake.read-tokens or lake.write-tokens.");
    }
    HttpResponse<String> other = form("grant_type=password&client_secret=" + READER);
    assertThat(other.statusCode()).isEqualTo(400);
    assertThat(Client.json(other).get("error").asText()).isEqualTo("unsupported_grant_type");
  }

  private static HttpResponse<String> form(String form) {
    return client.stranger(
        TOKENS,
        r ->
            r.header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
  }

  @Test
  void neverShowsItsTokensAndTakesNoWeakOne() {
    assertThat(new CatalogTokens(List.of(READER), List.of()).toString())
        .isEqualTo("1 tokens to read, 0 to write");
    assertThatThrownBy(() -> new CatalogTokens(List.of(), List.of("guessed")))
        .hasMessage("Cannot take a token of 7 characters. Make one with newToken().");
  }
}
