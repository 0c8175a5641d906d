package dev.millrace.connectors.postgres;

import dev.millrace.api.TableName;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table whose rows are being read, or are to be. Only the thread that polls uses it, but for its
 * name and object id.
 */
final class TableRead {
  private final TableName.Raw name;
  private final int oid;
  private final String topic;
  private final Map<String, String> partition;

  /** Keys that the stream has written since before the moment at which rows are read. */
  final KeySet changed = new KeySet();

  final RowsAgain again = new RowsAgain();

  /** Rows to be read by their keys in this round; the table is read by chunks when empty. */
  private List<byte[]> keys = List.of();

  private TableOffset offset;
  private Map<String, ?> offsetMap;
  private int chunksLeft;
  private boolean voided;
  private boolean emptied;
  private boolean begun;
  private String leaves = "";
  private long rowsExpected;
  private long rowsRead;

  TableRead(TableName.Raw name, TableOffset offset) {
    this.name = name;
    this.oid = offset.oid();
    this.topic = name.topic();
    this.partition = TableOffset.partition(name.source(), name.schema(), name.table());
    setOffset(offset);
  }

  TableName.Raw name() {
    return name;
  }

  int oid() {
    return oid;
  }

  String topic() {
    return topic;
  }

  Map<String, String> partition() {
    return partition;
  }

  TableOffset offset() {
    return offset;
  }

  /** The offset as Connect takes it. */
  Map<String, ?> offsetMap() {
    return offsetMap;
  }

  private void setOffset(TableOffset changed) {
    offset = changed;
    offsetMap = changed.map();
  }

  List<byte[]> keys() {
    return keys;
  }

  /** Prepares another round: all that is left, at a moment yet to come. */
  void beginRound() {
    changed.clear();
    keys = List.of();
    if (voided) {
      begun = false;
      setOffset(TableOffset.none(offset.epoch(), oid));
      again.clear();
    } else if (begun && chunksLeft <= 0 && (again.isTaken() || !again.isEmpty())) {
      keys = again.take();
    }
    voided = false;
  }

  /** A round is over in which all was read that was to be. */
  void endRound() {
    again.endTaken();
  }

  /** It is about to be read. */
  void begun(SnapshotEvent.Begun event, long point) {
    leaves = event.leaves();
    if (!keys.isEmpty()) {
      return;
    }
    setOffset(
        new TableOffset(
            offset.epoch(), oid, point, Optional.of(event.chunks()), event.done(), false, ""));
    chunksLeft = event.chunks().count() - event.done().cardinality();
    rowsExpected = event.rows();
    begun = true;
  }

  /** Rows are handed over. */
  void read(long rows) {
    rowsRead += rows;
  }

  /** All rows of a chunk are handed over, with the record that gets the offset then. */
  void chunkDone(int chunk) {
    chunksLeft--;
    if (!voided) {
      BitSet done = (BitSet) offset.done().clone();
      done.set(chunk);
      setOffset(
          new TableOffset(offset.epoch(), oid, offset.point(), offset.chunks(), done, false, ""));
    }
  }

  /** What is read is of no use; all is to be read once more. */
  void makeVoid() {
    voided = true;
  }

  /** The stream empties it: what the log is to have comes by the stream alone. */
  void makeEmpty() {
    emptied = true;
    again.clear();
    changed.clear();
  }

  boolean isEmptied() {
    return emptied;
  }

  /** Whether nothing is left to read, rows that are read by their keys in this round apart. */
  boolean isRead() {
    return emptied || (begun && chunksLeft <= 0 && !voided && again.isEmpty());
  }

  /** The offset of the table when it is read. */
  TableOffset whole() {
    return TableOffset.all(offset.epoch(), oid, offset.point(), leaves);
  }

  long rowsRead() {
    return rowsRead;
  }

  /** How many rows it has, by the server's estimate or by what was read. */
  long rowsTotal() {
    return isRead() ? rowsRead : Math.max(rowsExpected, rowsRead);
  }
}
