package dev.millrace.track.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.geo.Circle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class TrackTest {
  private static final long START = 1_700_000_000_000L;
  private static final long SECOND = 1_000;
  private static final World EMPTY = World.of(Limits.NONE);

  private final Track track = new Track();
  private final Told told = new Told();

  private Track.Outcome add(Fix fix) {
    return track.add(fix, fix.time(), Rules.DEFAULT, EMPTY, told);
  }

  /** A way to and fro over fences, with stops, noise, jumps and a temperature. */
  private static List<Fix> way(Random random, int fixes) {
    List<Fix> way = new ArrayList<>();
    long time = START;
    double latitude = -16.5;
    double longitude = 179.9;
    for (int i = 0; i < fixes; i++) {
      time += 20 * SECOND + random.nextInt(20_000);
      if (random.nextInt(3) > 0) {
        latitude += (random.nextDouble() - 0.5) * 0.02;
        longitude += (random.nextDouble() - 0.4) * 0.02;
      }
      boolean jump = random.nextInt(40) == 0;
      way.add(
          Fix.of(
              time,
              latitude + (jump ? 7 : 0),
              longitude,
              random.nextBoolean() ? Float.NaN : random.nextInt(90),
              random.nextBoolean() ? Float.NaN : random.nextInt(360),
              random.nextBoolean() ? Float.NaN : (float) (4 + 2 * random.nextGaussian())));
    }
    return way;
  }

  private static World world(Random random) {
    Circle[] fences = new Circle[40];
    for (int i = 0; i < fences.length; i++) {
      fences[i] =
          new Circle(
              -16.5 + (random.nextDouble() - 0.5) * 0.2,
              179.9 + random.nextDouble() * 0.4,
              200 + random.nextInt(3_000));
    }
    return World.of(new Limits(2, 7), fences);
  }

  /** Each fix comes up to three places late: at most two minutes. */
  private static List<Fix> disordered(List<Fix> way, Random random) {
    List<Fix> disordered = new ArrayList<>(way);
    for (int i = 0; i + 2 < disordered.size(); i += 3) {
      Collections.swap(disordered, i, i + random.nextInt(3));
      Collections.swap(disordered, i + 1, i + 1 + random.nextInt(2));
    }
    return disordered;
  }

  @RepeatedTest(20)
  void tellsTheSameInWhateverOrderFixesCome(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    World world = world(random);
    List<Fix> way = way(random, 600);
    Journey inOrder = new Journey();
    Told expected = new Told();
    way.forEach(fix -> inOrder.go(fix, Rules.DEFAULT, world, expected));

    TrackBytes bytes = new TrackBytes();
    byte[] kept = bytes.write(track);
    Map<Track.Outcome, Integer> outcomes = new HashMap<>();
    for (Fix fix : disordered(way, random)) {
      // The sensor's state is kept as bytes between any two fixes, and other sensors' in between.
      Track restored = new Track();
      bytes.read(kept, restored, Rules.DEFAULT, world);
      outcomes.merge(restored.add(fix, fix.time(), Rules.DEFAULT, world, told), 1, Integer::sum);
      if (random.nextInt(5) == 0) {
        assertThat(restored.add(fix, fix.time(), Rules.DEFAULT, world, told))
            .isIn(Track.Outcome.REPEATED, Track.Outcome.TOO_LATE);
      }
      kept = bytes.write(restored);
    }

    assertThat(outcomes).containsOnlyKeys(Track.Outcome.NEWEST, Track.Outcome.INSERTED);
    assertThat(outcomes.get(Track.Outcome.INSERTED)).isGreaterThan(50);
    assertThat(told.inOrder()).hasSizeGreaterThan(50).isEqualTo(expected.inOrder());
    bytes.read(kept, track, Rules.DEFAULT, world);
    assertThat(track.journey())
        .usingRecursiveComparison()
        // Of no meaning without a suspect.
        .ignoringFields("suspectLatitude", "suspectLongitude")
        .isEqualTo(inOrder);
  }

  @Test
  void whatIsTooLateIsLeftOut() {
    assertThat(add(Fix.at(START, 50, 8))).isEqualTo(Track.Outcome.NEWEST);
    assertThat(add(Fix.at(START + 300 * SECOND, 50.1, 8))).isEqualTo(Track.Outcome.NEWEST);
    assertThat(add(Fix.at(START + 170 * SECOND, 50.05, 8))).isEqualTo(Track.Outcome.TOO_LATE);
    assertThat(add(Fix.at(START + 190 * SECOND, 50.06, 8))).isEqualTo(Track.Outcome.INSERTED);
    assertThat(add(Fix.at(START + 190 * SECOND, 50.06, 8))).isEqualTo(Track.Outcome.REPEATED);
    assertThat(add(Fix.at(START, 50, 8))).isEqualTo(Track.Outcome.REPEATED);
    assertThat(add(Fix.at(START - 1, 50, 8))).isEqualTo(Track.Outcome.TOO_LATE);
  }

  @Test
  void aBurstIsRememberedOnlyInPart() {
    for (int i = 0; i < 100; i += 2) {
      add(Fix.at(START + i, 50, 8));
    }
    assertThat(add(Fix.at(START + 95, 50, 8))).isEqualTo(Track.Outcome.INSERTED);
    assertThat(add(Fix.at(START + 11, 50, 8))).isEqualTo(Track.Outcome.TOO_LATE);
  }

  @Test
  void aClockThatIsAheadIsSetBack() {
    long ahead = START + 3_600 * SECOND;
    track.add(Fix.at(ahead, 50, 8), START, Rules.DEFAULT, EMPTY, told);
    assertThat(track.journey().time()).isEqualTo(START);
    track.add(Fix.at(START + 30 * SECOND, 50, 8), START, Rules.DEFAULT, EMPTY, told);
    assertThat(track.journey().time()).isEqualTo(START + 30 * SECOND);
  }

  @Test
  void aLateFixTakesBackWhatItDisproves() {
    World world = World.of(Limits.NONE, new Circle(50, 8, 1_000));
    track.add(Fix.at(START, 50.1, 8), START, Rules.DEFAULT, world, told);
    long later = START + 60 * SECOND;
    track.add(Fix.at(later, 50, 8), later, Rules.DEFAULT, world, told);
    assertThat(told.inOrder()).extracting(Happening::time).contains(later);
    long between = START + 50 * SECOND;
    track.add(Fix.at(between, 50.001, 8), later, Rules.DEFAULT, world, told);
    assertThat(told.inOrder()).extracting(Happening::time).containsExactly(between, between);
  }
}
