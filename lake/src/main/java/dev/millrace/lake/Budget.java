package dev.millrace.lake;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;

/**
 * Lets a thread's upkeep take no more than its share of a processor core, and a third of that while
 * the machine has other things to do.
 */
final class Budget {
  private static final int ROWS_A_LOOK = 1 << 10;
  private static final long LOAD_NANOS = 1_000_000_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Of all the machine's processors; above it, what upkeep takes is missing elsewhere. */
  private static final double BUSY = 0.8;

  private final double share;
  private final DoubleSupplier load;
  private boolean busy;
  private long nextLoad;
  private long lastNanos = System.nanoTime();
  private long lastCpuNanos = THREADS.getCurrentThreadCpuTime();
  private double ahead;
  private int rows;

  /**
   * For the thread that makes it.
   *
   * @param share of a core
   * @param load how busy the machine is, from 0 to 1
   */
  Budget(double share, DoubleSupplier load) {
    this.share = share;
    this.load = load;
  }

  /** For the thread that makes it, whatever else the machine does. */
  static Budget of(double share) {
    return new Budget(share, () -> 0);
  }

  /** For the thread that makes it, of work that can wait. */
  static Budget yielding(double share) {
    return new Budget(share, SYSTEM::getCpuLoad);
  }

  /**
   * For the thread that makes it, of work that must not fall behind. While no more than a fifth of
   * a table's rows are dead it can wait; from there on it takes more, and at two fifths half of the
   * machine's cores, but no more than one: its other half is the stream's.
   *
   * @param share of a core
   * @param deadShare of the table's rows
   */
  static Budget underPressure(double share, double deadShare) {
    double pressure = Math.min(1, (deadShare - 0.2) / 0.2);
    if (pressure <= 0) {
      return yielding(share);
    }
    double most = Math.max(share, Math.min(1, Runtime.getRuntime().availableProcessors() / 2.0));
    return of(share + pressure * (most - share));
  }

  /**
   * Is to be called for each row that is worked on; waits when the share is used up.
   *
   * @throws CancellationException when the thread was told to end
   */
  void spend() {
    if (++rows % ROWS_A_LOOK != 0) {
      return;
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("The lake is closing");
    }
    long now = System.nanoTime();
    long cpuNanos = THREADS.getCurrentThreadCpuTime();
    if (now >= nextLoad) {
      nextLoad = now + LOAD_NANOS;
      busy = load.getAsDouble() > BUSY;
    }
    // What it did not use, waiting for files, it does not make up for by more than a second.
    ahead -= now - lastNanos;
    ahead = Math.max(ahead, -LOAD_NANOS);
    ahead += (cpuNanos - lastCpuNanos) / (busy ? share / 3 : share);
    lastNanos = now;
    lastCpuNanos = cpuNanos;
    if (ahead > 0) {
      LockSupport.parkNanos((long) ahead);
    }
  }
}
