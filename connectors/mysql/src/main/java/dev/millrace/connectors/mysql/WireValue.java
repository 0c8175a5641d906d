package dev.millrace.connectors.mysql;

import dev.millrace.api.RowSink;
import dev.millrace.connectors.capture.UnfitValue;

/**
 * Gives a value in the form in which the server sends it to a sink. It may keep buffers from call
 * to call: one instance serves one thread.
 */
interface WireValue {

  /**
   * Reads one value, which is not NULL, and puts it.
   *
   * @param buffer not changed and not kept
   * @throws UnfitValue when the column's type cannot hold the value; nothing has been put then
   */
  void put(byte[] buffer, int offset, int length, int column, RowSink sink);
}
