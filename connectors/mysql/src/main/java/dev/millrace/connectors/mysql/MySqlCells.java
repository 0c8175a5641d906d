package dev.millrace.connectors.mysql;

import dev.millrace.api.ColumnType;
import dev.millrace.api.ColumnType.Kind;
import dev.millrace.api.RowSink;
import dev.millrace.connectors.capture.CellReader;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Reads values from a query's answer, into the very forms that {@link ColumnForms} gives those of
 * the binary log. The answer is in the servers' binary form: a FLOAT as text would be rounded.
 */
final class MySqlCells {
  private static final long MICROS_A_SECOND = 1_000_000;
  private static final int FRACTION_DIGITS = 6;
  private static final int DATE_LENGTH = 10;

  private MySqlCells() {}

  /** What to select for a column. */
  static String selected(ColumnSpec column) {
    String name = MySqlAddress.quoted(column.name());
    return switch (column.kind()) {
      // As bytes and not as the driver's objects.
      case GEOMETRY, VECTOR -> "CAST(" + name + " AS BINARY)";
      case BIT -> "CAST(" + name + " AS UNSIGNED)";
      // Texts of their own, which the driver need not know; among dates some are none.
      case UUID, INET4, INET6, DATE, DATETIME, TIMESTAMP, TIME -> "CAST(" + name + " AS CHAR)";
      default -> name;
    };
  }

  /**
   * What reads a column.
   *
   * @param type in the change record
   */
  static CellReader reader(ColumnSpec column, ColumnType type) {
    return switch (column.kind()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR -> number(type);
      case DECIMAL ->
          type.kind() == Kind.DECIMAL
              ? CellReader.ofText((text, at, sink) -> putDecimal(text, type, at, sink))
              : CellReader.ofText(CellReader::putText);
      case FLOAT -> MySqlCells::putFloat;
      case DOUBLE -> MySqlCells::putDouble;
      case BIT -> bits(column, type);
      case DATE ->
          type.kind() == Kind.DATE
              ? CellReader.ofText(MySqlCells::putDay)
              : CellReader.ofText(MySqlCells::putDayText);
      case DATETIME ->
          type.kind() == Kind.TIMESTAMP
              ? CellReader.ofText(MySqlCells::putTimestamp)
              : CellReader.ofText(MySqlCells::putTimestampText);
      case TIMESTAMP ->
          type.kind() == Kind.INSTANT
              ? CellReader.ofText(MySqlCells::putInstant)
              : CellReader.ofText(MySqlCells::putInstantText);
      case TIME -> CellReader.ofText(MySqlCells::putTime);
      case JSON -> CellReader.ofText(CellReader::putText);
      case TEXT, ENUM, SET, UUID, INET4, INET6 -> MySqlCells::putText;
      case BINARY, BYTES, GEOMETRY, VECTOR -> MySqlCells::putBytes;
    };
  }

  private static CellReader number(ColumnType type) {
    return switch (type.kind()) {
      case INT32 ->
          (answer, place, column, sink) -> {
            int value = answer.getInt(place);
            if (value == 0 && answer.wasNull()) {
              sink.putNull(column);
            } else {
              sink.putInt(column, value);
            }
          };
      case INT64 ->
          (answer, place, column, sink) -> {
            long value = answer.getLong(place);
            if (value == 0 && answer.wasNull()) {
              sink.putNull(column);
            } else {
              sink.putLong(column, value);
            }
          };
      default -> CellReader.ofText((text, at, sink) -> putDecimal(text, type, at, sink));
    };
  }

