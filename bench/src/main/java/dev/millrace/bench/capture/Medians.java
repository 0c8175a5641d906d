package dev.millrace.bench.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The readings of one subject in several runs. */
final class Medians {
  private final List<Reading> readings = new ArrayList<>();

  void add(Reading reading) {
    readings.add(reading);
  }

  double of(ToDoubleFunction<Reading> figure) {
    double[] sorted = readings.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
