package dev.millrace.xref;

import dev.millrace.log.rows.RowKey;

/**
 * What is known of one row, ready to be compared with rows of its kind.
 *
 * @param <K> the kind
 */
interface Known<K extends Known<K>> {
  RowKey key();

  /**
   * The blocks that it is in: only rows that share one are compared. A block is the hash of a value
   * that equal things most likely have in common.
   */
  long[] blocks();

  Evidence comparedWith(K other);
}
