package dev.millrace.connectors.debezium;

import dev.millrace.api.RowSink;

/** Puts one value, as Debezium gives it, into one column of a row. */
@FunctionalInterface
interface ColumnWriter {

  /**
   * Puts a value.
   *
   * @param value never null
   */
  void put(int column, Object value, RowSink sink);
}
