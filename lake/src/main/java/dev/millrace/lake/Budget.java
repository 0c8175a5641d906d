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
