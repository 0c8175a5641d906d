package dev.millrace.connectors.postgres;

import dev.millrace.api.Position;
import dev.millrace.log.Schemas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Reads a slot in a thread of its own, and hands over change records in order. When it is far
 * behind it reads by larger steps, unseen by the one who polls.
 *
 * <p>It does not reconnect: after a failure, {@link #poll} throws it, and a new reader is made.
 */
final class StreamReader implements AutoCloseable {

  /**
   * What to read.
   *
   * @param source the source's name
   * @param wanted tables to be captured: takes schema and table
   * @param startLsn from where; transactions committed before it are left out
   * @param resumeAfter changes up to this position are left out; its epoch is that of all changes
   * @param queueBytesMax how much may wait to be polled
   * @param spoolFolder for large transactions in progress; made if it is not there
   */
  record Settings(
      PostgresAddress address,
      String source,
      String slot,
      String publication,
      BiPredicate<String, String> wanted,
      long startLsn,
      Position resumeAfter,
      long queueBytesMax,
      Path spoolFolder) {}

  private final Settings settings;

  StreamReader(Settings settings, Schemas schemas) {
    this.settings = settings;
  }

  /** Begins to read. */
  void start() {}

  /**
   * The next changes; empty when none come in time. A batch without records is a sign of life: all
   * up to its {@code confirmable} has been handed over.
   *
   * @throws dev.millrace.api.MillraceException or another exception that ended the reader
   */
  Optional<StreamBatch> poll(Duration patience) throws InterruptedException {
    throw new UnsupportedOperationException(settings.slot());
  }

  /** Lets the server forget all before a log sequence number; takes effect within seconds. */
  void confirm(long lsn) {}

  /** Holds the stream back before its next transaction; what waits can be polled on. */
  void pause() {
    runUntil(0);
  }

  /** Ends any holding back. */
  void resume() {
    runUntil(Long.MAX_VALUE);
  }

  /**
   * Hands over only transactions that were committed before a log sequence number ({@code
   * position.commit < lsn}), and holds the others back until a later call. No batch has changes of
   * both sides of a bound that was set before the stream came to it.
   */
  void runUntil(long lsn) {}

  /**
   * Whether all transactions before the bound of {@link #runUntil} have been polled. The batch that
   * brings this about may be one without records.
   */
  boolean hasReachedBound() {
    return false;
  }

  /** Whether it is reading by larger steps, because it is far behind. */
  boolean isCatchingUp() {
    return false;
  }

  /** Stops; what was not polled is lost to this reader. */
  @Override
  public void close() {}
}
