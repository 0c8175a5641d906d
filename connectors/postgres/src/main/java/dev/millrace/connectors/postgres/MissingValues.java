package dev.millrace.connectors.postgres;

import dev.millrace.connectors.postgres.Catalog.QualifiedName;
import dev.millrace.connectors.postgres.TableWriter.MissingColumns;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for values that the server did not send (unchanged TOAST) with a row that got another key:
 * readers have nothing under that key to take them from. What is read is the row as it is now. If
 * it has changed since, the stream brings that change later, with all its values.
 */
final class MissingValues {
  private static final Logger LOGGER = LoggerFactory.getLogger(MissingValues.class);

  /** In front of the rows of a binary COPY: a signature, flags, and the length of what follows. */
  private static final int COPY_HEADER = 19;

  /** What the server says when a table or a column is not there any more. */
  private static final List<String> CHANGED = List.of("42P01", "42703", "3F000", "42883");

  private final Connection connection;

  MissingValues(Connection connection) {
    this.connection = connection;
  }

  /**
   * The row with all its values; empty when there is no such row any more, so that the stream has
   * its end or another key of it yet to come.
   *
   * @param key of the row, as in change records
   */
  Optional<Tuple> complete(TableWriter writer, byte[] key, Tuple row) {
    Optional<String> condition = KeyCondition.of(writer.schema(), List.of(key));
    if (condition.isEmpty()) {
      return Optional.empty();
    }
    MissingColumns missing = writer.missingColumns(row);
    QualifiedName table = new QualifiedName(writer.relation().schema(), writer.relation().table());
    String sql =
        "COPY (SELECT "
            + missing.columns()
            + " FROM "
            + table.quoted()
            + " WHERE "
            + condition.get()
            + missing.condition()
            + ") TO STDOUT (FORMAT binary)";
    try {
      return read(sql, writer).map(row::completedBy);
    } catch (SQLException e) {
      if (CHANGED.contains(String.valueOf(e.getSQLState()))) {
        LOGGER.debug("Table {} is another now", writer.name(), e);
        return Optional.empty();
      }
      throw new IllegalStateException(
          "Cannot read values of table " + writer.name() + " that were not sent.", e);
    }
  }

  private Optional<Tuple> read(String sql, TableWriter writer) throws SQLException {
    CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    Optional<Tuple> found = Optional.empty();
    try {
      boolean first = true;
      for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
        int at = first ? COPY_HEADER + Bytes.int32(message, COPY_HEADER - Integer.BYTES) : 0;
        first = false;
        Tuple values = new Tuple();
        if (at < message.length && values.readCopyRow(message, at) >= 0) {
          values.texts(writer.copiedTexts());
          found = Optional.of(values);
        }
      }
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
    return found;
  }
}
