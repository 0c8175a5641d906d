package dev.millrace.bench.tracking;

import dev.millrace.bench.Figure;
import dev.millrace.bench.Meter;
import java.util.List;
import java.util.function.Consumer;

/**
 * Readings from their topic to tracks, geofences and events, as fast as it goes: the job alone, and
 * the swarm that reports beside it.
 */
final class JobPart {
  private static final int FENCES = 5_000;
  private static final long MINUTE = 60_000;

  private JobPart() {}

  static void run(int sensors, int parallelism, Consumer<Figure> out) throws Exception {
    try (JobBed bed = new JobBed(parallelism, FENCES)) {
      String what =
          String.format(
              "readings to tracks and events, %,d sensors, %,d geofences, parallelism %d",
              sensors, FENCES, parallelism);
      long start = System.currentTimeMillis() - 10 * MINUTE;
      pass(bed, sensors, start, what + ", the first of each", out);
      pass(bed, sensors, start + MINUTE, what + ", a minute later", out);
    }
  }

  private static void pass(JobBed bed, int sensors, long time, String what, Consumer<Figure> out) {
    Meter meter = new Meter(TrackingBenchmark.NAME);
    long begun = System.nanoTime();
    double cpu = Cpu.of(List.of(Thread.currentThread()));
    for (int i = 0; i < sensors; i++) {
      bed.readings.report(i, time);
    }
    bed.readings.flush();
    double made = (System.nanoTime() - begun) / 1e9;
    double share = Cpu.of(List.of(Thread.currentThread())) - cpu;
    bed.await(bed.mark());
    meter.report(what, sensors, out);
    out.accept(TrackingBenchmark.figure(what + ", the swarm's CPU", 1e6 * share / sensors, "s/M"));
    out.accept(TrackingBenchmark.figure(what + ", made after", made, "s"));
  }
}
