package dev.millrace.connectors.capture;

import dev.millrace.api.TableName;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A table whose rows are being read, or are to be. Only the thread that polls uses it, but for its
 * name and number.
 */
public final class TableRead {
  private final TableName.Raw name;
  private final int id;
  private final String topic;
  private final Map<String, String> partition;

  /** Keys that the stream has written since before the moment at which rows are read. */
  final KeySet changed = new KeySet();

  final RowsAgain again = new RowsAgain();

  /** Rows to be read by their keys in this round; the table is read by chunks when empty. */
  private List<byte[]> keys = List.of();

  private final String origin;
  private final RowForm form;
  private TableOffset offset;
  private Map<String, ?> offsetMap;
  private int chunksLeft;
  private boolean voided;
  private boolean emptied;
  private boolean begun;
  private String leaves = "";
  private long rowsExpected;
  private long rowsRead;

  /** Rows read of chunks that are not whole yet, by the chunk's number. */
  private final Map<Integer, Long> rowsOfPart = new HashMap<>();

  private long rowsOfWhole;
  private int chunksRead;

  TableRead(TableName.Raw name, TableOffset offset) {
    this.name = name;
    this.id = offset.id();
    this.origin = offset.origin();
    this.form = offset.form();
    this.topic = name.topic();
    this.partition = TableOffset.partition(name.source(), name.schema(), name.table());
    setOffset(offset);
  }

  public TableName.Raw name() {
    return name;
  }

  public int id() {
    return id;
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
    offset = changed.of(origin, form);
    offsetMap = offset.map();
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
      setOffset(TableOffset.none(offset.epoch(), id));
      again.clear();
      rowsRead = 0;
      rowsOfPart.clear();
      rowsOfWhole = 0;
      chunksRead = 0;
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
            offset.epoch(), id, point, Optional.of(event.cut()), event.done(), false, ""));
    chunksLeft = event.chunks() - event.done().cardinality();
    rowsExpected = event.rows();
    begun = true;
  }

  /**
   * Rows are handed over.
   *
   * @param chunk they belong to; negative when they are read again by their keys
   */
  void read(int chunk, long rows) {
    if (chunk >= 0) {
      rowsRead += rows;
      rowsOfPart.merge(chunk, rows, Long::sum);
    }
  }

  /** All rows of a chunk are handed over, with the record that gets the offset then. */
  void chunkDone(int chunk) {
    chunksLeft--;
    rowsOfWhole += rowsOfPart.getOrDefault(chunk, 0L);
    rowsOfPart.remove(chunk);
    chunksRead++;
    if (!voided) {
      BitSet done = (BitSet) offset.done().clone();
      done.set(chunk);
      setOffset(new TableOffset(offset.epoch(), id, offset.point(), offset.cut(), done, false, ""));
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
    return TableOffset.all(offset.epoch(), id, offset.point(), leaves).of(origin, form);
  }

  /** How many rows have been handed over, those not counted that are read again by their keys. */
  long rowsRead() {
    return rowsRead;
  }

  /**
   * About how many rows are to be handed over in all: by the server's estimate, or, when that is
   * none or too low, by what the chunks had that are read. A table of one chunk is small: it counts
   * with what has been read of it. Empty while nothing tells.
   */
  OptionalLong rowsTotal() {
    if (isRead()) {
      return OptionalLong.of(rowsRead);
    }
    if (!begun) {
      return OptionalLong.empty();
    }
    if (rowsExpected > 0 && rowsRead <= rowsExpected) {
      return OptionalLong.of(rowsExpected);
    }
    int chunks = chunksRead + chunksLeft;
    if (chunks <= 1) {
      return OptionalLong.of(rowsRead);
    }
    return chunksRead == 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(rowsRead, rowsOfWhole / chunksRead * chunks));
  }
}
