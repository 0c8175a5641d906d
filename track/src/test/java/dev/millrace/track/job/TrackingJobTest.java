package dev.millrace.track.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.flow.Flow;
import dev.millrace.flow.FlowOptions;
import dev.millrace.flow.FlowStatus;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.track.journey.Rules;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackingJobTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SILENCE = Duration.ofSeconds(4);

  /** From Hamburg along a parallel towards Berlin: 4 degrees are some 264 km. */
  private static final double NORTH = 53.5;

  private static final double HAMBURG = 10.0;
  private static final double BERLIN = 14.0;

  @TempDir private Path folder;

  /** In the past, so that no reading is from the future. */
  private final Instant start =
      Instant.now().minus(Duration.ofHours(12)).truncatedTo(ChronoUnit.HOURS);

  private EmbeddedBroker broker;
  private Log log;
  private Schemas schemas;
  private ModelTables model;

  @BeforeEach
  void open() {
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
    model = new ModelTables(log, schemas);
  }

  @AfterEach
  void close() {
    model.close();
    schemas.close();
    log.close();
    broker.close();
  }

  private Flow flow() {
    Flow flow =
        Flow.start(
            new FlowOptions(
                folder.resolve("flow"), broker.bootstrapServers(), Duration.ofMillis(500)),
            log,
            schemas,
            ModelTables.MODEL);
    flow.run(
        new TrackingJob(Rules.DEFAULT, new TrackingOptions(1, SILENCE, Duration.ofMinutes(1))));
    return flow;
  }

  private void hasPlaces() {
    model.put(
        "location",
        "HAM",
        "name",
        "Hamburg",
        "kind",
        "plant",
        "latitude",
        NORTH,
        "longitude",
        HAMBURG);
    model.put(
        "location",
        "BER",
        "name",
        "Berlin",
        "kind",
        "warehouse",
        "latitude",
        NORTH,
        "longitude",
        BERLIN);
  }

  /** A parcel from Hamburg to Berlin, on its way for four hours, with a sensor. */
  private void hasShipment(String shipment, String unit) {
    model.put(
        "shipment",
        shipment,
        "direction",
        "transfer",
        "from_location_key",
        "HAM",
        "to_location_key",
        "BER",
        "carrier",
        "Elbe Cargo",
        "status",
        "picked",
        "planned_departure_at",
        start,
        "planned_arrival_at",
        start.plus(Duration.ofHours(4)));
    model.put(
        "shipment_leg",
        shipment + "/1",
        "shipment_key",
        shipment,
        "transport_mode",
        "road",
        "status",
        "planned");
    model.put(
        "logistic_unit",
        unit,
        "shipment_key",
        shipment,
        "updated_at",
        start.minus(Duration.ofHours(1)));
  }

  private void hasSensor(String sensor, String unit) {
    model.put(
        "sensor",
        sensor,
        "kind",
        "temperature",
        "uom",
        "cel",
        "logistic_unit_key",
        unit,
        "lower_limit",
        2.0,
        "upper_limit",
        8.0);
  }

  private void report(String sensor, Duration after, double longitude, double temperature) {
    Instant time = start.plus(after);
    model.put(
        "sensor_reading",
        sensor + "/" + time.toEpochMilli(),
        "sensor_key",
        sensor,
        "measured_at",
        time,
        "latitude",
        NORTH,
        "longitude",
        longitude,
        "measured_value",
        temperature);
  }

  private void awaits(Callable<Boolean> there) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(there);
  }

  private Map<String, String> progress(String shipment) {
    return model.rows("shipment_progress").getOrDefault(shipment, Map.of());
  }

  private List<String> eventKinds(String shipment) {
    return model.rows("tracking_event").values().stream()
        .filter(event -> shipment.equals(event.get("shipment_key")))
        .sorted(
            (one, other) ->
                one.getOrDefault("occurred_at", "")
                    .compareTo(other.getOrDefault("occurred_at", "")))
        .map(event -> event.get("classifier") + " " + event.get("kind"))
        .toList();
  }

  @Test
  void tellsWhatBecomesOfAShipment() {
    try (Flow flow = flow()) {
      hasPlaces();
      hasShipment("S1", "U1");
      hasSensor("T1", "U1");
      awaits(() -> "waiting".equals(progress("S1").get("status")));

      report("x".repeat(70_000), Duration.ZERO, HAMBURG, 5);
      report("T1", Duration.ZERO, HAMBURG, 5);
      report("T1", Duration.ofMinutes(10), HAMBURG + 0.1, 5);
      report("T1", Duration.ofMinutes(20), HAMBURG + 0.3, 5);
      awaits(() -> "in_transit".equals(progress("S1").get("status")));

      Map<String, String> underWay = progress("S1");
      assertThat(underWay)
          .containsEntry("departed_at", start.plus(Duration.ofMinutes(10)).toString())
          .containsEntry("sensor_key", "T1")
          .containsEntry("transport_mode", "road")
          .containsEntry("moving", "true");
      assertThat(Double.parseDouble(underWay.get("distance_to_go_km")))
          .as("244 km, and a third more by road")
          .isBetween(310.0, 325.0);
      Instant expected = Instant.parse(underWay.get("estimated_arrival_at"));
      assertThat(expected).isAfter(start.plus(Duration.ofHours(3)));
      assertThat(Instant.parse(underWay.get("estimated_earliest_at"))).isBefore(expected);
      assertThat(Instant.parse(underWay.get("estimated_latest_at"))).isAfter(expected);

      report("T1", Duration.ofMinutes(30), HAMBURG + 0.6, 9);
      awaits(() -> "true".equals(progress("S1").get("beyond_limit")));
      assertThat(model.rows("sensor_status").get("T1"))
          .containsEntry("shipment_key", "S1")
          .containsEntry("carrier", "Elbe Cargo")
          .containsEntry("beyond_limit", "true");
      assertThat(alarm("condition")).containsEntry("status", "open");
      report("T1", Duration.ofMinutes(40), HAMBURG + 0.8, 5);
      awaits(() -> "resolved".equals(alarm("condition").get("status")));

      // Five hours later it has hardly moved: it will be late.
      report("T1", Duration.ofMinutes(50), HAMBURG + 1, 5);
      report("T1", Duration.ofHours(4), HAMBURG + 1.001, 5);
      awaits(() -> "true".equals(progress("S1").get("late")));
      assertThat(alarm("late")).containsEntry("status", "open").containsEntry("kind", "late");
      awaits(() -> alarm("data").getOrDefault("title", "").equals("Nothing heard of sensor T1"));

      report("T1", Duration.ofHours(6), BERLIN - 0.1, 5);
      report("T1", Duration.ofMinutes(6 * 60 + 10), BERLIN, 5);
      awaits(() -> "arrived".equals(progress("S1").get("status")));
      assertThat(progress("S1"))
          .containsEntry("arrived_at", start.plus(Duration.ofMinutes(370)).toString())
          .containsEntry("location_key", "BER")
          .containsEntry("late", "true");
      awaits(() -> "resolved".equals(alarm("late").get("status")));
      String delay = progress("S1").get("delay_hours");
      report("T1", Duration.ofHours(8), BERLIN, 5);
      String eighth = start.plus(Duration.ofHours(8)).toString();
      awaits(() -> eighth.equals(progress("S1").get("position_at")));
      assertThat(progress("S1"))
          .as("it stays as late as it came")
          .containsEntry("delay_hours", delay);
      assertThat(eventKinds("S1"))
          .containsExactly(
              "actual loading",
              "planned departure",
              "actual gate_in",
              "actual departure",
              "actual gate_out",
              "actual move",
              "actual condition",
              "actual condition",
              "actual stop",
              "planned arrival",
              "actual silence",
              "actual silence",
              "actual move",
              "estimated arrival",
              "actual arrival",
              "actual gate_in",
              "actual stop");
      assertThat(flow.standing().get(0).state()).isEqualTo(FlowStatus.State.RUNNING);
    }
  }

  @Test
  void countsASensorForEachShipmentWhileItTravelsWithIt() {
    try (Flow flow = flow()) {
      hasPlaces();
      hasShipment("S1", "U1");
      hasShipment("S2", "U2");
      hasSensor("T1", "U1");
      awaits(() -> "waiting".equals(progress("S1").get("status")));
      reportNow(9);
      awaits(() -> eventKinds("S1").contains("actual condition"));

      hasSensor("T1", "U2");
      awaits(() -> eventKinds("S1").contains("actual unloading"));
      awaits(() -> "S2".equals(status().get("shipment_key")));
      reportNow(5);
      awaits(() -> eventKinds("S2").contains("actual condition"));
      assertThat(eventKinds("S1").stream().filter("actual condition"::equals)).hasSize(1);
      assertThat(eventKinds("S2")).contains("actual loading").doesNotContain("actual unloading");
      assertThat(alarm("condition")).containsEntry("status", "resolved");

      awaits(() -> "open".equals(alarm("data").get("status")));
      model.remove("sensor", "T1");
      awaits(() -> "resolved".equals(alarm("data").get("status")));
      assertThat(alarm("data")).containsEntry("shipment_key", "S2");
      awaits(() -> !status().containsKey("shipment_key"));
      assertThat(flow.standing()).allMatch(job -> job.problem().isEmpty());
    }
  }

  private Map<String, String> status() {
    return model.rows("sensor_status").getOrDefault("T1", Map.of());
  }

  private void reportNow(double temperature) {
    report("T1", Duration.between(start, Instant.now()), HAMBURG, temperature);
  }

  private Map<String, String> alarm(String kind) {
    return model.rows("exception").values().stream()
        .filter(row -> kind.equals(row.get("kind")))
        .findFirst()
        .orElse(Map.of());
  }
}
