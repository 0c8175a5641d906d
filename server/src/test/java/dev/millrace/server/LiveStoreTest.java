package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.live.LiveOptions;
import dev.millrace.live.LiveStore;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.server.endpoint.Queries;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API over a real log and a real live store. */
class LiveStoreTest {
  private static final TableSchema ITEM =
      new TableSchema(
          TableName.raw("plant", "public", "item"),
          List.of(
              Column.of("id", ColumnType.INT64),
              Column.of("name", ColumnType.TEXT),
              Column.of("price", ColumnType.decimal(12, 2))),
          List.of("id"));

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static Log log;
  private static Schemas schemas;
  private static ChangeEncoder encoder;
  private static Producer<byte[], byte[]> producer;
  private static LiveStore store;
  private static Server server;
  private static Client client;
  private static long commits;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
    log.createTableTopics(List.of(ITEM.name()));
    encoder = schemas.encoder(ITEM);
    producer = log.producer();
    store = LiveStore.open(LiveOptions.in(folder.resolve("live")), log, schemas);
    String token = ServerOptions.newToken();
    server =
        Server.start(
            ServerOptions.of(token, UiFiles.none()).withPort(0),
            new FakePlatform(),
            Queries.of(store));
    client = new Client(server.port(), token);
    insert(1, "bolt", 125);
    insert(9_007_199_254_740_993L, "nut, \"M8\"", 5);
    await()
        .untilAsserted(
            () ->
                assertThat(sql("SELECT count(*) FROM plant.public.item").at("/rows/0/0").asInt())
                    .isEqualTo(2));
  }

  @AfterAll
  static void stop() {
    server.close();
    store.close();
    producer.close();
    schemas.close();
    log.close();
    broker.close();
  }

  private static void insert(long id, String name, long cents) throws Exception {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    commits++;
    RowSink row = encoder.begin(Operation.INSERT, new Position(1, commits, 0), now, now, "");
    row.putLong(0, id);
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    row.putText(1, utf8, 0, utf8.length);
    row.putDecimal(2, cents);
    var unused =
        producer
            .send(new ProducerRecord<>(ITEM.name().topic(), 0, encoder.key(), encoder.value()))
            .get();
  }

  private static JsonNode sql(String sql) {
    return Client.json(client.get("/api/sql?q=" + URLEncoder.encode(sql, StandardCharsets.UTF_8)));
  }

  @Test
  void answersInJsonWithExactValues() {
    JsonNode answer = sql("SELECT id, name, price FROM plant.public.item WHERE id > 0 ORDER BY id");
    assertThat(answer.get("columns").toString())
        .isEqualTo(
            "[{\"name\":\"id\",\"type\":\"BIGINT\"},{\"name\":\"name\",\"type\":\"VARCHAR\"},"
                + "{\"name\":\"price\",\"type\":\"DECIMAL(12,2)\"}]");
    assertThat(answer.at("/rows/0").toString()).isEqualTo("[1,\"bolt\",\"1.25\"]");
    assertThat(answer.at("/rows/1").toString())
        .isEqualTo("[\"9007199254740993\",\"nut, \\\"M8\\\"\",\"0.05\"]");
  }

  @Test
  void answersInCsvAndArrow() {
    String query =
        URLEncoder.encode(
            "SELECT id, name FROM plant.public.item WHERE id > 1", StandardCharsets.UTF_8);
    assertThat(client.get("/api/sql?format=csv&q=" + query).body())
        .isEqualTo("id,name\r\n9007199254740993,\"nut, \"\"M8\"\"\"\r\n");
    HttpResponse<byte[]> arrow = client.bytes("/api/sql?format=arrow&q=" + query, r -> r);
    assertThat(arrow.statusCode()).isEqualTo(200);
    // Each message of Arrow's stream format begins with this mark.
    assertThat(arrow.body()).startsWith(0xff, 0xff, 0xff, 0xff);
    assertThat(new String(arrow.body(), StandardCharsets.ISO_8859_1)).contains("nut, \"M8\"");
  }

  @Test
  void refusesWhatIsNoQuery() {
    HttpResponse<String> wrong =
        client.send("POST", "/api/sql", "{\"sql\":\"SELECT nme FROM plant.public.item\"}");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(Client.json(wrong).get("code").asText()).isEqualTo("SQL_INVALID");
    assertThat(Client.json(wrong).get("line").asInt()).isEqualTo(1);
    for (String format : List.of("json", "csv", "arrow")) {
      for (String sql :
          List.of(
              "DELETE FROM plant.public.item",
              "SELECT * FROM read_text('/etc/passwd')",
              "COPY (SELECT 1) TO '/tmp/x'",
              "ATTACH 'x.db'")) {
        HttpResponse<String> refused =
            client.send(
                "POST", "/api/sql", "{\"sql\":\"%s\",\"format\":\"%s\"}".formatted(sql, format));
        assertThat(refused.statusCode()).as(sql).isIn(400, 403);
        assertThat(Client.json(refused).get("code").asText())
            .as(sql)
            .isIn("SQL_FORBIDDEN", "SQL_INVALID");
      }
    }
  }

  @Test
  void stopsAQueryAtItsTimeLimit() {
    HttpResponse<String> late =
        client.send(
            "POST",
            "/api/sql",
            "{\"sql\":\"SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range ="
                + " b.range * 3 + a.range % 7\",\"timeout_ms\":300}");
    assertThat(Client.json(late).path("code").asText()).isIn("SQL_TIMEOUT", "SQL_FORBIDDEN");
  }

  @Test
  void followsChanges() throws Exception {
    try (Client.Events events =
        client.events(
            client
                .known("/api/live")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"queries\":{\"names\":\"SELECT name FROM plant.public.item WHERE id < 0"
                            + " ORDER BY id DESC\"}}")))) {
      Client.Event first = nextOf(events);
      assertThat(first.name()).isEqualTo("rows");
      assertThat(first.data().get("rows")).isEmpty();
      insert(-1, "washer", 7);
      Client.Event second = nextOf(events);
      assertThat(second.name()).isEqualTo("diff");
      assertThat(second.data().get("ops").toString()).isEqualTo("[[\"r\",[[\"washer\"]]]]");
      insert(-2, "spring", 9);
      Client.Event third = nextOf(events);
      assertThat(third.data().get("ops").toString())
          .isEqualTo("[[\"c\",0,1],[\"r\",[[\"spring\"]]]]");
    }
  }

  private static Client.Event nextOf(Client.Events events) throws IOException {
    Client.Event event = events.next();
    while (event.name().equals("ping")) {
      event = events.next();
    }
    return event;
  }
}
