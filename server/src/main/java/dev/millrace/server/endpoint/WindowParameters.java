package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.geo.Bounds;
import dev.millrace.track.position.Filter;
import dev.millrace.track.position.SensorPosition.Mode;
import dev.millrace.track.position.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The parameters that name a part of the Earth and which sensors of it are wanted. */
final class WindowParameters {
  private static final List<String> TRUE_FALSE = List.of("true", "false");
  private static final int MOST_SENSORS = 100_000;
  private static final int MOST_CELLS = 20_000;
  private static final int LONGEST_SILENCE = (int) Duration.ofDays(365).toMinutes();
  private static final float GREATEST = 1e9f;

  private static final Parameter<Double> SOUTH =
      Parameter.number("south", -90, 90, -90, "Southern border of the window, in degrees.");
  private static final Parameter<Double> WEST =
      Parameter.number("west", -360, 360, -180, "Western border, in degrees.");
  private static final Parameter<Double> NORTH =
      Parameter.number("north", -90, 90, 90, "Northern border, in degrees.");
  private static final Parameter<Double> EAST =
      Parameter.number(
          "east",
          -360,
          720,
          180,
          "Eastern border, in degrees; one less than west lies beyond the 180th meridian.");
  private static final Parameter<Optional<Boolean>> MOVING = flag("moving", "that move");
  private static final Parameter<Optional<Boolean>> LATE = flag("late", "that are late");
  private static final Parameter<Optional<Boolean>> BEYOND_LIMIT =
      flag("beyond_limit", "whose measurement is beyond a limit");
  private static final Parameter<Optional<Integer>> SILENT_MINUTES =
      Parameter.optional(
          "silent_minutes",
          "integer",
          List.of(),
          "Only sensors that have not reported for so long.",
          written -> Parameter.integerBetween(written, 1, LONGEST_SILENCE));
  private static final Parameter<Optional<Set<Mode>>> MODE =
      Parameter.optional(
          "mode",
          "string",
          List.of(),
          "Only sensors that travel so, separated by commas: " + modes() + ".",
          WindowParameters::modes);
  private static final Parameter<Optional<String>> CARRIER = name("carrier", "moved by this party");
  private static final Parameter<Optional<String>> CUSTOMER =
      name("customer", "whose goods this party gets");
  private static final Parameter<Optional<Float>> LEAST =
      measure("least", "Only sensors that measure at least so much.");
  private static final Parameter<Optional<Float>> MOST =
      measure("most", "Only sensors that measure at most so much.");
  private static final Parameter<Integer> SENSORS =
      Parameter.integer(
          "sensors",
          0,
          MOST_SENSORS,
          5_000,
          "Up to so many sensors are given one by one; more are counted by cell.");
  private static final Parameter<Integer> CELLS =
      Parameter.integer(
          "cells", 1, MOST_CELLS, 1_500, "About so many cells are given at most, by their size.");

  static final List<Parameter<?>> ALL =
      List.of(
          SOUTH,
          WEST,
          NORTH,
          EAST,
          MOVING,
          LATE,
          BEYOND_LIMIT,
          SILENT_MINUTES,
          MODE,
          CARRIER,
          CUSTOMER,
          LEAST,
          MOST,
          SENSORS,
          CELLS);

  private final Bounds bounds;
  private final Filter filter;
  private final Optional<Duration> silence;
  private final int mostSensors;
  private final int mostCells;

  private WindowParameters(Request request) {
    double south = request.value(SOUTH);
    double north = request.value(NORTH);
    double west = request.value(WEST);
    double east = request.value(EAST);
    if (south > north) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot look through a window from " + south + " to " + north + " degrees north.",
          "Give a south that is not north of north.");
    }
    bounds = Bounds.of(south, west, north, east < west ? east + 360 : east);
    silence = request.value(SILENT_MINUTES).map(Duration::ofMinutes);
    mostSensors = request.value(SENSORS);
    mostCells = request.value(CELLS);
    filter =
        new Filter(
            request.value(MOVING),
            request.value(LATE),
            request.value(BEYOND_LIMIT),
            0,
            request.value(MODE).orElse(Set.of()),
            request.value(CARRIER).map(List::of).orElse(List.of()),
            request.value(CUSTOMER).map(List::of).orElse(List.of()),
            request.value(LEAST).orElse(Float.NaN),
            request.value(MOST).orElse(Float.NaN));
  }

  /**
   * Reads what a request asks for.
   *
   * @throws MillraceException when a parameter is wrong
   */
  static WindowParameters of(Request request) {
    return new WindowParameters(request);
  }

  /** Whether the answer becomes another as time goes by, although nothing is reported. */
  boolean agesByItself() {
    return silence.isPresent();
  }

  /** The window as it is at a moment. */
  Window at(Instant now) {
    long silentSince = silence.map(now::minus).map(Instant::toEpochMilli).orElse(0L);
    return new Window(bounds, filter.silentSince(silentSince), mostSensors, mostCells);
  }

  private static Parameter<Optional<Boolean>> flag(String name, String which) {
    return Parameter.optional(
        name, "boolean", TRUE_FALSE, "Only sensors " + which + ", or only others.", "true"::equals);
  }

  private static Parameter<Optional<String>> name(String name, String which) {
    return Parameter.optional(
        name, "string", List.of(), "Only sensors " + which + ", by its name.", written -> written);
  }

  private static Parameter<Optional<Float>> measure(String name, String text) {
    return Parameter.optional(
        name,
        "number",
        List.of(),
        text,
        written -> (float) Parameter.numberBetween(written, -GREATEST, GREATEST));
  }

  private static String modes() {
    return String.join(
        ", ",
        Arrays.stream(Mode.values()).map(mode -> mode.name().toLowerCase(Locale.ROOT)).toList());
  }

  private static Set<Mode> modes(String written) {
    Set<Mode> modes = EnumSet.noneOf(Mode.class);
    for (String name : written.split(",", -1)) {
      modes.add(
          Arrays.stream(Mode.values())
              .filter(mode -> mode.name().equalsIgnoreCase(name.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "Give some of these, separated by commas: " + modes() + ".")));
    }
    return modes;
  }
}
