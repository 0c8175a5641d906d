package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiTest {
  private RunningServer running;
  private Client client;

  @BeforeEach
  void start() {
    running = new RunningServer();
    client = running.client;
  }

  @AfterEach
  void stop() {
    running.platform.gate.countDown();
    running.close();
  }

  @Test
  void showsTheStatusInSnakeCaseWithNullForTheUnknown() {
    JsonNode status = Client.json(client.get("/api/status"));
    assertThat(status.get("started_at").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(status.get("state").asText()).isEqualTo("running");
    assertThat(status.at("/memory/resident_bytes").asLong()).isEqualTo(800_000_000);
    assertThat(status.at("/freshness/p50_ms").asLong()).isEqualTo(21);
    assertThat(status.at("/freshness/p99_ms").isNull()).isTrue();
    assertThat(status.at("/sources/0/state").asText()).isEqualTo("streaming");
    assertThat(status.at("/sources/0/error").isNull()).isTrue();
    assertThat(status.at("/parts/0/started_in_ms").asLong()).isEqualTo(1_200);
    assertThat(status.at("/parts/1/error").toString())
        .isEqualTo(
            "{\"code\":\"LAKE_FULL\",\"message\":\"Cannot write the lake: no space.\","
                + "\"remedy\":\"Make room.\",\"source_file\":\"millrace.yaml\",\"line\":3}");
    assertThat(status.at("/demo/rate_per_minute").asInt()).isEqualTo(600);
  }

  @Test
  void showsHowFarASourceIs() {
    JsonNode source = Client.json(client.get("/api/status")).at("/sources/0");
    assertThat(source.get("snapshot").toString())
        .isEqualTo(
            "{\"tables\":20,\"tables_done\":3,\"rows\":30000,\"rows_total\":120000,"
                + "\"percent\":25,\"seconds_left\":null}");
    assertThat(source.get("capture_lag").toString())
        .isEqualTo(
            "{\"bytes\":4096,\"retained_log_bytes\":16777216,\"seconds\":0.5,"
                + "\"warning\":\"%s\"}".formatted(FakePlatform.WARNING));
    JsonNode node = Client.json(client.get("/api/flow")).at("/nodes/0");
    assertThat(node.get("state").asText()).isEqualTo("warning");
    assertThat(node.get("warning").asText()).isEqualTo(FakePlatform.WARNING);
  }

  @Test
  void showsTheStatusToAMonitoringSystem() {
    HttpResponse<String> answer = client.get("/api/metrics");
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(answer.body())
        .contains(
            """
            # HELP millrace_source_lag_seconds Since when the capture has not had all that had happened.
            # TYPE millrace_source_lag_seconds gauge
            millrace_source_lag_seconds{connector="postgres",source="plant"} 0.5
            """,
            "\nmillrace_source_lag_bytes{connector=\"postgres\",source=\"plant\"} 4096\n",
            "\nmillrace_freshness_seconds{quantile=\"0.5\"} 0.021\n",
            "\nmillrace_part_running{part=\"lake\"} 0\n")
        .doesNotContain("quantile=\"0.99\"");
  }

  @Test
  void showsTablesAndFlow() {
    JsonNode table = Client.json(client.get("/api/tables")).get(0);
    assertThat(table.get("name").asText()).isEqualTo("plant.public.item");
    assertThat(table.get("kind").asText()).isEqualTo("raw");
    assertThat(table.at("/columns/1/comment").asText()).isEqualTo("as printed");
    JsonNode flow = Client.json(client.get("/api/flow"));
    assertThat(flow.at("/nodes/0/id").asText()).isEqualTo("source:plant");
    assertThat(flow.at("/edges/0/to").asText()).isEqualTo("raw:plant.public.item");
  }

  @Test
  void showsTheLineageOfColumns() {
    JsonNode statement = Client.json(client.get("/api/lineage")).at("/mappings/0/statements/0");
    assertThat(statement.get("table").asText()).isEqualTo("model.item");
    assertThat(statement.get("columns").toString())
        .isEqualTo(
            "[{\"name\":\"item_code\",\"expression\":\"UPPER(item.code)\",\"origins\":"
                + "[{\"table\":\"plant.public.item\",\"column\":\"code\","
                + "\"way\":\"transformation\"}]}]");
    assertThat(statement.at("/rows/0/way").asText()).isEqualTo("group_by");
  }

  @Test
  void showsWhatIsExpectedAndCountsItAmongTheMetrics() {
    JsonNode found = Client.json(client.get("/api/expectations")).at("/expectations/0");
    assertThat(found.get("state").asText()).isEqualTo("violated");
    assertThat(found.get("violations").asLong()).isEqualTo(17);
    assertThat(found.get("rows").toString()).isEqualTo("[[\"42\"]]");
    assertThat(client.get("/api/metrics").body())
        .contains(
            "millrace_expectation_violations{expectation=\"not null model.item (name)\","
                + "place=\"quality/items.sql:2\"} 17\n");
  }

  @Test
  void showsTheLakeTableByTable() {
    JsonNode lake = Client.json(client.get("/api/lake"));
    assertThat(lake.get("commit_interval_ms").asInt()).isEqualTo(10_000);
    assertThat(lake.get("state").asText()).isEqualTo("running");
    JsonNode table = lake.at("/tables/0");
    assertThat(table.get("history").toString())
        .isEqualTo("{\"files\":12,\"changes\":5000,\"bytes\":700000}");
    assertThat(table.get("current").toString())
        .isEqualTo(
            "{\"files\":3,\"rows\":900,\"dead_rows\":100,\"dead_share\":0.1,\"bytes\":200000}");
    assertThat(table.get("pending").asLong()).isEqualTo(40);
    assertThat(table.get("last_upkeep").toString())
        .isEqualTo(
            "{\"at\":\"2026-03-01T12:00:00Z\",\"files_rewritten\":8,\"dead_rows_left_out\":30,"
                + "\"snapshots_forgotten\":2,\"files_deleted\":4,\"seconds\":1.5}");
    assertThat(table.get("error").isNull()).isTrue();
  }

  @Test
  void keepsUpTheLakeInTheBackgroundTableByTable() {
    assertThat(upkeep().get("state").asText()).isEqualTo("none");
    running.platform.upkeepGate = new CountDownLatch(1);
    HttpResponse<String> started = keepUp("[\"plant.public.item\"]");
    assertThat(started.statusCode()).isEqualTo(202);
    assertThat(upkeep().get("table").asText()).isEqualTo("plant.public.item");
    HttpResponse<String> more = keepUp("[\"plant.public.item\",\"plant.public.bom\"]");
    assertThat(more.body()).isEqualTo(started.body());
    assertThat(upkeep().get("progress").toString()).isEqualTo("{\"done\":0,\"total\":2}");

    running.platform.upkeepGate.countDown();
    await().until(() -> upkeep().get("state").asText().equals("done"));
    JsonNode done = upkeep();
    assertThat(done.at("/tables/0/done/files_rewritten").asInt()).isEqualTo(8);
    assertThat(done.at("/tables/1/name").asText()).isEqualTo("plant.public.bom");
    assertThat(done.at("/tables/1/error/code").asText()).isEqualTo("LAKE_FULL");

    assertThat(client.send("POST", "/api/lake/upkeep", "{}").body()).isNotEqualTo(started.body());
    await().until(() -> upkeep().get("tables").size() == 2);
    assertRefused(
        keepUp("[\"plant.public.none\"]"),
        404,
        "TABLE_UNKNOWN",
        "Cannot find table in the lake: plant.public.none.");
  }

  private HttpResponse<String> keepUp(String tables) {
    return client.send("POST", "/api/lake/upkeep", "{\"tables\":" + tables + "}");
  }

  private JsonNode upkeep() {
    return Client.json(client.get("/api/lake/upkeep"));
  }

  @Test
  void findsAMappingWithASlashInItsName() {
    for (String written : List.of("plant/items", "plant%2Fitems")) {
      JsonNode mapping = Client.json(client.get("/api/mappings/" + written));
      assertThat(mapping.path("name").asText()).as(written).isEqualTo("plant/items");
      assertThat(mapping.at("/tables/writes/0").asText()).isEqualTo("model.item");
    }
    HttpResponse<String> missing = client.get("/api/mappings/nothing");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(Client.json(missing).get("message").asText())
        .isEqualTo("Cannot find mapping: nothing.");
  }

  @Test
  void showsHistoryWithExactValues() {
    HttpResponse<String> answer =
        client.get(
            "/api/history?table=plant.public.item&key="
                + encoded("{\"id\":9007199254740993,\"part\":1.10,\"code\":\"a\"}"));
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode change = Client.json(answer).at("/changes/0");
    assertThat(change.get("op").asText()).isEqualTo("update");
    assertThat(change.get("captured_time").isNull()).isTrue();
    assertThat(change.get("row").toString())
        .isEqualTo("{\"id\":\"9007199254740993\",\"price\":\"1.2300\",\"name\":null}");
    assertThat(running.platform.askedKey.get("id")).isEqualTo(9_007_199_254_740_993L);
    assertThat(running.platform.askedKey.get("part")).isEqualTo(new BigDecimal("1.10"));
    assertThat(running.platform.askedKey.get("code")).isEqualTo("a");
  }

  @Test
  void saysWhatIsWrongWithAParameter() {
    assertRefused(
        client.get("/api/history?key=%7B%7D"),
        400,
        "REQUEST_INVALID",
        "Cannot answer the request: parameter table is missing.");
    assertRefused(
        client.get("/api/history?table=plant.public.item&key=17"),
        400,
        "REQUEST_INVALID",
        "Cannot use parameter key: 17.");
    assertRefused(
        client.get("/api/history?table=item&key=" + encoded("{\"id\":1}")),
        404,
        "TABLE_UNKNOWN",
        "Cannot find table: item.");
    HttpResponse<String> limit = client.get("/api/sql?q=values&limit=100001");
    assertRefused(limit, 400, "REQUEST_INVALID", "Cannot use parameter limit: 100001.");
    assertThat(Client.json(limit).get("remedy").asText())
        .isEqualTo("Give a whole number from 1 to 100000.");
    assertRefused(
        client.get("/api/sql?q=values&format=xml"),
        400,
        "REQUEST_INVALID",
        "Cannot use parameter format: xml.");
  }

  @Test
  void saysWhatIsWrongWithABody() {
    assertRefused(
        client.send("POST", "/api/sql", "{\"sql\":"),
        400,
        "REQUEST_INVALID",
        "Cannot read the request's body: it is no JSON.");
    HttpResponse<String> unknown = client.send("POST", "/api/sql", "{\"sql\":\"x\",\"limits\":1}");
    assertRefused(
        unknown,
        400,
        "REQUEST_INVALID",
        "Cannot read the request's body: field limits is unknown.");
    assertThat(Client.json(unknown).get("remedy").asText())
        .isEqualTo("Send a JSON object with the fields sql, limit, timeout_ms, format.");
    assertRefused(
        client.send("POST", "/api/sql", "{\"limit\":5}"),
        400,
        "REQUEST_INVALID",
        "Cannot read the request's body: field sql is missing.");
    assertRefused(
        client.send("POST", "/api/sql", "{\"sql\":\"x\",\"limit\":\"many\"}"),
        400,
        "REQUEST_INVALID",
        "Cannot read the request's body: field limit is not of its type.");
    assertRefused(
        client.send("PUT", "/api/demo", "{\"rate_per_minute\":2001}"),
        400,
        "REQUEST_INVALID",
        "Cannot change the demo to rate_per_minute: 2001.");
    assertThat(
            client
                .get("/api/sql", r -> r.POST(BodyPublishers.ofString("{\"sql\":\"values\"}")))
                .statusCode())
        .isEqualTo(415);
    assertThat(
            client
                .send("POST", "/api/sql", "{\"sql\":\"" + "x".repeat(1_100_000) + "\"}")
                .statusCode())
        .isEqualTo(413);
  }

  @Test
  void answersWhatIsNotThereInJson() {
    assertRefused(
        client.get("/api/nothing"), 404, "REQUEST_INVALID", "Cannot find GET /api/nothing.");
    assertRefused(
        client.send("POST", "/api/nothing", "{}"),
        404,
        "REQUEST_INVALID",
        "Cannot find POST /api/nothing.");
    assertRefused(
        client.send("POST", "/api/status", "{}"),
        405,
        "REQUEST_INVALID",
        "Cannot use this method here: POST /api/status.");
  }

  @Test
  void answersUnreadableRequestsInJson() {
    String answer = Client.raw(running.server.port(), "NONSENSE\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"code\":\"REQUEST_INVALID\"");
    String large =
        Client.raw(
            running.server.port(),
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(70_000) + "\r\n\r\n");
    assertThat(large).startsWith("HTTP/1.1 431 ").contains("\"code\":\"REQUEST_INVALID\"");
  }

  @Test
  void answersUnreadableAddressesInJson() {
    for (String path : List.of("/api/sql?q=%zz", "/?token=%zz", "/api/history?table=%")) {
      String answer =
          Client.raw(
              running.server.port(),
              "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                  .formatted(path, running.server.port(), running.token));
      assertThat(answer)
          .as(path)
          .startsWith("HTTP/1.1 400 ")
          .contains("\"code\":\"REQUEST_INVALID\"");
    }
  }

  @Test
  void keepsTheInsideOfAFailureToItself() {
    HttpResponse<String> answer =
        client.get("/api/history?table=plant.public.broken&key=" + encoded("{\"id\":1}"));
    assertRefused(answer, 500, "INTERNAL", "Cannot answer GET /api/history.");
    assertThat(answer.body()).doesNotContain("secret", "Exception", "dev.millrace");
  }

  @Test
  void changesTheDemosRate() {
    JsonNode changed = Client.json(client.send("PUT", "/api/demo", "{\"rate_per_minute\":1200}"));
    assertThat(changed.get("rate_per_minute").asInt()).isEqualTo(1_200);
    assertThat(Client.json(client.get("/api/demo")).get("rate_per_minute").asInt())
        .isEqualTo(1_200);
  }

  @Test
  void saysThatThereIsNoDemo() {
    running.platform.demo = Optional.empty();
    assertRefused(
        client.get("/api/demo"),
        404,
        "NO_DEMO",
        "Cannot show the demo: this Millrace does not run it.");
    assertThat(client.send("PUT", "/api/demo", "{\"rate_per_minute\":5}").statusCode())
        .isEqualTo(404);
  }

  @Test
  void verifiesInTheBackgroundOneAtATime() {
    JsonNode before = Client.json(client.get("/api/verify"));
    assertThat(before.get("state").asText()).isEqualTo("none");
    running.platform.gate = new CountDownLatch(1);
    HttpResponse<String> started = verify();
    assertThat(started.statusCode()).isEqualTo(202);
    await().until(() -> Client.json(client.get("/api/verify")).at("/progress/done").asInt() == 1);
    JsonNode half = Client.json(client.get("/api/verify"));
    assertThat(half.get("state").asText()).isEqualTo("running");
    assertThat(half.get("progress").toString()).isEqualTo("{\"done\":1,\"total\":2}");
    assertThat(half.get("equal").isNull()).isTrue();
    assertThat(verify().body()).isEqualTo(started.body());

    running.platform.gate.countDown();
    await()
        .until(() -> Client.json(client.get("/api/verify")).get("state").asText().equals("done"));
    JsonNode done = Client.json(client.get("/api/verify"));
    assertThat(done.get("equal").asBoolean()).isTrue();
    assertThat(done.at("/tables/1/table").asText()).isEqualTo("plant.public.bom");
    assertThat(running.platform.verifications).hasValue(1);
    assertThat(verify().body()).isNotEqualTo(started.body());
  }

  private HttpResponse<String> verify() {
    return client.get("/api/verify", r -> r.POST(BodyPublishers.noBody()));
  }

  @Test
  void answersQuickRequestsWhileSlowOnesWait() {
    running.platform.gate = new CountDownLatch(1);
    List<Thread> waiting =
        java.util.stream.IntStream.range(0, 20)
            .mapToObj(i -> new Thread(() -> client.get("/api/lake")))
            .toList();
    waiting.forEach(Thread::start);
    assertThat(client.get("/api/status").statusCode()).isEqualTo(200);
    assertThat(client.get("/api/sql?q=values").statusCode()).isEqualTo(200);
    running.platform.gate.countDown();
    waiting.forEach(ApiTest::join);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertRefused(
      HttpResponse<String> answer, int status, String code, String message) {
    assertThat(answer.body()).startsWith("{");
    JsonNode problem = Client.json(answer);
    assertThat(problem.path("code").asText()).isEqualTo(code);
    assertThat(problem.path("message").asText()).isEqualTo(message);
    assertThat(problem.path("remedy").asText()).isNotEmpty();
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
