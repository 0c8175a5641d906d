package dev.millrace.track.position;

import static org.assertj.core.api.Assertions.assertThat;

import com.uber.h3core.H3Core;
import dev.millrace.geo.Bounds;
import dev.millrace.geo.Sphere;
import dev.millrace.track.journey.Fix;
import dev.millrace.track.position.SensorPosition.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PositionsTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final int SENSORS = 3_000;

  private final Positions positions = new Positions();

  /** What is known, in the plainest of ways. */
  private final Map<String, SensorPosition> known = new HashMap<>();

  /** Sensors around the world, at the poles and at the 180th meridian, and in two cities. */
  static SensorPosition somewhere(Random random) {
    double latitude;
    double longitude;
    switch (random.nextInt(5)) {
      case 0 -> {
        latitude = (random.nextBoolean() ? 1 : -1) * (90 - random.nextDouble() * 2);
        longitude = random.nextDouble() * 360 - 180;
      }
      case 1 -> {
        latitude = random.nextGaussian() * 3;
        longitude = 180 + random.nextGaussian() * 0.5;
      }
      case 2 -> {
        latitude = 51 + random.nextGaussian() * 0.2;
        longitude = 7 + random.nextGaussian() * 0.2;
      }
      default -> {
        latitude = Math.toDegrees(Math.asin(2 * random.nextDouble() - 1));
        longitude = random.nextDouble() * 360 - 180;
      }
    }
    return new SensorPosition(
        random.nextBoolean() ? "plant" : "depot",
        "s" + random.nextInt(SENSORS),
        NOW + random.nextInt(100) * 1000L,
        (int) Math.round(latitude * 1e7),
        (int) Math.floor(Sphere.normal(longitude) * 1e7),
        random.nextInt(1000) / 10f,
        random.nextInt(360),
        random.nextBoolean() ? Float.NaN : random.nextInt(30),
        random.nextBoolean(),
        random.nextInt(4) == 0,
        random.nextInt(8) == 0,
        any(random, Mode.values()),
        any(random, "1001", "1002"),
        any(random, "Rhenus", "Maersk", "DHL"),
        any(random, "C1", "C2", "C3", "C4"));
  }

  @SafeVarargs
  private static <T> Optional<T> any(Random random, T... of) {
    return random.nextInt(10) == 0 ? Optional.empty() : Optional.of(of[random.nextInt(of.length)]);
  }

  private void put(List<SensorPosition> some) {
    positions.update(update -> some.forEach(update::put));
    for (SensorPosition position : some) {
      known.merge(
          position.source() + "/" + position.sensor(),
          position,
          (before, now) -> now.time() < before.time() ? before : now);
    }
  }

  private static Filter filter(Random random) {
    return switch (random.nextInt(9)) {
      case 0 ->
          new Filter(
              Optional.of(random.nextBoolean()),
              Optional.empty(),
              Optional.empty(),
              0,
              Set.of(),
              List.of(),
              List.of(),
              Float.NaN,
              Float.NaN);
      case 1 ->
          new Filter(
              Optional.empty(),
              Optional.of(true),
              Optional.of(false),
              0,
              Set.of(),
              List.of(),
              List.of(),
              Float.NaN,
              Float.NaN);
      case 2 ->
          new Filter(
              Optional.empty(),
              Optional.empty(),
              Optional.of(true),
              0,
              Set.of(Mode.SEA, Mode.AIR),
              List.of(),
              List.of(),
              Float.NaN,
              Float.NaN);
      case 3 ->
          new Filter(
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              NOW + 50_000,
              Set.of(),
              List.of("Maersk", "DHL"),
              List.of(),
              Float.NaN,
              Float.NaN);
      case 4 ->
          new Filter(
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              0,
              Set.of(),
              List.of(),
              List.of("C3"),
              5,
              Float.NaN);
      case 5 ->
          new Filter(
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              0,
              Set.of(),
              List.of(),
              List.of(),
              Float.NaN,
              12);
      case 6 ->
          new Filter(
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              0,
              Set.of(),
              List.of("Nobody"),
              List.of(),
              Float.NaN,
              Float.NaN);
      default -> Filter.ALL;
    };
  }

  private static boolean takes(Filter filter, SensorPosition one) {
    return filter.moving().map(is -> is == one.moving()).orElse(true)
        && filter.late().map(is -> is == one.late()).orElse(true)
        && filter.beyondLimit().map(is -> is == one.beyondLimit()).orElse(true)
        && (filter.silentSince() == 0 || one.time() < filter.silentSince())
        && (filter.modes().isEmpty() || one.mode().filter(filter.modes()::contains).isPresent())
        && (filter.carriers().isEmpty()
            || one.carrier().filter(filter.carriers()::contains).isPresent())
        && (filter.customers().isEmpty()
            || one.customer().filter(filter.customers()::contains).isPresent())
        && (Float.isNaN(filter.least()) || one.value() >= filter.least())
        && (Float.isNaN(filter.most()) || one.value() <= filter.most());
  }

  private static Bounds bounds(Random random) {
    double south = random.nextDouble() * 180 - 90;
    double west = random.nextDouble() * 360 - 180;
    double size = Math.pow(10, -1 + 3.3 * random.nextDouble());
    return Bounds.of(south, west, Math.min(90, south + size / 2), west + size);
  }

  @RepeatedTest(20)
  void aWindowShowsWhatIsThere(RepetitionInfo repetition) throws IOException {
    Random random = new Random(repetition.getCurrentRepetition());
    H3Core h3 = H3Core.newInstance();
    for (int round = 0; round < 10; round++) {
      List<SensorPosition> some = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        some.add(somewhere(random));
      }
      put(some);
      for (int i = 0; i < 10; i++) {
        Bounds bounds = i == 0 ? Bounds.of(-90, -180, 90, 180) : bounds(random);
        Filter filter = filter(random);
        Window window = new Window(bounds, filter, random.nextInt(600), 1 + random.nextInt(2_000));
        List<SensorPosition> inside =
            known.values().stream()
                .filter(one -> takes(filter, one))
                .filter(one -> bounds.contains(one.latitude() / 1e7, one.longitude() / 1e7))
                .toList();
        WindowAnswer answer = positions.look(window);
        if (inside.size() <= window.mostSensors() && answer.isSingle()) {
          showsEach(answer, inside);
        } else {
          assertThat(answer.isSingle()).isFalse();
          countsEach(answer, inside, filter, h3);
        }
      }
    }
    assertThat(positions.size()).isEqualTo(known.size());
  }

  private void showsEach(WindowAnswer answer, List<SensorPosition> inside) {
    List<SensorPosition> shown = new ArrayList<>();
    for (int i = 0; i < answer.size(); i++) {
      SensorPosition one = positions.get(answer.sensor(i));
      assertThat(answer.latitude(i)).isEqualTo(one.latitude());
      assertThat(answer.longitude(i)).isEqualTo(one.longitude());
      assertThat(answer.time(i)).isEqualTo((int) (one.time() / 1000));
      assertThat(answer.speed(i)).isEqualTo((short) Math.round(one.speed() * 10));
      assertThat(answer.heading(i)).isEqualTo((short) one.heading());
      assertThat(answer.flags(i))
          .isEqualTo(
              (byte) ((one.moving() ? 1 : 0) | (one.late() ? 2 : 0) | (one.beyondLimit() ? 4 : 0)));
      shown.add(one);
    }
    assertThat(answer.total()).isEqualTo(answer.size());
    assertThat(shown).containsExactlyInAnyOrderElementsOf(inside);
  }

  /** Each cell that a sensor of the window is in shows all of the cell's sensors. */
  private void countsEach(
      WindowAnswer answer, List<SensorPosition> inside, Filter filter, H3Core h3) {
    Map<Long, Integer> shown = new HashMap<>();
    for (int i = 0; i < answer.size(); i++) {
      assertThat(shown.put(answer.cell(i), answer.count(i))).as("a cell comes once").isNull();
    }
    assertThat(answer.size()).isPositive();
    int resolution = h3.getResolution(answer.cell(0));
    Map<Long, List<SensorPosition>> expected = new HashMap<>();
    for (SensorPosition one : known.values()) {
      if (takes(filter, one)) {
        expected.computeIfAbsent(cell(one, resolution, h3), none -> new ArrayList<>()).add(one);
      }
    }
    for (SensorPosition one : inside) {
      long cell = cell(one, resolution, h3);
      assertThat(shown).containsEntry(cell, expected.get(cell).size());
    }
    for (int i = 0; i < answer.size(); i++) {
      List<SensorPosition> of = expected.get(answer.cell(i));
      if (answer.count(i) == of.size()) {
        assertThat(answer.late(i))
            .isEqualTo((int) of.stream().filter(SensorPosition::late).count());
        assertThat(answer.beyondLimit(i))
            .isEqualTo((int) of.stream().filter(SensorPosition::beyondLimit).count());
      }
    }
  }

  private static long cell(SensorPosition one, int resolution, H3Core h3) {
    return h3.cellToParent(
        h3.latLngToCell(one.latitude() / 1e7, one.longitude() / 1e7, Cells.FINEST), resolution);
  }

  @Test
  void anOlderPositionChangesNothing() {
    Random random = new Random(1);
    SensorPosition one = somewhere(random);
    put(List.of(one));
    SensorPosition other = somewhere(random);
    put(
        List.of(
            new SensorPosition(
                one.source(),
                one.sensor(),
                one.time() - 1_000,
                other.latitude(),
                other.longitude(),
                0,
                0,
                0,
                false,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())));
    assertThat(positions.get(one.source(), one.sensor())).contains(one);
    assertThat(positions.get(one.source(), "unknown")).isEmpty();
  }

  @Test
  void aFixAloneTellsBySpeedWhetherASensorMoves() {
    boolean movedBefore = false;
    byte[] name = "fleet\0truck".getBytes(StandardCharsets.UTF_8);
    for (float speed : new float[] {60, Float.NaN, 0.4f, Float.NaN, 3}) {
      positions.update(
          update ->
              update.move(name, name.length, Fix.of(NOW, 51, 7, speed, Float.NaN, Float.NaN)));
      boolean moves = positions.get("fleet", "truck").orElseThrow().moving();
      assertThat(moves)
          .as("at %s km/h", speed)
          .isEqualTo(Float.isNaN(speed) ? movedBefore : speed >= 3);
      movedBefore = moves;
    }
  }
}
