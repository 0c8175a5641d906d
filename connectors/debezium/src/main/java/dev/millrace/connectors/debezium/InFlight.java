package dev.millrace.connectors.debezium;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the records that are given to Connect and not yet acknowledged by the log. */
final class InFlight {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();
  private long records;

  void add(int count) {
    lock.lock();
    try {
      records += count;
    } finally {
      lock.unlock();
    }
  }

  void acknowledge() {
    lock.lock();
    try {
      if (--records == 0) {
        none.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all records are acknowledged; returns whether they are. */
  boolean awaitNone(long patienceMillis) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
      while (records > 0 && left > 0) {
        left = none.awaitNanos(left);
      }
      return records == 0;
    } finally {
      lock.unlock();
    }
  }
}
