package dev.millrace.connectors.capture;

import java.util.BitSet;
import java.util.List;

/** What comes out of a {@link Snapshot}, in an order that is that of each chunk and each table. */
public sealed interface SnapshotEvent {

  /**
   * A table is about to be read.
   *
   * @param cut how, as the one who cut it writes it
   * @param chunks how many there are
   * @param done the chunks that are not read, because their rows are in the log
   * @param leaves the parts that hold its rows, as text with commas between them
   * @param rows the server's estimate of those that are to come
   */
  record Begun(TableRead table, String cut, int chunks, BitSet done, String leaves, long rows)
      implements SnapshotEvent {}

  /**
   * Rows of a table.
   *
   * @param chunk its number; -1 for rows that are read again by their keys
   * @param ends whether these are the chunk's last
   */
  record Rows(TableRead table, int chunk, List<Encoded> records, boolean ends)
      implements SnapshotEvent {}

  /** The table was changed in a way that makes it necessary to read all of it at another moment. */
  record Voided(TableRead table) implements SnapshotEvent {}

  /** The table is not there any more, or not published. */
  record Gone(TableRead table) implements SnapshotEvent {}

  /** All is read. */
  record End() implements SnapshotEvent {}
}
