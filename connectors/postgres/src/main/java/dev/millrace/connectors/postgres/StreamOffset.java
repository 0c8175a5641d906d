package dev.millrace.connectors.postgres;

import dev.millrace.api.Position;
import java.util.Map;
import java.util.Optional;

/**
 * How far the stream has been written, as Connect stores it.
 *
 * @param position of the last change
 * @param lsn the end of the last whole transaction
 * @param timeline of the server's log that it is of; 0 when not known
 * @param again rows whose last change came without all values while their table was being read, as
 *     {@link RowsAgain} writes them
 */
record StreamOffset(Position position, long lsn, int timeline, String again) {
  private static final String EPOCH = "epoch";
  private static final String COMMIT = "commit";
  private static final String SEQUENCE = "sequence";
  private static final String LSN = "lsn";
  private static final String TIMELINE = "timeline";
  private static final String AGAIN = "again";

  /** The key under which Connect stores it. */
  static Map<String, String> partition(String source) {
    return Map.of("server", source);
  }

  /** Reads a stored offset; empty when it is none of this connector's. */
  static Optional<StreamOffset> of(Map<String, ?> stored) {
    if (stored.get(EPOCH) instanceof Number epoch
        && stored.get(COMMIT) instanceof Number commit
        && stored.get(SEQUENCE) instanceof Number sequence
        && stored.get(LSN) instanceof Number lsn) {
      return Optional.of(
          new StreamOffset(
              new Position(epoch.intValue(), commit.longValue(), sequence.longValue()),
              lsn.longValue(),
              stored.get(TIMELINE) instanceof Number timeline ? timeline.intValue() : 0,
              stored.get(AGAIN) instanceof String again ? again : ""));
    }
    return Optional.empty();
  }

  Map<String, ?> map() {
    return Map.of(
        EPOCH,
        (long) position.epoch(),
        COMMIT,
        position.commit(),
        SEQUENCE,
        position.sequence(),
        LSN,
        lsn,
        TIMELINE,
        (long) timeline,
        AGAIN,
        again);
  }

  /** The offset once more has been written. */
  StreamOffset at(Position newest, long confirmable, String rowsAgain) {
    return new StreamOffset(newest, Math.max(lsn, confirmable), timeline, rowsAgain);
  }

  /**
   * The same on another timeline.
   *
   * @param left where it left that of this offset
   */
  StreamOffset onTimeline(int now, long left) {
    return new StreamOffset(position, Math.min(lsn, left), now, again);
  }

  /** The least log sequence number before which all changes stand that have been written. */
  long end() {
    return Math.max(lsn, position.commit() + 1);
  }
}
