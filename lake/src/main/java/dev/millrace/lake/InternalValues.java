package dev.millrace.lake;

import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.util.Utf8;

/** Hands over values in the form in which Iceberg has them inside: times as numbers, for one. */
final class InternalValues {
  private InternalValues() {}

  static void put(RowSink sink, int column, ColumnType type, Object value) {
    if (value == null) {
      sink.putNull(column);
      return;
    }
    switch (type.kind()) {
      case BOOLEAN -> sink.putBoolean(column, (Boolean) value);
      case INT32, DATE -> sink.putInt(column, (Integer) value);
      case INT64, TIME, TIMESTAMP, INSTANT -> sink.putLong(column, ((Number) value).longValue());
      case FLOAT32 -> sink.putFloat(column, (Float) value);
      case FLOAT64 -> sink.putDouble(column, ((Number) value).doubleValue());
      case DECIMAL -> {
        BigDecimal decimal = (BigDecimal) value;
        if (type.isCompactDecimal()) {
          sink.putDecimal(column, decimal.unscaledValue().longValueExact());
        } else {
          sink.putDecimal(column, decimal.unscaledValue());
        }
      }
      case TEXT, JSON -> {
        if (value instanceof Utf8 utf8) {
          sink.putText(column, utf8.getBytes(), 0, utf8.getByteLength());
        } else {
          byte[] utf8 = value.toString().getBytes(StandardCharsets.UTF_8);
          sink.putText(column, utf8, 0, utf8.length);
        }
      }
      case BYTES -> {
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        sink.putBytes(column, bytes, 0, bytes.length);
      }
    }
  }
}
