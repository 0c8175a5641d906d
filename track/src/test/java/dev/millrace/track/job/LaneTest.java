package dev.millrace.track.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final long MIDNIGHT = Instant.parse("2026-05-04T00:00:00Z").toEpochMilli();
  private static final double HOUR = Duration.ofHours(1).toMillis();
  private static final double METRES = 600_000;

  /** By day 80 km/h, from 22 to 6 o'clock nothing. */
  private static double speed(long time) {
    long hour = Math.floorMod((long) Math.floor(time / HOUR), 24);
    return hour >= 6 && hour < 22 ? 80 : 0;
  }

  /** Goes the lane once, with a look every quarter of an hour; tells when it arrives. */
  private static long travel(Lane lane, long departure, double pace) {
    long time = departure;
    double left = METRES;
    long quarter = (long) (HOUR / 4);
    while (left > 0) {
      double way = Math.min(left, speed(time) * pace * 1_000 / 4);
      lane.travelled(time, time + quarter, way);
      left -= way;
      time += quarter;
    }
    lane.completed(METRES, METRES / 1.2);
    return time;
  }

  @Test
  void goesByThePlanUntilItKnowsBetter() {
    Lane.Arrival arrival = new Lane().arrival(MIDNIGHT, METRES, 50, "road");
    assertThat((arrival.at() - MIDNIGHT) / HOUR).isCloseTo(12, within(0.01));
    assertThat(arrival.earliest()).isLessThan(arrival.at());
    assertThat(arrival.latest()).isGreaterThan(arrival.at());
  }

  @Test
  void knowsNightsAndStretchAfterSomeJourneys() {
    Lane lane = new Lane();
    Random random = new Random(5);
    for (int day = 0; day < 12; day++) {
      long departure = MIDNIGHT + (long) (day * 48 * HOUR) + (long) (random.nextInt(24) * HOUR);
      travel(lane, departure, 0.9 + 0.2 * random.nextDouble());
    }
    assertThat(lane.wayOf(METRES / 1.2, "road")).isCloseTo(METRES, within(METRES * 0.03));

    // 600 km at 80 km/h take 7.5 hours by day; who leaves at 20 o'clock sleeps for eight.
    long morning = MIDNIGHT + (long) (7 * HOUR);
    assertThat((lane.arrival(morning, METRES, 50, "road").at() - morning) / HOUR)
        .isCloseTo(7.5, within(1.0));
    long evening = MIDNIGHT + (long) (20 * HOUR);
    assertThat((lane.arrival(evening, METRES, 50, "road").at() - evening) / HOUR)
        .isCloseTo(15.5, within(2.0));
  }

  @Test
  void isAsUnsureAsItHasBeenWrong() {
    Lane sure = new Lane();
    Lane unsure = new Lane();
    Random random = new Random(9);
    for (int i = 0; i < 30; i++) {
      long expected = MIDNIGHT + (long) (10 * HOUR);
      sure.completed(METRES, METRES / 1.2);
      sure.learn(MIDNIGHT, expected, expected + (long) (random.nextGaussian() * 0.2 * HOUR));
      unsure.completed(METRES, METRES / 1.2);
      unsure.learn(
          MIDNIGHT, expected, expected + (long) (Math.abs(random.nextGaussian()) * 6 * HOUR));
    }
    assertThat(width(sure)).isLessThan(width(new Lane()) / 2);
    assertThat(width(unsure)).isGreaterThan(width(new Lane()));
  }

  private static double width(Lane lane) {
    Lane.Arrival arrival = lane.arrival(MIDNIGHT, METRES, 60, "road");
    return (arrival.latest() - arrival.earliest()) / HOUR;
  }

  @Test
  void isTheSameWhenReadAgain() {
    Lane lane = new Lane();
    travel(lane, MIDNIGHT, 1);
    lane.learn(MIDNIGHT, MIDNIGHT + 1_000_000, MIDNIGHT + 2_000_000);
    Lane again = Lane.of(lane.toBytes());
    assertThat(again.arrival(MIDNIGHT, METRES, 50, "sea"))
        .isEqualTo(lane.arrival(MIDNIGHT, METRES, 50, "sea"));
    assertThat(again.toBytes()).isEqualTo(lane.toBytes());
  }
}
