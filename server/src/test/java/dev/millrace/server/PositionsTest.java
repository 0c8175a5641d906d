package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.track.position.SensorPosition;
import dev.millrace.track.position.SensorPosition.Mode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PositionsTest {
  private static final String WINDOW = "south=50&west=6&north=52&east=9";

  private final long now = Instant.now().getEpochSecond() * 1000;
  private RunningServer running;
  private Client client;

  @BeforeEach
  void start() {
    running = new RunningServer();
    client = running.client;
    put("truck 1", 51, 7, 72.5f, true);
    put("truck/2", 51.5, 7.5, Float.NaN, false);
    put("far away", -33, 151, 0, false);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private void put(String sensor, double latitude, double longitude, float speed, boolean late) {
    running.platform.positions.update(
        update ->
            update.put(
                new SensorPosition(
                    "fleet",
                    sensor,
                    now - (sensor.equals("truck/2") ? 3_600_000 : 0),
                    (int) Math.round(latitude * SensorPosition.UNITS),
                    (int) Math.round(longitude * SensorPosition.UNITS),
                    speed,
                    45,
                    4.1f,
                    speed > 0,
                    late,
                    false,
                    Optional.of(Mode.ROAD),
                    Optional.of("S-17"),
                    Optional.of("Rhenus"),
                    Optional.empty())));
  }

  private JsonNode positions(String query) {
    return Client.json(client.get("/api/positions?" + query));
  }

  @Test
  void givesTheSensorsOfAWindow() {
    JsonNode answer = positions(WINDOW);
    assertThat(answer.get("total").asInt()).isEqualTo(2);
    assertThat(answer.get("cells")).isEmpty();
    JsonNode truck = answer.get("sensors").get(0);
    assertThat(truck.toString())
        .isEqualTo(
            "{\"source\":\"fleet\",\"sensor\":\"truck 1\",\"time\":\"%s\",\"latitude\":51.0,"
                    .formatted(Instant.ofEpochMilli(now))
                + "\"longitude\":7.0,\"speed_kmh\":72.5,\"heading_deg\":45.0,\"value\":4.1,"
                + "\"moving\":true,\"late\":true,\"beyond_limit\":false,\"mode\":\"road\","
                + "\"shipment\":\"S-17\",\"carrier\":\"Rhenus\",\"customer\":null}");
    assertThat(answer.at("/sensors/1/speed_kmh").isNull()).isTrue();
  }

  @Test
  void looksAcrossThe180thMeridian() {
    put("ship", -17, -179, 20, false);
    assertThat(positions("south=-20&west=170&north=-10&east=-170").get("total").asInt())
        .isEqualTo(1);
  }

  @Test
  void countsByCellWhenThereAreMany() {
    JsonNode answer = positions("sensors=1&cells=50");
    assertThat(answer.get("total").asInt()).isEqualTo(3);
    assertThat(answer.get("sensors")).isEmpty();
    int late = 0;
    for (JsonNode cell : answer.get("cells")) {
      assertThat(cell.get("cell").asText()).matches("8[0-9a-f]{14}");
      late += cell.get("late").asInt();
    }
    assertThat(late).isEqualTo(1);
  }

  @Test
  void filters() {
    Map<String, Integer> expected = new HashMap<>();
    expected.put("moving=true", 1);
    expected.put("late=false", 2);
    expected.put("silent_minutes=30", 1);
    expected.put("mode=road,sea", 3);
    expected.put("mode=air", 0);
    expected.put("carrier=Rhenus", 3);
    expected.put("customer=Nobody", 0);
    expected.put("least=4&most=5", 3);
    expected.put("most=4", 0);
    expected.put("beyond_limit=true", 0);
    expected.forEach(
        (filter, total) ->
            assertThat(positions(filter).get("total").asInt()).as(filter).isEqualTo(total));
  }

  @Test
  void saysWhatIsWrongWithARequest() {
    for (String wrong :
        new String[] {
          "south=91", "south=NaN", "south=2&north=1", "moving=perhaps", "mode=foot", "cells=0"
        }) {
      HttpResponse<String> answer = client.get("/api/positions?" + wrong);
      assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
      assertThat(Client.json(answer).get("remedy").asText()).startsWith("Give ");
    }
  }

  @Test
  void tellsAllOfOneSensor() {
    JsonNode truck = Client.json(client.get("/api/positions/sensor?source=fleet&sensor=truck%2F2"));
    assertThat(truck.get("sensor").asText()).isEqualTo("truck/2");
    assertThat(truck.get("shipment").asText()).isEqualTo("S-17");
    HttpResponse<String> none = client.get("/api/positions/sensor?source=fleet&sensor=none");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(Client.json(none).get("message").asText())
        .isEqualTo("Cannot find sensor: none of fleet.");
  }

  @Test
  void followsTheSensorsOfAWindow() throws IOException {
    try (Client.Events events = client.events(client.known("/api/positions/live?" + WINDOW))) {
      Client.Event first = events.next();
      assertThat(first.name()).isEqualTo("sensors");
      assertThat(first.data().get("whole").asBoolean()).isTrue();
      assertThat(first.data().get("total").asInt()).isEqualTo(2);
      assertThat(first.data().at("/names/1/sensor").asText()).isEqualTo("truck/2");
      int truck = ints(first, "numbers").getInt(0);
      assertThat(ints(first, "latitudes").getInt(0)).isEqualTo(510_000_000);
      assertThat(ints(first, "times").getInt(0)).isEqualTo((int) (now / 1000));
      assertThat(ints(first, "speeds").getShort(0)).isEqualTo((short) 725);
      assertThat(ints(first, "speeds").getShort(2)).isEqualTo((short) -1);
      assertThat(ints(first, "flags").get(0)).isEqualTo((byte) 3);

      put("truck 1", 51.01, 7, 70, true);
      Client.Event moved = nextOf(events);
      assertThat(moved.data().get("whole").asBoolean()).isFalse();
      assertThat(moved.data().get("names")).isEmpty();
      assertThat(ints(moved, "numbers").capacity()).isEqualTo(Integer.BYTES);
      assertThat(ints(moved, "latitudes").getInt(0)).isEqualTo(510_100_000);

      put("truck 1", 60, 7, 70, true);
      put("truck 3", 51, 8, 0, false);
      Client.Event next = nextOf(events);
      if (ints(next, "gone").capacity() == 0 || next.data().get("names").isEmpty()) {
        // The two came in one update each, and a look may fall between.
        assertThat(nextOf(events).data().get("total").asInt()).isEqualTo(2);
      } else {
        assertThat(ints(next, "gone").getInt(0)).isEqualTo(truck);
        assertThat(next.data().at("/names/0/sensor").asText()).isEqualTo("truck 3");
      }
    }
  }

  @Test
  void followsTheCellsOfAWindow() throws IOException {
    try (Client.Events events =
        client.events(client.known("/api/positions/live?sensors=0&" + WINDOW))) {
      Client.Event first = events.next();
      assertThat(first.name()).isEqualTo("cells");
      assertThat(first.data().get("total").asInt()).isEqualTo(2);
      assertThat(Long.toHexString(ints(first, "cells").getLong(0))).matches("8[0-9a-f]{14}");
      put("truck 1", -60, 7, 70, true);
      Client.Event next = nextOf(events);
      assertThat(next.data().get("total").asInt()).isEqualTo(1);
      assertThat(ints(next, "counts").capacity()).isZero();
      assertThat(ints(next, "gone").capacity()).isEqualTo(Long.BYTES);
    }
  }

  @Test
  void saysNothingWhileNothingChangesInTheWindow() throws IOException {
    try (Client.Events events = client.events(client.known("/api/positions/live?" + WINDOW))) {
      assertThat(events.next().name()).isEqualTo("sensors");
      put("far away", -34, 151, 0, false);
      assertThat(events.next().name()).isEqualTo("ping");
    }
  }

  private static ByteBuffer ints(Client.Event event, String column) {
    return ByteBuffer.wrap(Base64.getDecoder().decode(event.data().get(column).asText()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Client.Event nextOf(Client.Events events) {
    Client.Event event = events.next();
    while (event.name().equals("ping")) {
      event = events.next();
    }
    return event;
  }
}
