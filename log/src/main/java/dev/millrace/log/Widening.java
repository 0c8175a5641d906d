package dev.millrace.log;

import dev.millrace.api.ColumnType;
import dev.millrace.api.ColumnType.Kind;
import dev.millrace.api.RowSink;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/**
 * Hands over a value whose column has since changed its type. Values are never rounded: a type
 * follows another only when every value of the old has an equal in the new; anything may become
 * text.
 */
final class Widening {
  private Widening() {}

  /** Whether each value of {@code from} has an equal in {@code to}. */
  static boolean follows(ColumnType from, ColumnType to) {
    if (from.equals(to) || to.kind() == Kind.TEXT) {
      return true;
    }
    return switch (from.kind()) {
      case INT32 ->
          to.kind() == Kind.INT64
              || to.kind() == Kind.FLOAT64
              || (to.kind() == Kind.DECIMAL && to.precision() - to.scale() >= 10);
      case INT64 -> to.kind() == Kind.DECIMAL && to.precision() - to.scale() >= 19;
      case FLOAT32 -> to.kind() == Kind.FLOAT64;
      case DECIMAL ->
          to.kind() == Kind.DECIMAL
              && to.scale() >= from.scale()
              && to.precision() - to.scale() >= from.precision() - from.scale();
      case DATE -> to.kind() == Kind.TIMESTAMP;
      case JSON, TEXT -> to.kind() == Kind.JSON;
      default -> false;
    };
  }

  static void put(ColumnType from, ColumnType to, AvroInput input, int column, RowSink sink) {
    if (!follows(from, to)) {
      throw new IllegalStateException(
          "Cannot read a value of type " + from + " into a column of type " + to + ".");
    }
    switch (from.kind()) {
      case BOOLEAN -> putText(column, input.readByte() != 0 ? "true" : "false", sink);
      case INT32, INT64 -> putInteger(input.readLong(), to, column, sink);
      case FLOAT32 -> {
        float value = Float.intBitsToFloat((int) input.readLittleEndian(Float.BYTES));
        if (to.kind() == Kind.FLOAT64) {
          sink.putDouble(column, (double) value);
        } else {
          putText(column, Float.toString(value), sink);
        }
      }
      case FLOAT64 ->
          putText(
              column,
              Double.toString(Double.longBitsToDouble(input.readLittleEndian(Double.BYTES))),
              sink);
      case DECIMAL -> {
        int length = input.readInt();
        BigInteger unscaled = new BigInteger(input.buffer(), input.at(), length);
        input.skip(length);
        putDecimal(new BigDecimal(unscaled, from.scale()), to, column, sink);
      }
      case DATE -> {
        LocalDate day = LocalDate.ofEpochDay(input.readLong());
        if (to.kind() == Kind.TIMESTAMP) {
          sink.putLong(column, ChronoUnit.MICROS.between(EPOCH, day.atStartOfDay()));
        } else {
          putText(column, day.toString(), sink);
        }
      }
      case TIME ->
          putText(
              column,
              LocalTime.MIDNIGHT.plus(input.readLong(), ChronoUnit.MICROS).toString(),
              sink);
      case TIMESTAMP ->
          putText(column, EPOCH.plus(input.readLong(), ChronoUnit.MICROS).toString(), sink);
      case INSTANT ->
          putText(column, Instant.EPOCH.plus(input.readLong(), ChronoUnit.MICROS).toString(), sink);
      case TEXT, JSON -> {
        int length = input.readInt();
        sink.putText(column, input.buffer(), input.at(), length);
        input.skip(length);
      }
      case BYTES -> {
        int length = input.readInt();
        byte[] bytes = new byte[length];
        System.arraycopy(input.buffer(), input.at(), bytes, 0, length);
        input.skip(length);
        putText(column, Base64.getEncoder().encodeToString(bytes), sink);
      }
    }
  }

  private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);

  private static void putInteger(long value, ColumnType to, int column, RowSink sink) {
    switch (to.kind()) {
      case INT64 -> sink.putLong(column, value);
      case FLOAT64 -> sink.putDouble(column, (double) value);
      case DECIMAL -> putDecimal(BigDecimal.valueOf(value), to, column, sink);
      default -> putText(column, Long.toString(value), sink);
    }
  }

  private static void putDecimal(BigDecimal value, ColumnType to, int column, RowSink sink) {
    if (to.kind() != Kind.DECIMAL) {
      putText(column, value.toPlainString(), sink);
      return;
    }
    BigInteger unscaled = value.setScale(to.scale()).unscaledValue();
    if (to.isCompactDecimal()) {
      sink.putDecimal(column, unscaled.longValueExact());
    } else {
      sink.putDecimal(column, unscaled);
    }
  }

  private static void putText(int column, String text, RowSink sink) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    sink.putText(column, utf8, 0, utf8.length);
  }
}