  private static void putDecimal(String text, ColumnType type, int column, RowSink sink) {
    if (!type.isCompactDecimal()) {
      CellReader.putDecimal(text, type, column, sink);
      return;
    }
    // The server gives all digits after the point.
    long unscaled = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0') {
        unscaled = unscaled * 10 + c - '0';
      }
    }
    sink.putDecimal(column, text.startsWith("-") ? -unscaled : unscaled);
  }

  private static void putFloat(ResultSet answer, int place, int column, RowSink sink)
      throws SQLException {
    float value = answer.getFloat(place);
    if (answer.wasNull()) {
      sink.putNull(column);
    } else {
      sink.putFloat(column, value);
    }
  }

  private static void putDouble(ResultSet answer, int place, int column, RowSink sink)
      throws SQLException {
    double value = answer.getDouble(place);
    if (answer.wasNull()) {
      sink.putNull(column);
    } else {
      sink.putDouble(column, value);
    }
  }

  private static CellReader bits(ColumnSpec spec, ColumnType type) {
    return CellReader.ofText(
        (text, column, sink) -> {
          long bits = Long.parseUnsignedLong(text);
          if (type.kind() == Kind.BOOLEAN) {
            sink.putBoolean(column, bits == 1);
            return;
          }
          byte[] digits = new byte[spec.length()];
          for (int i = 0; i < digits.length; i++) {
            digits[digits.length - 1 - i] = (byte) ('0' + (bits >>> i & 1));
          }
          sink.putText(column, digits, 0, digits.length);
        });
  }

  private static void putText(ResultSet answer, int place, int column, RowSink sink)
      throws SQLException {
    byte[] utf8 = answer.getBytes(place);
    if (utf8 == null) {
      sink.putNull(column);
    } else {
      sink.putText(column, utf8, 0, utf8.length);
    }
  }

  private static void putBytes(ResultSet answer, int place, int column, RowSink sink)
      throws SQLException {
    byte[] bytes = answer.getBytes(place);
    if (bytes == null) {
      sink.putNull(column);
    } else {
      sink.putBytes(column, bytes, 0, bytes.length);
    }
  }

  private static int digits(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }

  private static int year(String text) {
    return digits(text, 0, 4);
  }

  private static int month(String text) {
    return digits(text, 5, 7);
  }

  private static int day(String text) {
    return digits(text, 8, DATE_LENGTH);
  }

  private static void putDay(String text, int column, RowSink sink) {
    Dates.putDay(year(text), month(text), day(text), column, sink);
  }

  private static void putDayText(String text, int column, RowSink sink) {
    Dates.putDayText(year(text), month(text), day(text), column, sink);
  }

  /** The microseconds of the day of {@code 2026-01-31 23:59:59.123}. */
  private static long micros(String text) {
    return text.length() <= DATE_LENGTH ? 0 : clock(text, DATE_LENGTH + 1);
  }

  /** The microseconds of {@code 838:59:59.123}, whose hours begin at a place. */
  private static long clock(String text, int from) {
    int colon = text.indexOf(':', from);
    long seconds =
        (digits(text, from, colon) * 60L + digits(text, colon + 1, colon + 3)) * 60
            + digits(text, colon + 4, colon + 6);
    int fraction = colon + 7;
    long micros = 0;
    for (int i = 0; i < FRACTION_DIGITS; i++) {
      micros = micros * 10 + (fraction + i < text.length() ? text.charAt(fraction + i) - '0' : 0);
    }
    return seconds * MICROS_A_SECOND + micros;
  }

  private static void putTimestamp(String text, int column, RowSink sink) {
    Dates.putTimestamp(year(text), month(text), day(text), micros(text), column, sink);
  }

  private static void putTimestampText(String text, int column, RowSink sink) {
    Dates.putTimestampText(year(text), month(text), day(text), micros(text), column, sink);
  }

  /** A point in time is never at a day that is none, but for the zero date. */
  private static long instant(String text) {
    return year(text) == 0
        ? 0
        : Dates.epochDay(year(text), month(text), day(text)) * 86_400L * MICROS_A_SECOND
            + micros(text);
  }

  private static void putInstant(String text, int column, RowSink sink) {
    Dates.putInstant(instant(text), column, sink);
  }

  private static void putInstantText(String text, int column, RowSink sink) {
    Dates.putInstantText(instant(text), column, sink);
  }

  private static void putTime(String text, int column, RowSink sink) {
    boolean negative = text.startsWith("-");
    long micros = clock(text, negative ? 1 : 0);
    Dates.putTime(negative ? -micros : micros, column, sink);
  }
}
