package dev.millrace.bench.lake;

import com.sun.management.OperatingSystemMXBean;
import dev.millrace.bench.Figure;
import dev.millrace.bench.capture.Memory;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;

/** Time and CPU of this process since it was made. */
final class Meter {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final long startNanos = System.nanoTime();
  private final long startCpuNanos = SYSTEM.getProcessCpuTime();

  void report(String what, long changes, Consumer<Figure> out) {
    long nanos = System.nanoTime() - startNanos;
    long cpu = SYSTEM.getProcessCpuTime() - startCpuNanos;
    out.accept(Figure.of(LakeBenchmark.NAME, what, changes * 1e6 / nanos, "k/s"));
    out.accept(Figure.of(LakeBenchmark.NAME, what + ", CPU", cpu / 1e3 / changes, "s/M"));
    out.accept(
        Figure.of(LakeBenchmark.NAME, what + ", resident at most", Memory.peakMegabytes(), "MB"));
  }
}
