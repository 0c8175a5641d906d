package dev.millrace.connectors.mysql;

import dev.millrace.api.ColumnType;
import dev.millrace.api.ColumnType.Kind;
import dev.millrace.api.RowSink;
import dev.millrace.connectors.capture.CellReader;
import dev.millrace.connectors.mysql.ColumnForms.Moment;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Reads values of a query's answer in the protocol's binary form, into the very forms that {@link
 * ColumnForms} gives those of the binary log.
 *
 * @see <a
 *     href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html">
 *     Binary protocol result set</a>
 */
final class MySqlCells {
  private static final long MICROS_A_SECOND = 1_000_000;
  private static final long MICROS_A_DAY = 86_400 * MICROS_A_SECOND;

  private MySqlCells() {}

  /** What to select for a column. */
  static String selected(ColumnSpec column) {
    String name = MySqlAddress.quoted(column.name());
    // The driver does not know MySQL's type.
    return column.kind() == ColumnSpec.Kind.VECTOR ? "CAST(" + name + " AS BINARY)" : name;
  }

  /**
   * What to select for a column of which another type is wanted: one that it had before, say, which
   * takes all its values.
   */
  static String selected(ColumnSpec column, ColumnType type) {
    String name = selected(column);
    if (!isWidened(column, type)) {
      return name;
    }
    return switch (type.kind()) {
      case DECIMAL -> "CAST(%s AS DECIMAL(%d,%d))".formatted(name, type.precision(), type.scale());
      case FLOAT64 -> "CAST(" + name + " AS DOUBLE)";
      case TIMESTAMP -> "CAST(" + name + " AS DATETIME(6))";
      case TEXT -> "CAST(" + name + " AS CHAR)";
      default -> name;
    };
  }

  /** Whether a type is not one that the column itself may have in a change record. */
  private static boolean isWidened(ColumnSpec column, ColumnType type) {
    boolean unfit =
        type.kind() == Kind.TEXT
            && switch (column.kind()) {
              case DATE, DATETIME, TIMESTAMP, BIT -> true;
              default -> false;
            };
    return !unfit && !type.equals(ColumnTypes.of(column));
  }

  /**
   * What reads a column, as {@link #selected(ColumnSpec, ColumnType)} selects it. One instance
   * serves one thread.
   *
   * @param type in the change record
   */
  static WireValue reader(ColumnSpec column, ColumnType type) {
    return isWidened(column, type) ? widened(column, type) : own(column, type);
  }

  private static WireValue widened(ColumnSpec column, ColumnType type) {
    return switch (type.kind()) {
      case INT64 -> number(type, column.unsigned());
      case DECIMAL -> decimal(type);
      case FLOAT64 -> MySqlCells::putDouble;
      case TIMESTAMP -> datetime(Dates::putTimestamp);
      case TEXT -> MySqlCells::putText;
      default -> own(column, type);
    };
  }

  private static void putDouble(byte[] b, int offset, int length, int column, RowSink sink) {
    sink.putDouble(column, Double.longBitsToDouble(Bytes.int64(b, offset)));
  }

  private static WireValue own(ColumnSpec column, ColumnType type) {
    return switch (column.kind()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> number(type, column.unsigned());
      case YEAR -> number(type, true);
      case DECIMAL -> decimal(type);
      case FLOAT ->
          (b, offset, length, i, sink) ->
              sink.putFloat(i, Float.intBitsToFloat(Bytes.int32(b, offset)));
      case DOUBLE -> MySqlCells::putDouble;
      case BIT -> ColumnForms.bits(type, column.length()).value();
      case DATE -> type.kind() == Kind.DATE ? MySqlCells::putDay : MySqlCells::putDayText;
      case DATETIME ->
          datetime(type.kind() == Kind.TIMESTAMP ? Dates::putTimestamp : Dates::putTimestampText);
      case TIMESTAMP ->
          type.kind() == Kind.INSTANT
              ? (b, offset, length, i, sink) ->
                  Dates.putInstant(instant(b, offset, length), i, sink)
              : (b, offset, length, i, sink) ->
                  Dates.putInstantText(instant(b, offset, length), i, sink);
      case TIME -> MySqlCells::putTime;
      case TEXT, ENUM, SET, JSON, UUID, INET4, INET6 -> MySqlCells::putText;
      case BINARY, BYTES, GEOMETRY, VECTOR ->
          (b, offset, length, i, sink) -> sink.putBytes(i, b, offset, length);
    };
  }

