package dev.millrace.connectors.mysql;

import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;
import dev.millrace.connectors.capture.CellReader;
import dev.millrace.connectors.mysql.Charsets.Decoder;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/** How the values of the binary log are read, by column. */
final class ColumnForms {
  private static final byte[] EMPTY = {};
  private static final long MICROS_A_SECOND = 1_000_000;
  private static final long DATETIME_SIGN = 0x8000000000L;
  private static final int TIME_SIGN = 0x800000;

  private ColumnForms() {}

  /**
   * How a column is read.
   *
   * @param column what is known of it
   * @param wire the form of its values
   */
  static ColumnForm of(ColumnSpec column, WireType wire, Charsets charsets) throws SQLException {
    ColumnType type = ColumnTypes.of(column);
    boolean unsigned = column.unsigned();
    return switch (column.kind()) {
      case TINYINT ->
          new ColumnForm(
              type,
              unsigned
                  ? (b, offset, length, i, sink) -> sink.putInt(i, Bytes.uint8(b, offset))
                  : (b, offset, length, i, sink) -> sink.putInt(i, b[offset]));
      case SMALLINT ->
          new ColumnForm(
              type,
              unsigned
                  ? (b, offset, length, i, sink) -> sink.putInt(i, Bytes.uint16(b, offset))
                  : (b, offset, length, i, sink) -> sink.putInt(i, Bytes.int16(b, offset)));
      case MEDIUMINT ->
          new ColumnForm(
              type,
              unsigned
                  ? (b, offset, length, i, sink) -> sink.putInt(i, Bytes.uint24(b, offset))
                  : (b, offset, length, i, sink) -> sink.putInt(i, Bytes.int24(b, offset)));
      case INT ->
          new ColumnForm(
              type,
              unsigned
                  ? (b, offset, length, i, sink) -> sink.putLong(i, Bytes.uint32(b, offset))
                  : (b, offset, length, i, sink) -> sink.putInt(i, Bytes.int32(b, offset)));
      case BIGINT ->
          new ColumnForm(
              type,
              unsigned
                  ? ColumnForms::putUnsigned
                  : (b, offset, length, i, sink) -> sink.putLong(i, Bytes.int64(b, offset)));
      case DECIMAL -> new ColumnForm(type, Decimals.of(type, wire.meta() & 0xff, wire.meta() >> 8));
      case FLOAT ->
          new ColumnForm(
              type,
              (b, offset, length, i, sink) ->
                  sink.putFloat(i, Float.intBitsToFloat(Bytes.int32(b, offset))));
      case DOUBLE ->
          new ColumnForm(
              type,
              (b, offset, length, i, sink) ->
                  sink.putDouble(i, Double.longBitsToDouble(Bytes.int64(b, offset))));
      case BIT -> bits(type, column.length());
      case YEAR ->
          new ColumnForm(
              type,
              (b, offset, length, i, sink) ->
                  sink.putInt(i, b[offset] == 0 ? 0 : 1900 + Bytes.uint8(b, offset)));
      case DATE -> date(type);
      case TIME ->
          new ColumnForm(
              type,
              wire.hasFraction()
                  ? time(wire.meta())
                  : (b, offset, length, i, sink) -> putOldTime(Bytes.int24(b, offset), i, sink));
      case DATETIME -> datetime(type, wire);
      case TIMESTAMP -> timestamp(type, wire);
      case TEXT -> new ColumnForm(type, text(charsets.decoder(column.charset())));
      case BINARY -> new ColumnForm(type, padded(column.length()));
      case BYTES, GEOMETRY, VECTOR ->
          new ColumnForm(type, (b, offset, length, i, sink) -> sink.putBytes(i, b, offset, length));
      case ENUM -> new ColumnForm(type, enumeration(column.labels()));
      case SET -> new ColumnForm(type, set(column.labels()));
      case JSON -> new ColumnForm(type, new JsonText()::put);
      case UUID -> new ColumnForm(type, ColumnForms::putUuid);
      case INET4, INET6 -> new ColumnForm(type, inet(column.length()));
    };
  }

  private static void putUnsigned(byte[] b, int offset, int length, int column, RowSink sink) {
    long value = Bytes.int64(b, offset);
    sink.putDecimal(
        column,
        value >= 0
            ? BigInteger.valueOf(value)
            : BigInteger.valueOf(value & Long.MAX_VALUE).setBit(Long.SIZE - 1));
  }

