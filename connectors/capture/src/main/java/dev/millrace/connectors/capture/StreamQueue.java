package dev.millrace.connectors.capture;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What stands between the thread that reads a stream and the one that polls it: batches that wait,
 * bounded by their bytes, and the bound before which transactions may pass.
 */
public final class StreamQueue implements BatchBuilder.Outlet {
  private static final Duration BETWEEN_SIGNS = Duration.ofSeconds(1);

  /** Is called by the reader while it is held back, each second. */
  @FunctionalInterface
  public interface Held {
    void stillHeld();
  }

  private final BoundedQueue<StreamBatch> queue;
  private final Held held;
  private final ReentrantLock turn = new ReentrantLock();
  private final Condition boundMoved = turn.newCondition();
  private volatile long bound = Long.MAX_VALUE;
  private volatile long handedOver;
  private volatile boolean closed;
  private long waitedNanos;

  /**
   * Makes one that is empty.
   *
   * @param bytesMax how much may wait
   * @param from where the stream begins
   * @param held the server may want to hear of the reader while it waits
   */
  public StreamQueue(long bytesMax, long from, Held held) {
    this.queue = new BoundedQueue<>(bytesMax);
    this.handedOver = from;
    this.held = held;
  }

  /** As {@link ChangeStream#poll}. */
  public Optional<StreamBatch> poll(Duration patience) throws InterruptedException {
    return queue.poll(patience);
  }

  /** Whether all that was put has been polled. */
  public boolean isEmpty() {
    return queue.isEmpty();
  }

  /** As {@link ChangeStream#runUntil}. */
  public void runUntil(long place) {
    turn.lock();
    try {
      bound = place;
      boundMoved.signalAll();
    } finally {
      turn.unlock();
    }
  }

  /** As {@link ChangeStream#hasReachedBound}. */
  public boolean hasReachedBound() {
    return Long.compareUnsigned(handedOver, bound) >= 0 && queue.isEmpty();
  }

  /** The reader has ended, for this reason. */
  public void fail(Throwable cause) {
    queue.fail(cause);
  }

  /** How long the reader waited for the one who polls since the last call. */
  public long takeWaitedNanos() {
    long waited = waitedNanos;
    waitedNanos = 0;
    return waited;
  }

  @Override
  public void put(StreamBatch batch, long bytes) throws InterruptedException {
    if (!queue.offer(batch, bytes, Duration.ZERO)) {
      long start = System.nanoTime();
      while (!queue.offer(batch, bytes, BETWEEN_SIGNS)) {
        stillHeld();
      }
      waitedNanos += System.nanoTime() - start;
    }
    handedOver = batch.confirmable();
  }

  @Override
  public boolean isTurnOf(long commit) {
    return Long.compareUnsigned(commit, bound) < 0;
  }

  @Override
  public void awaitTurn(long commit) throws InterruptedException {
    handedOver = commit;
    turn.lockInterruptibly();
    try {
      while (!isTurnOf(commit)) {
        handedOver = commit;
        if (boundMoved.awaitNanos(BETWEEN_SIGNS.toNanos()) <= 0) {
          stillHeld();
        }
      }
    } finally {
      turn.unlock();
    }
  }

  private void stillHeld() throws InterruptedException {
    if (closed) {
      throw new InterruptedException();
    }
    held.stillHeld();
  }

  /** Lets a reader that is held back end with an {@link InterruptedException}. */
  public void close() {
    closed = true;
  }
}
