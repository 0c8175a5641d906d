package dev.millrace.connectors.debezium;

import java.util.HashMap;
import java.util.Map;

/**
 * Decides which offset a record carries. Debezium gives several records the same offset: the delete
 * and the insert that a changed key becomes, or the rows that one WAL record inserts. Resuming from
 * that offset skips all of them. So a change carries the offset of the change before it that has
 * another one, and the last offset is stored with the heartbeat that follows.
 */
final class OffsetTrail {
  private final int epoch;
  private final Positions positions;
  private Map<String, ?> current;
  private Map<String, ?> currentExtended;
  private Map<String, ?> completed;

  /**
   * Begins a run.
   *
   * @param resumed the offset that Debezium resumes from; empty when it begins with a snapshot
   */
  OffsetTrail(int epoch, Positions positions, Map<String, ?> resumed) {
    this.epoch = epoch;
    this.positions = positions;
    this.current = resumed;
    this.currentExtended = resumed;
    this.completed = resumed;
  }

  /** The offset that a streamed change is to carry. */
  Map<String, ?> ofChange(Map<String, ?> offset) {
    if (!offset.equals(current)) {
      completed = extendedCurrent();
      current = offset;
      currentExtended = null;
    }
    // Before any other offset is known there is only the change's own.
    return completed.isEmpty() ? extendedCurrent() : completed;
  }

  /** The offset that a record without a change is to carry. */
  Map<String, ?> ofOther(Map<String, ?> offset) {
    if (offset.equals(current)) {
      return completed.isEmpty() ? extendedCurrent() : completed;
    }
    current = offset;
    currentExtended = null;
    completed = extendedCurrent();
    return completed;
  }

  /** The offset that a row of a snapshot is to carry. */
  Map<String, ?> ofSnapshot(Map<String, ?> offset) {
    // An unfinished snapshot is begun anew, whatever its offset says; one map does for all rows.
    if (currentExtended == null
        || currentExtended.isEmpty()
        || !Generation.isUnfinished(currentExtended)
        || !Generation.isUnfinished(offset)) {
      current = offset;
      currentExtended = null;
      completed = extendedCurrent();
    }
    return completed;
  }

  private Map<String, ?> extendedCurrent() {
    if (currentExtended == null) {
      Map<String, Object> extended = new HashMap<>(current);
      extended.put(Generation.EPOCH, (long) epoch);
      positions.save(extended);
      currentExtended = extended;
    }
    return currentExtended;
  }
}
