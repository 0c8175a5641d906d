package dev.millrace.track.position;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.geo.Bounds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class WindowChangeTest {
  private static final Bounds CITY = Bounds.of(50.9, 6.9, 51.1, 7.1);

  private final Positions positions = new Positions();

  @RepeatedTest(10)
  void whoeverHearsOfChangesSeesWhatIsThere(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    Window window = new Window(CITY, Filter.ALL, 60 + random.nextInt(200), 40);
    Map<Long, String> seen = new HashMap<>();
    WindowAnswer before = null;
    int smaller = 0;
    for (int round = 0; round < 40; round++) {
      List<SensorPosition> some = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        some.add(PositionsTest.somewhere(random));
      }
      positions.update(update -> some.forEach(update::put));
      WindowAnswer now = positions.look(window);
      WindowChange change =
          before == null ? WindowChange.whole(now) : WindowChange.between(before, now);
      if (change.isWhole()) {
        seen.clear();
      } else if (change.size() < now.size()) {
        smaller++;
      }
      apply(change, seen);
      assertThat(seen).isEqualTo(all(now));
      before = now;
    }
    assertThat(smaller).as("rounds in which a part was enough").isPositive();
  }

  private static void apply(WindowChange change, Map<Long, String> seen) {
    for (int i = 0; i < change.goneSize(); i++) {
      assertThat(seen.remove(change.gone(i))).as("was there before").isNotNull();
    }
    for (int i = 0; i < change.size(); i++) {
      int place = change.place(i);
      String old = seen.put(change.now().key(place), text(change.now(), place));
      assertThat(old == null).as("new ones come first").isEqualTo(i < change.fresh());
    }
  }

  private static Map<Long, String> all(WindowAnswer answer) {
    Map<Long, String> all = new HashMap<>();
    for (int at = 0; at < answer.size(); at++) {
      all.put(answer.key(at), text(answer, at));
    }
    return all;
  }

  private static String text(WindowAnswer answer, int at) {
    return answer.isSingle()
        ? List.of(
                answer.latitude(at),
                answer.longitude(at),
                answer.time(at),
                answer.speed(at),
                answer.heading(at),
                answer.flags(at))
            .toString()
        : List.of(answer.count(at), answer.late(at), answer.beyondLimit(at)).toString();
  }

  @Test
  void thereIsNothingToTellWhenNothingChanged() {
    Random random = new Random(7);
    positions.update(
        update -> {
          for (int i = 0; i < 500; i++) {
            update.put(PositionsTest.somewhere(random));
          }
        });
    for (int most : new int[] {0, 10_000}) {
      Window window = new Window(CITY, Filter.ALL, most, 100);
      WindowAnswer answer = positions.look(window);
      assertThat(answer.size()).isPositive();
      assertThat(WindowChange.between(answer, positions.look(window)).isEmpty()).isTrue();
      assertThat(WindowChange.whole(answer).isEmpty()).isFalse();
    }
  }

  @Test
  void aLookTakesAnotherVersionOnlyWhenSomethingCame() {
    long before = positions.version();
    assertThat(positions.version()).isEqualTo(before);
    positions.update(update -> update.put(PositionsTest.somewhere(new Random(1))));
    assertThat(positions.version()).isNotEqualTo(before);
  }
}