  private static void putText(byte[] b, int offset, int length, int column, RowSink sink) {
    sink.putText(column, b, offset, length);
  }

  private static WireValue number(ColumnType type, boolean unsigned) {
    return switch (type.kind()) {
      case INT32 ->
          (b, offset, length, i, sink) -> sink.putInt(i, (int) number(b, offset, length, unsigned));
      case INT64 ->
          (b, offset, length, i, sink) -> sink.putLong(i, number(b, offset, length, unsigned));
      default ->
          (b, offset, length, i, sink) -> {
            long number = number(b, offset, length, unsigned);
            sink.putDecimal(
                i,
                unsigned
                    ? new BigInteger(Long.toUnsignedString(number))
                    : BigInteger.valueOf(number));
          };
    };
  }

  private static long number(byte[] b, int offset, int length, boolean unsigned) {
    return switch (length) {
      case 1 -> unsigned ? Bytes.uint8(b, offset) : b[offset];
      case 2 -> unsigned ? Bytes.uint16(b, offset) : Bytes.int16(b, offset);
      case 4 -> unsigned ? Bytes.uint32(b, offset) : Bytes.int32(b, offset);
      default -> Bytes.int64(b, offset);
    };
  }

  /** Decimals come as texts with all their decimal places. */
  private static WireValue decimal(ColumnType type) {
    if (type.kind() != Kind.DECIMAL) {
      return MySqlCells::putText;
    }
    if (type.isCompactDecimal()) {
      return MySqlCells::putCompact;
    }
    return (b, offset, length, i, sink) ->
        CellReader.putDecimal(
            new String(b, offset, length, StandardCharsets.US_ASCII), type, i, sink);
  }

  private static void putCompact(byte[] b, int offset, int length, int column, RowSink sink) {
    long unscaled = 0;
    for (int i = offset; i < offset + length; i++) {
      if (b[i] >= '0') {
        unscaled = unscaled * 10 + b[i] - '0';
      }
    }
    sink.putDecimal(column, b[offset] == '-' ? -unscaled : unscaled);
  }

  // A date is a year of two bytes, a month and a day; if it has a time, hours, minutes and seconds
  // follow; if that has a fraction, four bytes of microseconds. Nothing at all is the zero date.

  private static int year(byte[] b, int offset, int length) {
    return length == 0 ? 0 : Bytes.uint16(b, offset);
  }

  private static int month(byte[] b, int offset, int length) {
    return length == 0 ? 0 : b[offset + 2];
  }

  private static int day(byte[] b, int offset, int length) {
    return length == 0 ? 0 : b[offset + 3];
  }

  /** The microseconds of the day. */
  private static long micros(byte[] b, int offset, int length) {
    return length <= 4 ? 0 : clock(b, offset + 4) + (length <= 7 ? 0 : Bytes.int32(b, offset + 7));
  }

  private static long clock(byte[] b, int offset) {
    return ((b[offset] * 60L + b[offset + 1]) * 60 + b[offset + 2]) * MICROS_A_SECOND;
  }

  private static void putDay(byte[] b, int offset, int length, int column, RowSink sink) {
    Dates.putDay(
        year(b, offset, length), month(b, offset, length), day(b, offset, length), column, sink);
  }

  private static void putDayText(byte[] b, int offset, int length, int column, RowSink sink) {
    Dates.putDayText(
        year(b, offset, length), month(b, offset, length), day(b, offset, length), column, sink);
  }

  private static WireValue datetime(Moment to) {
    return (b, offset, length, column, sink) ->
        to.put(
            year(b, offset, length),
            month(b, offset, length),
            day(b, offset, length),
            micros(b, offset, length),
            column,
            sink);
  }

  /** A point in time, in the session's time zone, UTC; never at a day that is none but for zero. */
  private static long instant(byte[] b, int offset, int length) {
    int year = year(b, offset, length);
    return year == 0
        ? 0
        : Dates.epochDay(year, month(b, offset, length), day(b, offset, length)) * MICROS_A_DAY
            + micros(b, offset, length);
  }

  /** A sign, four bytes of days, hours, minutes, seconds, and perhaps microseconds. */
  private static void putTime(byte[] b, int offset, int length, int column, RowSink sink) {
    long micros = 0;
    if (length > 0) {
      micros = Bytes.int32(b, offset + 1) * MICROS_A_DAY + clock(b, offset + 5);
      micros += length <= 8 ? 0 : Bytes.int32(b, offset + 8);
      micros = b[offset] == 0 ? micros : -micros;
    }
    Dates.putTime(micros, column, sink);
  }
}
