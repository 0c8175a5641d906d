package dev.millrace.live;

import java.util.List;

/** A part of a new list of rows, told by means of the old one. */
public sealed interface RowOp {

  /** The {@code count} rows of the old list that begin at {@code from}. */
  record Copy(int from, int count) implements RowOp {}

  /** Rows as they are. */
  record Rows(List<List<Object>> rows) implements RowOp {}
}