  static ColumnForm bits(ColumnType type, int count) {
    if (count == 1) {
      return new ColumnForm(
          type, (b, offset, length, i, sink) -> sink.putBoolean(i, (b[offset] & 1) != 0));
    }
    byte[] text = new byte[count];
    return new ColumnForm(
        type,
        (b, offset, length, i, sink) -> {
          long value = Bytes.bigEndian(b, offset, length);
          for (int bit = 0; bit < count; bit++) {
            text[count - 1 - bit] = (byte) ('0' + ((value >>> bit) & 1));
          }
          sink.putText(i, text, 0, count);
        });
  }

  private static ColumnForm date(ColumnType type) {
    return new ColumnForm(
        type,
        (b, offset, length, i, sink) -> {
          int date = Bytes.uint24(b, offset);
          Dates.putDay(date >> 9, (date >> 5) & 15, date & 31, i, sink);
        },
        (b, offset, length, i, sink) -> {
          int date = Bytes.uint24(b, offset);
          Dates.putDayText(date >> 9, (date >> 5) & 15, date & 31, i, sink);
        });
  }

  /** Microseconds of a fraction of so many decimal digits, big end first. */
  private static long fraction(byte[] b, int offset, int digits) {
    return switch ((digits + 1) / 2) {
      case 0 -> 0;
      case 1 -> Bytes.uint8(b, offset) * 10_000L;
      case 2 -> Bytes.bigEndian(b, offset, 2) * 100L;
      default -> Bytes.bigEndian(b, offset, 3);
    };
  }

  /** A time is one number of seconds and fraction, moved so that it is never negative. */
  private static WireValue time(int digits) {
    int fractionBytes = (digits + 1) / 2;
    int fractionBits = 8 * fractionBytes;
    long unit = fractionBytes == 1 ? 10_000 : fractionBytes == 2 ? 100 : 1;
    return (b, offset, length, column, sink) -> {
      long packed =
          Bytes.bigEndian(b, offset, 3 + fractionBytes) - ((long) TIME_SIGN << fractionBits);
      long magnitude = Math.abs(packed);
      long whole = magnitude >> fractionBits;
      long seconds = (whole >> 12) * 3_600 + ((whole >> 6) & 63) * 60 + (whole & 63);
      long micros = (magnitude & ((1L << fractionBits) - 1)) * unit;
      micros += seconds * MICROS_A_SECOND;
      Dates.putTime(packed < 0 ? -micros : micros, column, sink);
    };
  }

  private static void putOldTime(int digits, int column, RowSink sink) {
    int magnitude = Math.abs(digits);
    long seconds = magnitude / 10_000 * 3_600L + magnitude / 100 % 100 * 60L + magnitude % 100;
    Dates.putTime((digits < 0 ? -seconds : seconds) * MICROS_A_SECOND, column, sink);
  }

  /** What takes the parts of a date and time. */
  interface Moment {
    void put(int year, int month, int day, long micros, int column, RowSink sink);
  }

  private static ColumnForm datetime(ColumnType type, WireType wire) {
    return new ColumnForm(
        type, datetime(wire, Dates::putTimestamp), datetime(wire, Dates::putTimestampText));
  }

  private static WireValue datetime(WireType wire, Moment to) {
    if (!wire.hasFraction()) {
      return (b, offset, length, column, sink) -> {
        long digits = Bytes.int64(b, offset);
        int date = (int) (digits / 1_000_000);
        int time = (int) (digits % 1_000_000);
        long seconds = time / 10_000 * 3_600L + time / 100 % 100 * 60L + time % 100;
        to.put(
            date / 10_000, date / 100 % 100, date % 100, seconds * MICROS_A_SECOND, column, sink);
      };
    }
    int digits = wire.meta();
    return (b, offset, length, column, sink) -> {
      long packed = Bytes.bigEndian(b, offset, 5) - DATETIME_SIGN;
      int yearMonth = (int) (packed >> 22);
      long seconds = ((packed >> 12) & 31) * 3_600 + ((packed >> 6) & 63) * 60 + (packed & 63);
      to.put(
          yearMonth / 13,
          yearMonth % 13,
          (int) (packed >> 17) & 31,
          seconds * MICROS_A_SECOND + fraction(b, offset + 5, digits),
          column,
          sink);
    };
  }

  private static ColumnForm timestamp(ColumnType type, WireType wire) {
    if (!wire.hasFraction()) {
      return new ColumnForm(
          type,
          (b, offset, length, i, sink) ->
              Dates.putInstant(Bytes.uint32(b, offset) * MICROS_A_SECOND, i, sink),
          (b, offset, length, i, sink) ->
              Dates.putInstantText(Bytes.uint32(b, offset) * MICROS_A_SECOND, i, sink));
    }
    int digits = wire.meta();
    return new ColumnForm(
        type,
        (b, offset, length, i, sink) -> Dates.putInstant(instant(b, offset, digits), i, sink),
        (b, offset, length, i, sink) -> Dates.putInstantText(instant(b, offset, digits), i, sink));
  }

