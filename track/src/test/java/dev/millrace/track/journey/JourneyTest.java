package dev.millrace.track.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.geo.Circle;
import org.junit.jupiter.api.Test;

class JourneyTest {
  private static final long START = 1_700_000_000_000L;
  private static final long MINUTE = 60_000;

  private final Journey journey = new Journey();
  private final Told told = new Told();

  private void go(World world, long minutes, double latitude, double longitude) {
    journey.go(Fix.at(START + minutes * MINUTE, latitude, longitude), Rules.DEFAULT, world, told);
  }

  private void measure(World world, long minutes, double value) {
    journey.go(
        Fix.of(START + minutes * MINUTE, 50, 8, Float.NaN, Float.NaN, (float) value),
        Rules.DEFAULT,
        world,
        told);
  }

  @Test
  void entersAtTheFirstFixInsideAndLeavesWhenTwoAreOutside() {
    World world = World.of(Limits.NONE, new Circle(50, 8, 2_000), new Circle(50, 8, 300));
    go(world, 0, 50.1, 8);
    go(world, 1, 50.01, 8);
    go(world, 2, 50, 8);
    go(world, 3, 50.015, 8);
    assertThat(told.texts()).containsExactly("MOVED", "ENTERED 0", "ENTERED 1");
    go(world, 4, 50.03, 8);
    go(world, 5, 50.05, 8);
    assertThat(told.texts()).endsWith("LEFT 1", "LEFT 0");
    Happening left = told.inOrder().get(told.inOrder().size() - 1);
    assertThat(left.time()).isEqualTo(START + 4 * MINUTE);
    assertThat(left.latitude()).isEqualTo(50.03);
  }

  @Test
  void staysWhereASingleFixIsOutside() {
    World world = World.of(Limits.NONE, new Circle(50, 8, 500));
    go(world, 0, 50, 8);
    go(world, 1, 50.01, 8);
    go(world, 2, 50, 8);
    go(world, 3, 50.01, 8);
    go(world, 4, 50, 8);
    assertThat(told.texts()).filteredOn(text -> !text.equals("MOVED")).containsExactly("ENTERED 0");
    assertThat(journey.isIn(0)).isTrue();
  }

  @Test
  void crossesThe180thMeridianWithoutGoingRoundTheWorld() {
    World world = World.of(Limits.NONE, new Circle(-17, 180, 10_000));
    go(world, 0, -17, 179.8);
    go(world, 10, -17, 179.95);
    go(world, 20, -17, -179.95);
    go(world, 30, -17, -179.8);
    go(world, 40, -17, -179.6);
    assertThat(told.texts()).containsExactly("MOVED", "ENTERED 0", "LEFT 0");
    assertThat(journey.distance()).isCloseTo(63_800, within(200.0));
    assertThat(journey.heading()).isCloseTo(90, within(0.1f));
  }

  @Test
  void stopsAtTheTimeOfComingAndNoiseIsNoWay() {
    World world = World.of(Limits.NONE);
    go(world, 0, 50, 8);
    go(world, 10, 50.1, 8);
    double before = journey.distance();
    for (int minute = 11; minute < 30; minute++) {
      go(world, minute, 50.1 + (minute % 2 == 0 ? 0.0005 : -0.0005), 8);
    }
    assertThat(told.texts()).containsExactly("MOVED", "STOPPED");
    assertThat(told.inOrder().get(1).time()).isEqualTo(START + 10 * MINUTE);
    assertThat(journey.isMoving()).isFalse();
    assertThat(journey.distance()).isEqualTo(before);
    go(world, 31, 50.2, 8);
    assertThat(told.texts()).endsWith("MOVED");
  }

  @Test
  void doesNotBelieveAJumpUntilASecondFixIsThere() {
    World world = World.of(Limits.NONE, new Circle(0, 0, 50_000));
    go(world, 0, 50, 8);
    go(world, 1, 0, 0);
    go(world, 2, 50.001, 8);
    assertThat(told.texts()).isEmpty();
    assertThat(journey.latitude()).isEqualTo(50.001);
    go(world, 3, 0, 0);
    assertThat(journey.latitude()).isEqualTo(50.001);
    go(world, 4, 0, 0.01);
    assertThat(told.texts()).contains("ENTERED 0");
    assertThat(journey.latitude()).isZero();
  }

  @Test
  void aLimitIsPassedOnceAndLeftWithAMargin() {
    World world = World.of(new Limits(2, 8));
    measure(world, 0, 5);
    measure(world, 1, 8.01);
    measure(world, 2, 7.95);
    measure(world, 3, 8.2);
    assertThat(told.texts()).containsExactly("BEYOND_LIMIT");
    measure(world, 4, 7.8);
    measure(world, 5, 1.9);
    assertThat(told.texts()).containsExactly("BEYOND_LIMIT", "WITHIN_LIMITS", "BEYOND_LIMIT");
    assertThat(told.inOrder().get(2).value()).isEqualTo(1.9f);
  }

  @Test
  void aSensorWithoutLimitsMeasuresInPeace() {
    World world = World.of(Limits.NONE);
    measure(world, 0, -1_000);
    measure(world, 1, 1_000);
    assertThat(told.texts()).isEmpty();
    assertThat(journey.value()).isEqualTo(1_000);
  }
}
