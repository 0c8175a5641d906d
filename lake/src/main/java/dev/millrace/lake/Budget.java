package dev.millrace.lake;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;

/** Lets a thread's upkeep take no more than its share of a processor core. */
final class Budget {
  private static final int ROWS_A_LOOK = 1 << 10;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final double share;
  private final long startNanos = System.nanoTime();
  private final long startCpuNanos = THREADS.getCurrentThreadCpuTime();
  private int rows;

  /**
   * For the thread that makes it.
   *
   * @param share of a core
   */
  Budget(double share) {
    this.share = share;
  }

  /**
   * For the thread that makes it, of work that must not fall behind. While no more than a fifth of
   * a table's rows are dead it takes its share; from there on more, and at two fifths half of the
   * machine's cores, but no more than one: its other half is the stream's.
   *
   * @param share of a core
   * @param deadShare of the table's rows
   */
  static Budget underPressure(double share, double deadShare) {
    double most = Math.max(share, Math.min(1, Runtime.getRuntime().availableProcessors() / 2.0));
    double pressure = Math.max(0, Math.min(1, (deadShare - 0.2) / 0.2));
    return new Budget(share + pressure * (most - share));
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
    long used = THREADS.getCurrentThreadCpuTime() - startCpuNanos;
    long waited = (long) (used / share) - (System.nanoTime() - startNanos);
    if (waited > 0) {
      LockSupport.parkNanos(waited);
    }
  }
}
