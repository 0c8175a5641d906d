package dev.millrace.connectors.capture;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Hands things from one thread to another, bounded by their bytes. */
public final class BoundedQueue<T> {
  private final long bytesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();
  private final Condition taken = lock.newCondition();
  private final ArrayDeque<Waiting<T>> waiting = new ArrayDeque<>();
  private long bytes;
  private Optional<Throwable> failure = Optional.empty();

  private record Waiting<T>(T item, long bytes) {}

  public BoundedQueue(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * Adds something if there is room, or as soon as there is; a queue that is empty has room for
   * any.
   *
   * @return whether it was added in time
   */
  public boolean offer(T item, long itemBytes, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (!waiting.isEmpty() && bytes + itemBytes > bytesMax) {
        if (left <= 0) {
          return false;
        }
        left = taken.awaitNanos(left);
      }
      waiting.add(new Waiting<>(item, itemBytes));
      bytes += itemBytes;
      added.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes the next; after the last one before a failure, throws that. */
  public Optional<T> poll(Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty()) {
        if (failure.isPresent()) {
          throw asUnchecked(failure.get());
        }
        if (left <= 0) {
          return Optional.empty();
        }
        left = added.awaitNanos(left);
      }
      Waiting<T> next = waiting.remove();
      bytes -= next.bytes;
      taken.signal();
      return Optional.of(next.item);
    } finally {
      lock.unlock();
    }
  }

  public boolean isEmpty() {
    lock.lock();
    try {
      return waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing will follow, for this reason. */
  public void fail(Throwable cause) {
    lock.lock();
    try {
      failure = Optional.of(cause);
      added.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static RuntimeException asUnchecked(Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      return unchecked;
    }
    return new IllegalStateException("Cannot go on reading the stream of changes.", cause);
  }
}
