package dev.millrace.geo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FenceIndexTest {
  private static final int WORLDS = 3;
  private static final int FENCES = 150;
  private static final int PLACES = 5_000;

  @Test
  void findsWhatAskingEachFenceFinds() {
    Random random = new Random(6);
    for (int world = 0; world < WORLDS; world++) {
      List<Fence> fences = Worlds.fences(random, FENCES);
      FenceIndex index = new FenceIndex(fences);
      for (int i = 0; i < PLACES; i++) {
        double[] place = Worlds.place(random);
        List<Integer> expected = new ArrayList<>();
        for (int number = 0; number < FENCES; number++) {
          if (fences.get(number).contains(place[0], place[1])) {
            expected.add(number);
          }
        }
        List<Integer> found = new ArrayList<>();
        double turned = place[1] + 360 * (random.nextInt(3) - 1);
        index.find(place[0], turned, found::add);
        assertThat(found).as("%s, %s", place[0], place[1]).isEqualTo(expected);
      }
    }
  }

  @Test
  void findsNothingWhereThereIsNothing() {
    List<Integer> found = new ArrayList<>();
    FenceIndex.EMPTY.find(90, 180, found::add);
    assertThat(found).isEmpty();
  }
}
