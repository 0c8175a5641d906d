package dev.millrace.track.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.flow.Flow;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed at any moment, the job goes on: what it tells in the end is what it would have told. */
class KilledJobTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SENSORS = 12;
  private static final int REPORTS = 120;
  private static final int KILLS = 2;

  @TempDir private Path folder;
  private Process process;

  private final Instant start =
      Instant.now().minus(Duration.ofHours(12)).truncatedTo(ChronoUnit.HOURS);

  @AfterEach
  void kill() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  /** A sensor's report. */
  private record Report(String sensor, Instant time, double north, double east, double value) {}

  @Test
  void tellsTheSameAsIfItHadNotBeenKilled() throws Exception {
    List<Report> reports = reports(new Random(7));
    Map<String, Map<String, String>> undisturbed = undisturbed(reports);
    assertThat(undisturbed).hasSizeGreaterThan(SENSORS * 10);

    Random random = new Random(11);
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("killed log"), 0);
        Log log = Log.connect(broker.bootstrapServers());
        Schemas schemas = Schemas.open(log);
        ModelTables model = new ModelTables(log, schemas)) {
      Path flow = folder.resolve("killed flow");
      process = process(broker, flow);
      prepare(model);
      awaitReady(model);
      int next = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        int before = told(model).size();
        int until = next + reports.size() / (KILLS + 1);
        for (; next < until; next++) {
          send(model, reports.get(next));
        }
        await().atMost(PATIENCE).until(() -> told(model).size() > before);
        Thread.sleep(random.nextInt(900));
        process.destroyForcibly().waitFor();
        process = process(broker, flow);
      }
      for (; next < reports.size(); next++) {
        send(model, reports.get(next));
      }
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(told(model)).isEqualTo(undisturbed));
      Map<String, List<String>> committed = model.committed("tracking_event");
      committed.keySet().removeIf(key -> key.endsWith("/planned") || key.endsWith("/estimated"));
      assertThat(committed)
          .as("told once, or told, taken back and told again")
          .allSatisfy(
              (key, operations) -> {
                for (int i = 0; i < operations.size(); i++) {
                  assertThat(operations.get(i)).isEqualTo(i % 2 == 0 ? "update" : "delete");
                }
              });
    }
  }

  private Map<String, Map<String, String>> undisturbed(List<Report> reports) {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"), 0);
        Log log = Log.connect(broker.bootstrapServers());
        Schemas schemas = Schemas.open(log);
        ModelTables model = new ModelTables(log, schemas);
        Flow flow =
            TrackingProcess.start(
                log, schemas, broker.bootstrapServers(), folder.resolve("flow"))) {
      prepare(model);
      awaitReady(model);
      reports.forEach(report -> send(model, report));
      // The last thing that happens to anybody.
      await()
          .atMost(PATIENCE)
          .until(() -> told(model).values().stream().anyMatch(row -> row.containsValue("end")));
      assertThat(flow.standing()).allMatch(job -> job.problem().isEmpty());
      return told(model);
    }
  }

  /**
   * Sensors go to and fro between two places, some of them warm; what they say comes disordered.
   */
  private List<Report> reports(Random random) {
    List<Report> all = new ArrayList<>();
    for (int sensor = 0; sensor < SENSORS; sensor++) {
      double east = 10 + random.nextDouble();
      double speed = 0.02 + 0.05 * random.nextDouble();
      for (int i = 0; i < REPORTS; i++) {
        boolean rests = i / 20 % 3 == 2;
        speed = east > 11.5 || east < 9.5 ? -speed : speed;
        east += rests ? 0 : speed;
        all.add(
            new Report(
                "T" + sensor,
                start.plusSeconds(60L * i + sensor),
                53.5,
                east,
                4 + 5 * random.nextDouble()));
      }
    }
    all.sort((one, other) -> one.time().compareTo(other.time()));
    for (int i = 0; i + 1 < all.size(); i += 2) {
      if (random.nextInt(4) == 0) {
        Collections.swap(all, i, i + 1);
      }
    }
    Instant end = start.plus(Duration.ofHours(3));
    all.add(new Report("last", end, 60, 20, 5));
    return all;
  }

  private void prepare(ModelTables model) {
    place(model, "A", 53.5, 10);
    place(model, "B", 53.5, 11.3);
    place(model, "end", 60, 20);
    for (int sensor = 0; sensor < SENSORS; sensor++) {
      String shipment = "S" + sensor;
      model.put(
          "shipment",
          shipment,
          "from_location_key",
          "A",
          "to_location_key",
          "B",
          "status",
          "picked",
          "planned_departure_at",
          start,
          "planned_arrival_at",
          start.plus(Duration.ofHours(2)));
      model.put("logistic_unit", "U" + sensor, "shipment_key", shipment, "updated_at", start);
      model.put("sensor", "T" + sensor, "logistic_unit_key", "U" + sensor, "upper_limit", 8.0);
    }
  }

  private static void place(ModelTables model, String key, double north, double east) {
    model.put(
        "location", key, "name", key, "kind", "terminal", "latitude", north, "longitude", east);
  }

  private static void awaitReady(ModelTables model) {
    await().atMost(PATIENCE).until(() -> model.rows("shipment_progress").size() == SENSORS);
  }

  private static void send(ModelTables model, Report report) {
    model.put(
        "sensor_reading",
        report.sensor() + "/" + report.time().toEpochMilli(),
        "sensor_key",
        report.sensor(),
        "measured_at",
        report.time(),
        "latitude",
        report.north(),
        "longitude",
        report.east(),
        "measured_value",
        report.value());
  }

  /** All that happened, but for what was planned and expected, and when it was told. */
  private static Map<String, Map<String, String>> told(ModelTables model) {
    Map<String, Map<String, String>> told = new TreeMap<>(model.rows("tracking_event"));
    told.values().removeIf(row -> !row.get("classifier").equals("actual"));
    told.values()
        .forEach(
            row -> {
              row.remove("updated_at");
              row.remove("recorded_at");
            });
    return told;
  }

  private static Process process(EmbeddedBroker broker, Path flow) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            TrackingProcess.class.getName(),
            broker.bootstrapServers(),
            flow.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
