package dev.millrace.lake;

import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/**
 * Values as Iceberg's generic records have them, in other forms. A value of an earlier type becomes
 * one of the present type by the same rules as in the log.
 */
final class Values {
  private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);
  private static final long EXACT_IN_JSON = 1L << 53;

  private Values() {}

  /** The equal of a value in another type. */
  static Object convert(Object value, ColumnType from, ColumnType to) {
    if (from.equals(to) || Field.icebergType(from).equals(Field.icebergType(to))) {
      return value;
    }
    return switch (to.kind()) {
      case TEXT, JSON -> text(value, from);
      case INT64 -> ((Number) value).longValue();
      case FLOAT64 -> ((Number) value).doubleValue();
      case DECIMAL ->
          (value instanceof BigDecimal decimal
                  ? decimal
                  : BigDecimal.valueOf(((Number) value).longValue()))
              .setScale(to.scale());
      case TIMESTAMP -> ((LocalDate) value).atStartOfDay();
      default ->
          throw new IllegalStateException("Cannot read a value of type " + from + " as " + to);
    };
  }

  private static String text(Object value, ColumnType type) {
    return switch (type.kind()) {
      case DECIMAL -> ((BigDecimal) value).toPlainString();
      case INSTANT -> ((OffsetDateTime) value).toInstant().toString();
      case BYTES -> Base64.getEncoder().encodeToString(bytes(value));
      default -> value.toString();
    };
  }

  /** Hands a value over; {@code type} is its own and the column's. */
  static void put(RowSink sink, int column, ColumnType type, Object value) {
    switch (type.kind()) {
      case BOOLEAN -> sink.putBoolean(column, (Boolean) value);
      case INT32 -> sink.putInt(column, (Integer) value);
      case DATE -> sink.putInt(column, (int) ((LocalDate) value).toEpochDay());
      case INT64 -> sink.putLong(column, (Long) value);
      case TIME -> sink.putLong(column, ((LocalTime) value).toNanoOfDay() / 1_000);
      case TIMESTAMP -> sink.putLong(column, micros((LocalDateTime) value));
      case INSTANT ->
          sink.putLong(
              column,
              micros(
                  ((OffsetDateTime) value)
                      .withOffsetSameInstant(ZoneOffset.UTC)
                      .toLocalDateTime()));
      case FLOAT32 -> sink.putFloat(column, (Float) value);
      case FLOAT64 -> sink.putDouble(column, (Double) value);
      case DECIMAL -> {
        BigDecimal decimal = (BigDecimal) value;
        if (type.isCompactDecimal()) {
          sink.putDecimal(column, decimal.unscaledValue().longValueExact());
        } else {
          sink.putDecimal(column, decimal.unscaledValue());
        }
      }
      case TEXT, JSON -> {
        byte[] utf8 = value.toString().getBytes(StandardCharsets.UTF_8);
        sink.putText(column, utf8, 0, utf8.length);
      }
      case BYTES -> {
        byte[] bytes = bytes(value);
        sink.putBytes(column, bytes, 0, bytes.length);
      }
    }
  }

  /** The value as JSON has it; what JSON's numbers would round is text. */
  static Object plain(Object value, ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN, INT32 -> value;
      case INT64 -> {
        long number = (Long) value;
        yield Math.abs(number) <= EXACT_IN_JSON && number != Long.MIN_VALUE
            ? value
            : Long.toString(number);
      }
      case FLOAT32 -> Float.isFinite((Float) value) ? value : value.toString();
      case FLOAT64 -> Double.isFinite((Double) value) ? value : value.toString();
      default -> text(value, type);
    };
  }

  /**
   * A value given from outside, such as JSON has it, as a literal that Iceberg compares with a
   * column.
   *
   * @throws IllegalArgumentException when it is no value of the type
   */
  static Object literal(Object given, ColumnType type) {
    String text = String.valueOf(given);
    try {
      return switch (type.kind()) {
        case BOOLEAN -> Boolean.valueOf(text);
        case INT32 -> Integer.valueOf(text);
        case INT64 -> Long.valueOf(text);
        case FLOAT32 -> Float.valueOf(text);
        case FLOAT64 -> Double.valueOf(text);
        case DECIMAL -> new BigDecimal(text).setScale(type.scale());
        case TEXT, JSON -> text;
        case BYTES -> ByteBuffer.wrap(Base64.getDecoder().decode(text));
        case DATE -> (int) LocalDate.parse(text).toEpochDay();
        case TIME -> LocalTime.parse(text).toNanoOfDay() / 1_000;
        case TIMESTAMP -> micros(LocalDateTime.parse(text));
        case INSTANT ->
            micros(
                OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
      };
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "Cannot read key value: " + text + " is no " + type + ".", e);
    }
  }

  private static long micros(LocalDateTime time) {
    return ChronoUnit.MICROS.between(EPOCH, time);
  }

  /** A value that outlives its record: readers use buffers of bytes again for the next one. */
  static Object kept(Object value) {
    return value instanceof ByteBuffer ? ByteBuffer.wrap(bytes(value)) : value;
  }

  private static byte[] bytes(Object value) {
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