  private static long instant(byte[] b, int offset, int digits) {
    return Bytes.bigEndian(b, offset, 4) * MICROS_A_SECOND + fraction(b, offset + 4, digits);
  }

  private static WireValue text(Decoder decoder) {
    if (decoder.isUtf8()) {
      return (b, offset, length, column, sink) -> sink.putText(column, b, offset, length);
    }
    return (b, offset, length, column, sink) -> {
      int size = decoder.decode(b, offset, length);
      sink.putText(column, decoder.buffer(), 0, size);
    };
  }

  /** The log leaves out zeros at the end. */
  private static WireValue padded(int size) {
    byte[] whole = new byte[size];
    return (b, offset, length, column, sink) -> {
      if (length >= size) {
        sink.putBytes(column, b, offset, length);
      } else {
        System.arraycopy(b, offset, whole, 0, length);
        java.util.Arrays.fill(whole, length, size, (byte) 0);
        sink.putBytes(column, whole, 0, size);
      }
    };
  }

  private static WireValue enumeration(List<String> labels) {
    byte[][] texts = utf8(labels);
    return (b, offset, length, column, sink) -> {
      int index = (int) Bytes.littleEndian(b, offset, length);
      byte[] text = index == 0 || index > texts.length ? EMPTY : texts[index - 1];
      sink.putText(column, text, 0, text.length);
    };
  }

  private static WireValue set(List<String> labels) {
    byte[][] texts = utf8(labels);
    byte[] all = new byte[texts.length + labels.stream().mapToInt(l -> 4 * l.length()).sum()];
    return (b, offset, length, column, sink) -> {
      long members = Bytes.littleEndian(b, offset, length);
      int size = 0;
      for (int i = 0; i < texts.length; i++) {
        if ((members >>> i & 1) != 0) {
          if (size > 0) {
            all[size++] = ',';
          }
          System.arraycopy(texts[i], 0, all, size, texts[i].length);
          size += texts[i].length;
        }
      }
      sink.putText(column, all, 0, size);
    };
  }

  private static byte[][] utf8(List<String> labels) {
    return labels.stream().map(l -> l.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
  }

  private static void putUuid(byte[] b, int offset, int length, int column, RowSink sink) {
    StringBuilder text = new StringBuilder(36);
    for (int i = 0; i < 16; i++) {
      if (i == 4 || i == 6 || i == 8 || i == 10) {
        text.append('-');
      }
      int value = i < length ? Bytes.uint8(b, offset + i) : 0;
      text.append(Character.forDigit(value >> 4, 16)).append(Character.forDigit(value & 15, 16));
    }
    CellReader.putText(text.toString(), column, sink);
  }

  private static WireValue inet(int size) {
    return (b, offset, length, column, sink) -> {
      byte[] address = new byte[size];
      System.arraycopy(b, offset, address, 0, Math.min(length, size));
      CellReader.putText(size == 4 ? inet4(address, 0) : inet6(address), column, sink);
    };
  }

  private static String inet4(byte[] address, int at) {
    StringBuilder text = new StringBuilder(15);
    for (int i = at; i < at + 4; i++) {
      text.append(i == at ? "" : ".").append(address[i] & 0xff);
    }
    return text.toString();
  }

  /**
   * An address as the server writes it: the longest run of zeros, the first of them, becomes two
   * colons, and an IPv4 address in it stays one.
   */
  private static String inet6(byte[] address) {
    int[] parts = new int[8];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = (int) Bytes.bigEndian(address, 2 * i, 2);
    }
    int gap = -1;
    int gapLength = 1;
    for (int i = 0; i < parts.length; i++) {
      int end = i;
      while (end < parts.length && parts[end] == 0) {
        end++;
      }
      if (end - i > gapLength) {
        gap = i;
        gapLength = end - i;
      }
      i = Math.max(i, end - 1);
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < parts.length; i++) {
      if (i == gap) {
        text.append("::");
        i += gapLength - 1;
      } else if (i == 6 && gap == 0 && (gapLength == 6 || (gapLength == 5 && parts[5] == 0xffff))) {
        return text.append(text.toString().endsWith(":") ? "" : ":")
            .append(inet4(address, 12))
            .toString();
      } else {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
        text.append(Integer.toHexString(parts[i]));
      }
    }
    return text.toString();
  }
}
