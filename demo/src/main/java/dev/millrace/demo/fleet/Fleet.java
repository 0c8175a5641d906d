package dev.millrace.demo.fleet;

import static java.util.stream.Collectors.toSet;

import dev.millrace.testing.DatabaseServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sensors that travel with what the two ERPs have under way: as a carrier's telematics would,
 * they report where they are to Millrace, by HTTP. The same seed sends the same goods the same way.
 */
public final class Fleet implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Fleet.class);
  private static final Duration REQUEST = Duration.ofSeconds(10);

  /** Each sensor reports once in so many rounds; they take turns. */
  private static final int ROUNDS = 10;

  private static final Duration ROUND = Duration.ofSeconds(1);

  private final List<Consignments> erps;
  private final URI telemetry;
  private final String token;
  private final long seed;
  private final SeaLanes lanes = new SeaLanes();
  private final Map<String, Travel> travels = new HashMap<>();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(REQUEST).build();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "demo-fleet");
            made.setDaemon(true);
            return made;
          });

  private volatile List<Consignment> underWay = List.of();
  private long round;

  private Fleet(List<Consignments> erps, URI telemetry, String token, long seed) {
    this.erps = erps;
    this.telemetry = telemetry;
    this.token = token;
    this.seed = seed;
  }

  /**
   * Begins to report.
   *
   * @param cities where they are, for addresses without coordinates
   * @param telemetry where telemetry is taken
   * @param token with which it is
   */
  public static Fleet start(
      DatabaseServer plant,
      DatabaseServer distribution,
      Map<String, Point> cities,
      URI telemetry,
      String token,
      long seed) {
    Fleet fleet =
        new Fleet(
            List.of(
                Consignments.ofPlant(plant, cities),
                Consignments.ofDistribution(distribution, cities)),
            telemetry,
            token,
            seed);
    var unused =
        fleet.thread.scheduleWithFixedDelay(
            fleet::report, 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
    return fleet;
  }

  /** How many sensors are under way. */
  public int size() {
    return underWay.size();
  }

  private void report() {
    try {
      if (round % ROUNDS == 0) {
        look();
      }
      List<String> lines = new ArrayList<>();
      long now = System.currentTimeMillis();
      for (Consignment one : underWay) {
        if (Math.floorMod(one.tracker().hashCode(), ROUNDS) == round % ROUNDS) {
          Travel travel =
              travels.computeIfAbsent(one.tracker(), none -> new Travel(one, lanes, seed));
          if (!travel.isSilent(now)) {
            lines.add(line(one, travel.at(now), now));
          }
        }
      }
      round++;
      if (!lines.isEmpty()) {
        send(String.join("\n", lines));
      }
    } catch (IOException | SQLException e) {
      LOGGER.info("The fleet cannot report and tries again: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOGGER.warn("The fleet cannot report and tries again", e);
    }
  }

  private void look() throws SQLException {
    List<Consignment> all = new ArrayList<>();
    for (Consignments erp : erps) {
      all.addAll(erp.underWay());
    }
    underWay = all;
    travels.keySet().retainAll(all.stream().map(Consignment::tracker).collect(toSet()));
  }

  private static String line(Consignment one, Travel.Report report, long now) {
    return String.format(
        Locale.ROOT,
        "{\"device\":\"%s\",\"company\":\"%s\",\"time\":%d,\"lat\":%.6f,\"lon\":%.6f,"
            + "\"speed\":%.1f,\"course\":%.0f,\"accuracy\":8,\"temperature\":%.1f}",
        one.tracker(),
        one.system(),
        now,
        report.place().latitude(),
        report.place().longitude(),
        report.speed(),
        report.place().heading(),
        report.temperature());
  }

  private void send(String lines) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(telemetry)
            .timeout(REQUEST)
            .header("Content-Type", "application/x-ndjson")
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(lines, StandardCharsets.UTF_8))
            .build();
    HttpResponse<String> response =
        client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (response.statusCode() >= 300) {
      throw new IOException("it was answered " + response.statusCode() + " " + response.body());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
