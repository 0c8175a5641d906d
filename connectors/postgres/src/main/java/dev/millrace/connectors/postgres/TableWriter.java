package dev.millrace.connectors.postgres;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.Schemas;
import java.sql.SQLException;
import java.util.List;

/**
 * Encodes the rows of one table in one form; made anew when the form changes. Not for use by
 * several threads.
 */
final class TableWriter {
  private final TableName.Raw name;

  private TableWriter(TableName.Raw name) {
    this.name = name;
  }

  /**
   * Makes the table's schema known.
   *
   * @param relation the columns, in the order in which values will come
   * @param table what the catalog says of it, for key, comments and what may be NULL
   * @param types of this thread
   * @throws SQLException when the catalog cannot be asked for a type
   */
  static TableWriter of(
      Relation relation, Catalog.Table table, Types types, Schemas schemas, TableName.Raw name)
      throws SQLException {
    return new TableWriter(name);
  }

  TableName.Raw name() {
    return name;
  }

  /** The schema with which the next record will be written. */
  TableSchema schema() {
    throw new UnsupportedOperationException();
  }

  /** Encodes a row that was there when the table was read. */
  Encoded snapshot(ChangeHead head, Tuple row) {
    throw new UnsupportedOperationException();
  }

  /** The same for a row in a buffer: where each value begins, and its length or -1 for NULL. */
  Encoded snapshot(ChangeHead head, byte[] buffer, int[] offsets, int[] lengths) {
    throw new UnsupportedOperationException();
  }

  /** Encodes a new row. */
  void insert(ChangeHead head, Tuple row, List<Encoded> out) {
    throw new UnsupportedOperationException();
  }
}
