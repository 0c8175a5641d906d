package dev.millrace.connectors.postgres;

import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;

/**
 * What becomes of a column. Like {@link Types} that made it, it is not for use by several threads.
 *
 * @param type in the change record
 * @param value reads values in their binary form
 * @param text reads them into a column that became {@code text}
 * @param byServer whether only the server can write the values' text, and is asked for each
 */
record ColumnForm(ColumnType type, BinaryValue value, BinaryValue text, boolean byServer) {
  private static final BinaryValue PLAIN =
      (buffer, offset, length, column, sink) -> sink.putText(column, buffer, offset, length);

  /** A form that holds every value. */
  ColumnForm(ColumnType type, BinaryValue value) {
    this(type, value, value, false);
  }

  /** A type whose binary form is its text. */
  static ColumnForm plain(ColumnType type) {
    return new ColumnForm(type, PLAIN);
  }

  /** A type that has no binary form: the server gives its text. */
  static ColumnForm textOnly() {
    return new ColumnForm(ColumnType.TEXT, PLAIN, PLAIN, true);
  }

  /** The form that holds every value of the column, as text. */
  ColumnForm asText() {
    return type.kind() == ColumnType.Kind.TEXT || value.equals(text)
        ? this
        : new ColumnForm(ColumnType.TEXT, text, text, byServer);
  }

  /** Puts a value. */
  void put(byte[] buffer, int offset, int length, int column, RowSink sink) {
    value.put(buffer, offset, length, column, sink);
  }

  /**
   * What a {@code COPY … (FORMAT binary)} of many rows selects for the column, which {@link
   * #copied} then reads: texts from the server where it would be asked for each value.
   *
   * @param column the quoted name
   */
  String copySql(String column) {
    return byServer
        ? "CASE WHEN " + column + " IS NULL THEN NULL ELSE format('%s', " + column + ") END"
        : column;
  }

  /** The same form for values selected by {@link #copySql}. */
  ColumnForm copied() {
    return byServer ? plain(type) : this;
  }
}
