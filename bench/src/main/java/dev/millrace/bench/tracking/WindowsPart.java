package dev.millrace.bench.tracking;

import dev.millrace.bench.Figure;
import dev.millrace.bench.Meter;
import dev.millrace.bench.Percentiles;
import dev.millrace.demo.fleet.Swarm;
import dev.millrace.geo.Bounds;
import dev.millrace.track.journey.Fix;
import dev.millrace.track.position.Filter;
import dev.millrace.track.position.Positions;
import dev.millrace.track.position.SensorPosition;
import dev.millrace.track.position.SensorPosition.Mode;
import dev.millrace.track.position.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** What windows of any size and filters take, over all sensors. */
final class WindowsPart {
  private static final long START = 1_767_225_600_000L;
  private static final int BATCH = 2_000;
  private static final int WARM_UP = 30;
  private static final int LOOKS = 100;
  private static final double[] DEGREES = {360, 120, 40, 12, 4, 1, 0.3};

  private final int sensors;
  private final Consumer<Figure> out;
  private final Swarm swarm = new Swarm(1);
  private final Positions positions = new Positions();
  private final Random random = new Random(3);

  WindowsPart(int sensors, Consumer<Figure> out) {
    this.sensors = sensors;
    this.out = out;
  }

  void run() {
    Meter filling = new Meter(TrackingBenchmark.NAME);
    put(0, sensors, START);
    String all = String.format("%,d sensors", sensors);
    filling.report("positions of " + all + ", the first of each", sensors, out);
    int moved = sensors / 2;
    Meter moving = new Meter(TrackingBenchmark.NAME);
    put(sensors / 4, moved, START + 60_000);
    moving.report("positions a minute later", moved, out);
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    out.accept(
        TrackingBenchmark.figure(
            "heap with " + all, (runtime.totalMemory() - runtime.freeMemory()) / 1e6, "MB"));
    filters().forEach(this::look);
  }

  private void put(int first, int count, long time) {
    for (int begin = first; begin < first + count; begin += BATCH) {
      int from = begin;
      positions.update(
          update -> {
            for (int i = from; i < Math.min(first + count, from + BATCH); i++) {
              update.put(position(i, time));
            }
          });
    }
  }

  private SensorPosition position(int sensor, long time) {
    Fix fix = swarm.fix(sensor, time);
    return new SensorPosition(
        "fleet",
        "sensor-" + sensor,
        time,
        fix.latitude(),
        fix.longitude(),
        fix.speed(),
        fix.heading(),
        fix.value(),
        fix.speed() > 0,
        sensor % 17 == 0,
        sensor % 101 == 0,
        Optional.of(mode(swarm.means(sensor))),
        Optional.of("S" + sensor / 3),
        Optional.of("Carrier " + sensor % 50),
        Optional.of("Customer " + sensor % 5_000));
  }

  private static Mode mode(String means) {
    return switch (means) {
      case "SHIP" -> Mode.SEA;
      case "AIRCRAFT" -> Mode.AIR;
      case "TRAIN" -> Mode.RAIL;
      default -> Mode.ROAD;
    };
  }

  private static Map<String, Filter> filters() {
    Map<String, Filter> filters = new LinkedHashMap<>();
    filters.put("all", Filter.ALL);
    filters.put("late", filter(Optional.of(true), Set.of(), List.of(), List.of(), Float.NaN));
    filters.put(
        "by road", filter(Optional.empty(), Set.of(Mode.ROAD), List.of(), List.of(), Float.NaN));
    filters.put(
        "one carrier's",
        filter(Optional.empty(), Set.of(), List.of("Carrier 7"), List.of(), Float.NaN));
    filters.put(
        "two customers' by road or rail, 6 degrees or more",
        filter(
            Optional.empty(),
            Set.of(Mode.ROAD, Mode.RAIL),
            List.of(),
            List.of("Customer 7", "Customer 8"),
            6));
    return filters;
  }

  private static Filter filter(
      Optional<Boolean> late,
      Set<Mode> modes,
      List<String> carriers,
      List<String> customers,
      float least) {
    return new Filter(
        Optional.empty(), late, Optional.empty(), 0, modes, carriers, customers, least, Float.NaN);
  }

  /** Windows of all sizes, around where there are sensors. */
  private void look(String what, Filter filter) {
    for (double degrees : DEGREES) {
      for (int i = 0; i < WARM_UP; i++) {
        positions.look(window(degrees, filter));
      }
      long[] nanos = new long[LOOKS];
      for (int i = 0; i < LOOKS; i++) {
        Window window = window(degrees, filter);
        long begun = System.nanoTime();
        positions.look(window);
        nanos[i] = System.nanoTime() - begun;
      }
      Percentiles times = new Percentiles(nanos);
      String size = String.format("window of %s degrees, %s", degrees, what);
      out.accept(TrackingBenchmark.figure(size + ", p50", times.millis(50), "ms"));
      out.accept(TrackingBenchmark.figure(size + ", p99", times.millis(99), "ms"));
    }
  }

  private Window window(double degrees, Filter filter) {
    Fix middle = swarm.fix(random.nextInt(sensors), START);
    double north = middle.latitude() / 1e7;
    double east = middle.longitude() / 1e7;
    double south = Math.max(-85, north - degrees / 4);
    return new Window(
        Bounds.of(south, east - degrees / 2, Math.min(85, south + degrees / 2), east + degrees / 2),
        filter,
        5_000,
        2_000);
  }
}
