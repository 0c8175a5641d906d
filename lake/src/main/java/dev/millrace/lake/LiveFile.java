package dev.millrace.lake;

import java.util.Arrays;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.deletes.Deletes;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.CloseableIterable;

/** A data file of a current-state table, and which of its rows are dead. */
final class LiveFile {
  final int number;

  /** Null while it is being written. */
  DataFile file;

  /** Whether the table's snapshot has it. */
  boolean committed;

  /** The deletion vector that the table's snapshot has for it; null when it has none. */
  DeleteFile vector;

  /** The rows that {@link #vector} names; null when there are none, or none of them counts. */
  PositionDeleteIndex dead;

  private int[] fresh = {};
  private int freshCount;

  LiveFile(int number) {
    this.number = number;
  }

  /** Notes a row that is dead from the next commit on. */
  void kill(int row) {
    if (freshCount == fresh.length) {
      fresh = Arrays.copyOf(fresh, Math.max(16, 2 * freshCount));
    }
    fresh[freshCount++] = row;
  }

  /** Is the file that another stands for, whose dead rows are of no account any more. */
  void takeOver(LiveFile before) {
    committed = true;
    vector = before.vector;
  }

  /** Whether the deletion vector has to go although no row has died. */
  boolean isTakenOver() {
    return vector != null && dead == null;
  }

  boolean anyFresh() {
    return freshCount > 0;
  }

  boolean isDead(long row) {
    return dead != null && dead.isDeleted(row);
  }

  /** How many rows are dead, or will be with the next commit. */
  long deadCount() {
    return freshCount + (dead == null ? 0 : dead.cardinality());
  }

  /** What part of the rows is dead, or will be with the next commit. */
  double deadShare() {
    return (double) deadCount() / file.recordCount();
  }

  /** About how many bytes the live rows have. */
  long liveBytes() {
    long rows = file.recordCount();
    return (long) (file.fileSizeInBytes() * ((double) (rows - deadCount()) / rows));
  }

  boolean allDead() {
    return deadCount() >= file.recordCount();
  }

  /** All rows that are dead from the next commit on. */
  PositionDeleteIndex deadThen() {
    PositionDeleteIndex all = Deletes.toPositionIndex(CloseableIterable.empty());
    if (dead != null) {
      all.merge(dead);
    }
    for (int i = 0; i < freshCount; i++) {
      all.delete(fresh[i]);
    }
    return all;
  }

  /** The next commit has happened. */
  void settle(PositionDeleteIndex then, DeleteFile newVector) {
    committed = true;
    dead = then;
    vector = newVector;
    fresh = new int[0];
    freshCount = 0;
  }
}
