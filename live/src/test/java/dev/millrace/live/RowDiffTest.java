package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowDiffTest {
  private static List<List<Object>> rows(Object... values) {
    List<List<Object>> rows = new ArrayList<>();
    for (Object value : values) {
      rows.add(Arrays.asList(value, null));
    }
    return rows;
  }

  @Test
  void tellsOneChangedRowByItself() {
    assertThat(RowDiff.between(rows(1, 2, 3, 4), rows(1, 2, 9, 4)))
        .containsExactly(new RowOp.Copy(0, 2), new RowOp.Rows(rows(9)), new RowOp.Copy(3, 1));
  }

  @Test
  void copiesAllWhenNothingHasChanged() {
    assertThat(RowDiff.between(rows(1, 1, 2), rows(1, 1, 2))).containsExactly(new RowOp.Copy(0, 3));
  }

  @Test
  void tellsAMovedRowWithoutItsValues() {
    assertThat(RowDiff.between(rows(1, 2, 3), rows(3, 1, 2)))
        .containsExactly(new RowOp.Copy(2, 1), new RowOp.Copy(0, 2));
  }

  @Test
  void givesTheNewListWhenAppliedToTheOld() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      int kinds = 1 + random.nextInt(30);
      List<List<Object>> before = randomRows(random, random.nextInt(40), kinds);
      List<List<Object>> now =
          random.nextBoolean()
              ? randomRows(random, random.nextInt(40), kinds)
              : edited(random, before, kinds);
      List<RowOp> ops = RowDiff.between(before, now);
      assertThat(RowDiff.apply(before, ops)).isEqualTo(now);
      assertThat(ops.size()).isLessThanOrEqualTo(now.size());
    }
  }

  private static List<List<Object>> randomRows(Random random, int count, int kinds) {
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row(random, kinds));
    }
    return rows;
  }

  private static List<Object> row(Random random, int kinds) {
    int kind = random.nextInt(kinds);
    return Arrays.asList((Object) kind, kind % 3 == 0 ? null : "text " + kind);
  }

  private static List<List<Object>> edited(Random random, List<List<Object>> before, int kinds) {
    List<List<Object>> rows = new ArrayList<>(before);
    for (int edits = random.nextInt(5); edits > 0; edits--) {
      int at = random.nextInt(rows.size() + 1);
      if (at < rows.size() && random.nextBoolean()) {
        rows.remove(at);
      } else {
        rows.add(at, row(random, kinds));
      }
    }
    return rows;
  }
}
