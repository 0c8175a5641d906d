package dev.millrace.connectors.debezium;

import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;
import dev.millrace.connectors.capture.CellReader;
import dev.millrace.connectors.capture.Instants;
import java.time.LocalDate;
import java.time.LocalTime;

/** Reads MariaDB's values from a query's answer, into the very forms that capture gives them. */
final class MariaDbCells {

  /**
   * A column of the source.
   *
   * @param type MariaDB's name of its type
   * @param nullable whether it may be empty
   * @param precision how many digits or bits it has
   */
  record Source(String type, boolean nullable, int precision) {}

  private MariaDbCells() {}

  /** What to select for a column. */
  static String selected(Source source, String column) {
    return source.type.equals("float") ? "CAST(" + column + " AS DOUBLE)" : column;
  }

  /**
   * What reads a column.
   *
   * @param type in the change record
   */
  static CellReader reader(Source source, ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> bytes((bytes, column, sink) -> sink.putBoolean(column, isOne(bytes)));
      case INT32 ->
          CellReader.ofText((text, column, sink) -> sink.putInt(column, Integer.parseInt(text)));
      case INT64 ->
          CellReader.ofText((text, column, sink) -> sink.putLong(column, Long.parseLong(text)));
      case FLOAT32 ->
          CellReader.ofText(
              (text, column, sink) -> sink.putFloat(column, (float) Double.parseDouble(text)));
      case FLOAT64 ->
          CellReader.ofText(
              (text, column, sink) -> sink.putDouble(column, Double.parseDouble(text)));
      case DECIMAL ->
          CellReader.ofText(
              (text, column, sink) -> CellReader.putDecimal(text, type, column, sink));
      case DATE -> CellReader.ofText((text, column, sink) -> putDay(text, source, column, sink));
      case TIME, TIMESTAMP, INSTANT ->
          CellReader.ofText((text, column, sink) -> putMoment(text, source, column, sink));
      case BYTES -> bytes((bytes, column, sink) -> sink.putBytes(column, bytes, 0, bytes.length));
      case TEXT, JSON ->
          switch (source.type) {
            case "bit" ->
                bytes((bytes, column, sink) -> putBits(bytes, source.precision, column, sink));
            case "time" ->
                CellReader.ofText(
                    (text, column, sink) -> CellReader.putText(time(text), column, sink));
            default -> CellReader.ofText(CellReader::putText);
          };
    };
  }

  /** Puts what some bytes say. */
  private interface BytesReader {
    void put(byte[] bytes, int column, RowSink sink);
  }

  private static CellReader bytes(BytesReader reader) {
    return (answer, place, column, sink) -> {
      byte[] bytes = answer.getBytes(place);
      if (bytes == null) {
        sink.putNull(column);
      } else {
        reader.put(bytes, column, sink);
      }
    };
  }

  private static boolean isOne(byte[] bits) {
    return bits.length > 0 && (bits[bits.length - 1] & 1) == 1;
  }

  private static void putBits(byte[] bigEndian, int length, int column, RowSink sink) {
    byte[] text = new byte[length];
    for (int bit = 0; bit < length; bit++) {
      int at = bigEndian.length - 1 - (bit >> 3);
      boolean one = at >= 0 && (bigEndian[at] & (1 << (bit & 7))) != 0;
      text[length - 1 - bit] = (byte) (one ? '1' : '0');
    }
    sink.putText(column, text, 0, length);
  }

  /** A date with a part that is zero is no date; Debezium makes NULL or the first of 1970 of it. */
  private static void putDay(String text, Source source, int column, RowSink sink) {
    if (!isZero(text)) {
      sink.putInt(column, Math.toIntExact(LocalDate.parse(text).toEpochDay()));
    } else if (source.nullable) {
      sink.putNull(column);
    } else {
      sink.putInt(column, 0);
    }
  }

  private static void putMoment(String text, Source source, int column, RowSink sink) {
    if (!isZero(text)) {
      LocalDate day = LocalDate.parse(text.substring(0, 10));
      sink.putLong(column, Instants.of(day.atTime(LocalTime.parse(text.substring(11)))));
    } else if (source.nullable) {
      sink.putNull(column);
    } else {
      sink.putLong(column, 0);
    }
  }

  private static boolean isZero(String date) {
    return date.startsWith("0000") || date.startsWith("00", 5) || date.startsWith("00", 8);
  }

  /** A time without the zeros at the end of its fraction. */
  private static String time(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }
}
