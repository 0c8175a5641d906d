package dev.millrace.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.millrace.bench.capture.Memory;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;

/** Time and CPU of this process since it was made. */
public final class Meter {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final String benchmark;
  private final long startNanos = System.nanoTime();
  private final long startCpuNanos = SYSTEM.getProcessCpuTime();

  /**
   * Starts now.
   *
   * @param benchmark whose figures it gives
   */
  public Meter(String benchmark) {
    this.benchmark = benchmark;
  }

  /** Gives rate, CPU and memory of so many changes, up to now. */
  public void report(String what, long changes, Consumer<Figure> out) {
    long nanos = System.nanoTime() - startNanos;
    long cpu = SYSTEM.getProcessCpuTime() - startCpuNanos;
    out.accept(Figure.of(benchmark, what, changes * 1e6 / nanos, "k/s"));
    out.accept(Figure.of(benchmark, what + ", CPU", cpu / 1e3 / changes, "s/M"));
    out.accept(Figure.of(benchmark, what + ", resident at most", Memory.peakMegabytes(), "MB"));
  }
}
