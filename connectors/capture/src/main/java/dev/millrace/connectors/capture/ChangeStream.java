package dev.millrace.connectors.capture;

import java.time.Duration;
import java.util.Optional;

/**
 * The changes of one source, read by a thread of its own and handed over in order to the one who
 * polls.
 *
 * <p>A <i>place</i> is where something stands in the source's log of changes, as a number that
 * grows with it, compared unsigned: a log sequence number, or the number of a binary log's file and
 * the offset in it. A transaction stands where its commit does ({@link
 * dev.millrace.api.Position#commit}).
 *
 * <p>It does not reconnect: after a failure, {@link #poll} throws it, and a new one is made.
 */
public interface ChangeStream extends AutoCloseable {

  /** Begins to read. */
  void start();

  /**
   * The next changes; empty when none come in time. A batch without records is a sign of life: all
   * up to its {@code confirmable} has been handed over.
   *
   * @throws dev.millrace.api.MillraceException or another exception that ended the reading
   */
  Optional<StreamBatch> poll(Duration patience) throws InterruptedException;

  /** Lets the server forget all before a place; takes effect within seconds. */
  void confirm(long place);

  /** Holds the stream back before its next transaction; what waits can be polled on. */
  default void pause() {
    runUntil(0);
  }

  /** Ends any holding back. */
  default void resume() {
    runUntil(Long.MAX_VALUE);
  }

  /**
   * Hands over only transactions that stand before a place, and holds the others back until a later
   * call. No batch has changes of both sides of a bound that was set before the stream came to it.
   */
  void runUntil(long place);

  /**
   * Whether all transactions before the bound of {@link #runUntil} have been polled. The batch that
   * brings this about may be one without records.
   */
  boolean hasReachedBound();

  /** Stops; what was not polled is lost to this reader. */
  @Override
  void close();
}
