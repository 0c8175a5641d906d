package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmallFilesTest {
  private static final long LARGEST = 128L << 20;

  /** A day of commits every 10 s, of any size: few files are left, and little is written again. */
  @Test
  void leavesFewFilesOfMany() {
    for (long commit : List.of(4_000L, 300_000L, 5_000_000L)) {
      List<Long> files = new ArrayList<>();
      long written = 0;
      int most = 0;
      for (int i = 0; i < 8_640; i++) {
        files.add(commit);
        List<Long> run = SmallFiles.next(files, Long::longValue, LARGEST);
        if (!run.isEmpty()) {
          long together = run.stream().mapToLong(Long::longValue).sum();
          int at = indexOfRun(files, run);
          files.subList(at, at + run.size()).clear();
          files.add(at, together);
          written += together;
        }
        long unfinished = files.stream().filter(size -> size < LARGEST / 2).count();
        most = (int) Math.max(most, unfinished);
      }
      assertThat(most).as("commits of " + commit).isLessThanOrEqualTo(40);
      assertThat(written).as("commits of " + commit).isLessThan(5 * 8_640 * commit);
      assertThat(SmallFiles.rest(files, Long::longValue, LARGEST).size())
          .isLessThanOrEqualTo(files.size());
    }
  }

  private static int indexOfRun(List<Long> files, List<Long> run) {
    return java.util.Collections.indexOfSubList(files, run);
  }

  @Test
  void putsAllTogetherWhereNothingComes() {
    assertThat(SmallFiles.rest(List.of(70L, 20L, 5L, 60L), Long::longValue, 100))
        .containsExactly(70L, 20L, 5L);
    assertThat(SmallFiles.rest(List.of(70L, 60L), Long::longValue, 100)).isEmpty();
  }
}
