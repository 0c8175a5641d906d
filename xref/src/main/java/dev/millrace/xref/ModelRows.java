package dev.millrace.xref;

import dev.millrace.api.TableName;
import dev.millrace.log.rows.RowKey;
import dev.millrace.log.rows.TableReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts together what is known of rows out of the tables that tell of them.
 *
 * @param <K> what is known
 */
interface ModelRows<K extends Known<K>> {

  /** The columns that are read of each table, besides the key. */
  Map<TableName, List<String>> columns();

  /**
   * Takes a change.
   *
   * @return the rows of which something else may be known now
   */
  List<RowKey> take(TableName table, TableReader.Change change);

  /** What is known of a row now; empty when it is not there. */
  Optional<K> known(RowKey key);
}
