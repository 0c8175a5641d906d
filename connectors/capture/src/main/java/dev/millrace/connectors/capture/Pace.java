package dev.millrace.connectors.capture;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Holds readers back to so many rows a second, all of them together. */
public final class Pace {
  private final long rowsPerSecond;
  private long nextNanos = System.nanoTime();

  /**
   * Sets a pace.
   *
   * @param rowsPerSecond 0 for no limit
   */
  public Pace(long rowsPerSecond) {
    this.rowsPerSecond = rowsPerSecond;
  }

  /** How many rows are to be read between two calls of {@link #spend}, at most. */
  int stride(int wanted) {
    return rowsPerSecond == 0 ? wanted : (int) Math.max(1, Math.min(wanted, rowsPerSecond / 4));
  }

  /** Waits until so many rows more are due. */
  void spend(long rows) throws InterruptedException {
    if (rowsPerSecond == 0) {
      return;
    }
    long due;
    synchronized (this) {
      due = Math.max(nextNanos, System.nanoTime() - TimeUnit.SECONDS.toNanos(1) / 4);
      nextNanos = due + rows * TimeUnit.SECONDS.toNanos(1) / rowsPerSecond;
    }
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
