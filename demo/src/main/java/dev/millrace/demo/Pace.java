package dev.millrace.demo;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Turns at an even, changeable rate. What could not be done in time is not caught up. */
final class Pace {
  private static final long NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final long LAG_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(500);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private double perMinute;
  private boolean ended;
  private long nextTurn = System.nanoTime();

  Pace(double perMinute) {
    this.perMinute = perMinute;
  }

  void rate(double perMinute) {
    lock.lock();
    try {
      this.perMinute = perMinute;
      nextTurn = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next turn; false when there will be none. */
  boolean awaitTurn() {
    lock.lock();
    try {
      while (!ended) {
        long now = System.nanoTime();
        if (perMinute > 0 && nextTurn - now <= 0) {
          nextTurn =
              Math.max(nextTurn, now - LAG_NANOS_MAX) + (long) (NANOS_PER_MINUTE / perMinute);
          return true;
        }
        // How long it really waited does not matter: the loop looks at the clock again.
        var unused = changed.awaitNanos(perMinute > 0 ? nextTurn - now : NANOS_PER_MINUTE);
      }
    } catch (InterruptedException e) {
      ended = true;
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return false;
  }

  /** Waits some time; false when the end comes first. */
  boolean pause(Duration duration) {
    lock.lock();
    try {
      long left = duration.toNanos();
      while (!ended && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !ended;
    } catch (InterruptedException e) {
      ended = true;
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
