package dev.millrace.connectors.mysql;

import dev.millrace.api.ColumnType;

/**
 * What becomes of a column of the binary log. Not for use by several threads.
 *
 * @param type in the change record
 * @param value reads values in their binary form
 * @param text reads them into a column that became text
 */
record ColumnForm(ColumnType type, WireValue value, WireValue text) {

  /** A form that holds every value. */
  ColumnForm(ColumnType type, WireValue value) {
    this(type, value, value);
  }

  /** The form that holds every value of the column, as text. */
  ColumnForm asText() {
    return new ColumnForm(ColumnType.TEXT, text, text);
  }
}
