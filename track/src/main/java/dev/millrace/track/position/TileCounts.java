package dev.millrace.track.position;

import java.util.Arrays;

/** How many sensors there are in each tile of a square, or in each coarser cell. */
final class TileCounts {
  int[] sensors;

  /** How many of them are late. */
  int[] late;

  /** How many of them measure something beyond a limit. */
  int[] beyondLimit;

  TileCounts(int size) {
    sensors = new int[size];
    late = new int[size];
    beyondLimit = new int[size];
  }

  /** Makes room for more tiles. */
  void grow(int size) {
    sensors = Arrays.copyOf(sensors, size);
    late = Arrays.copyOf(late, size);
    beyondLimit = Arrays.copyOf(beyondLimit, size);
  }

  /** Counts a sensor with some traits, or with a change of -1 no more. */
  void count(int tile, long traits, int change) {
    sensors[tile] += change;
    if (Traits.isLate(traits)) {
      late[tile] += change;
    }
    if (Traits.isBeyondLimit(traits)) {
      beyondLimit[tile] += change;
    }
  }

  /** Adds what was counted of a tile. */
  void add(int number, TileCounts from, int tile) {
    sensors[number] += from.sensors[tile];
    late[number] += from.late[tile];
    beyondLimit[number] += from.beyondLimit[tile];
  }

  /** Sets the first counts to 0. */
  void clear(int size) {
    if (size > sensors.length) {
      grow(size);
    }
    Arrays.fill(sensors, 0, size, 0);
    Arrays.fill(late, 0, size, 0);
    Arrays.fill(beyondLimit, 0, size, 0);
  }
}
