package dev.millrace.connectors.postgres;

import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;

/**
 * What becomes of a column.
 *
 * @param type in the change record
 * @param value reads its values
 */
record ColumnForm(ColumnType type, BinaryValue value) {

  /** The form that holds every value of the column, as text. */
  ColumnForm asText() {
    return this;
  }

  /** Puts a value. */
  void put(byte[] buffer, int offset, int length, int column, RowSink sink) {
    value.put(buffer, offset, length, column, sink);
  }
}
