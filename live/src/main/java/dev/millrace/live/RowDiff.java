package dev.millrace.live;

import dev.millrace.live.RowOp.Copy;
import dev.millrace.live.RowOp.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells a new list of rows by means of an old one. */
final class RowDiff {
  private RowDiff() {}

  /** Parts that make up {@code now} out of {@code before}, in time linear in their lengths. */
  static List<RowOp> between(List<List<Object>> before, List<List<Object>> now) {
    Map<List<Object>, Places> places = new HashMap<>(before.size() * 2);
    for (int i = 0; i < before.size(); i++) {
      places.computeIfAbsent(before.get(i), row -> new Places()).add(i);
    }
    Parts parts = new Parts();
    int next = 0;
    for (List<Object> row : now) {
      if (next < before.size() && before.get(next).equals(row)) {
        parts.copy(next++);
        continue;
      }
      Places of = places.get(row);
      if (of == null) {
        parts.literal(row);
      } else {
        int place = of.nearest(next);
        parts.copy(place);
        next = place + 1;
      }
    }
    return parts.finish();
  }

  /** The list that parts of an old one make up. */
  static List<List<Object>> apply(List<List<Object>> before, List<RowOp> parts) {
    List<List<Object>> rows = new ArrayList<>();
    for (RowOp part : parts) {
      if (part instanceof Copy copy) {
        rows.addAll(before.subList(copy.from(), copy.from() + copy.count()));
      } else if (part instanceof Rows literal) {
        rows.addAll(literal.rows());
      }
    }
    return rows;
  }

  /** Where equal rows stand, in order. */
  private static final class Places {
    private int[] all = new int[1];
    private int size;

    void add(int place) {
      if (size == all.length) {
        all = Arrays.copyOf(all, size * 2);
      }
      all[size++] = place;
    }

    /** The first at or after a place; otherwise the first of all. */
    int nearest(int from) {
      int found = Arrays.binarySearch(all, 0, size, from);
      int index = found >= 0 ? found : -found - 1;
      return index < size ? all[index] : all[0];
    }
  }

  /** Joins neighbouring parts. */
  private static final class Parts {
    private final List<RowOp> parts = new ArrayList<>();
    private final List<List<Object>> literals = new ArrayList<>();
    private int from;
    private int count;

    void copy(int place) {
      endLiterals();
      if (count > 0 && place == from + count) {
        count++;
        return;
      }
      endCopy();
      from = place;
      count = 1;
    }

    void literal(List<Object> row) {
      endCopy();
      literals.add(row);
    }

    private void endCopy() {
      if (count > 0) {
        parts.add(new Copy(from, count));
        count = 0;
      }
    }

    private void endLiterals() {
      if (!literals.isEmpty()) {
        parts.add(new Rows(List.copyOf(literals)));
        literals.clear();
      }
    }

    List<RowOp> finish() {
      endCopy();
      endLiterals();
      return List.copyOf(parts);
    }
  }
}
