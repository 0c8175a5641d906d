package dev.millrace.lake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.deletes.PositionDeleteIndex;

/** One commit to a current-state table: files that come and go, and rows that are dead. */
final class CurrentCommit {
  private final CurrentTable current;
  private final Transaction transaction;
  private final RowDelta delta;
  private final Map<LiveFile, PositionDeleteIndex> changed = new HashMap<>();
  private final List<LiveFile> added = new ArrayList<>();

  /**
   * @param transaction in which the columns change, or null
   * @param over the snapshot that the table must still have
   */
  CurrentCommit(CurrentTable current, Transaction transaction, long over) {
    this.current = current;
    this.transaction = transaction;
    this.delta = transaction == null ? current.table().newRowDelta() : transaction.newRowDelta();
    if (over != CurrentTable.NOTHING) {
      // Deletion vectors of before may be replaced; anybody's since then must not.
      delta.validateFromSnapshot(over);
    }
    delta.validateWith(new CurrentTable.StillAt(over));
  }

  /** Takes a file from the table, if it is there. */
  void remove(LiveFile file) {
    if (file.committed) {
      delta.removeRows(file.file);
      removeVector(file);
    }
  }

  private void removeVector(LiveFile file) {
    if (file.vector != null) {
      delta.removeDeletes(file.vector);
    }
  }

  /**
   * Has a file be in the table as it is now.
   *
   * @return whether it stays; a file without live rows does not
   */
  boolean keep(LiveFile file) {
    if (file.allDead()) {
      remove(file);
      return false;
    }
    if (!file.committed) {
      delta.addRows(file.file);
      added.add(file);
    }
    if (file.anyFresh() || file.isTakenOver()) {
      changed.put(file, file.deadThen());
      removeVector(file);
    }
    return true;
  }

  /**
   * Commits.
   *
   * @param upTo how far the history had come
   * @return the table's snapshot
   */
  long run(long upTo) {
    Map<String, DeleteFile> vectors = current.writeDeletes(changed);
    vectors.values().forEach(delta::addDeletes);
    String token = UUID.randomUUID().toString();
    delta.set(CurrentTable.SEQUENCE, Long.toString(upTo));
    delta.set(CurrentTable.COMMIT, token);
    delta.commit();
    if (transaction != null) {
      transaction.commitTransaction();
    }
    added.forEach(file -> file.committed = true);
    changed.forEach((file, dead) -> file.settle(dead, vectors.get(file.file.location())));
    return current.snapshot(token);
  }
}
