package dev.millrace.connectors.debezium;

import dev.millrace.api.ColumnType;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.RowSink;
import dev.millrace.connectors.capture.Instants;
import dev.millrace.log.JsonText;
import io.debezium.data.Bits;
import io.debezium.data.Json;
import io.debezium.data.VariableScaleDecimal;
import io.debezium.data.geometry.Geography;
import io.debezium.data.geometry.Geometry;
import io.debezium.data.geometry.Point;
import io.debezium.time.Date;
import io.debezium.time.MicroTime;
import io.debezium.time.MicroTimestamp;
import io.debezium.time.Time;
import io.debezium.time.Timestamp;
import io.debezium.time.ZonedTimestamp;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * What becomes of each of Debezium's types; {@code TYPES.md} has the table. Debezium's settings are
 * those of {@link DebeziumSettings}.
 */
final class DebeziumTypes {
  private static final String DECIMAL_PRECISION = "connect.decimal.precision";

  private DebeziumTypes() {}

  /**
   * A column's type and what writes its values.
   *
   * @param type in the change record
   * @param writer takes Debezium's values
   */
  record Mapped(ColumnType type, ColumnWriter writer) {}

  /**
   * How the values of a schema are written.
   *
   * @throws MillraceException when there is no way
   */
  static Mapped of(String column, Schema schema) {
    String name = schema.name();
    if (name != null) {
      switch (name) {
        case Date.SCHEMA_NAME -> {
          return new Mapped(ColumnType.DATE, DebeziumTypes::putDay);
        }
        case MicroTime.SCHEMA_NAME -> {
          return new Mapped(ColumnType.TIME, DebeziumTypes::putLong);
        }
        case Time.SCHEMA_NAME -> {
          return new Mapped(
              ColumnType.TIME, (i, value, sink) -> sink.putLong(i, (int) value * 1_000L));
        }
        case MicroTimestamp.SCHEMA_NAME -> {
          return new Mapped(ColumnType.TIMESTAMP, DebeziumTypes::putLong);
        }
        case Timestamp.SCHEMA_NAME -> {
          return new Mapped(
              ColumnType.TIMESTAMP,
              (i, value, sink) -> sink.putLong(i, Math.multiplyExact((long) value, 1_000L)));
        }
        case ZonedTimestamp.SCHEMA_NAME -> {
          return new Mapped(
              ColumnType.INSTANT,
              (i, value, sink) -> sink.putLong(i, Instants.ofIso((String) value)));
        }
        case Instants.SCHEMA_NAME -> {
          return new Mapped(ColumnType.INSTANT, DebeziumTypes::putLong);
        }
        case Decimal.LOGICAL_NAME -> {
          return decimal(schema);
        }
        case VariableScaleDecimal.LOGICAL_NAME -> {
          return new Mapped(
              ColumnType.TEXT,
              (i, value, sink) ->
                  putAscii(i, VariableScaleDecimal.toLogical((Struct) value).toString(), sink));
        }
        case Json.LOGICAL_NAME -> {
          return new Mapped(ColumnType.JSON, DebeziumTypes::putText);
        }
        case Bits.LOGICAL_NAME -> {
          return bits(schema);
        }
        case Geometry.LOGICAL_NAME, Geography.LOGICAL_NAME, Point.LOGICAL_NAME -> {
          return new Mapped(ColumnType.BYTES, DebeziumTypes::putGeometry);
        }
        default -> {
          // The others say how to read a plain value; the value is what is kept.
        }
      }
    }
    return plain(column, schema);
  }

  /** A type without a name, or whose name does not change how its value is kept. */
  private static Mapped plain(String column, Schema schema) {
    return switch (schema.type()) {
      case BOOLEAN ->
          new Mapped(ColumnType.BOOLEAN, (i, value, sink) -> sink.putBoolean(i, (boolean) value));
      case INT8, INT16, INT32 ->
          new Mapped(
              ColumnType.INT32, (i, value, sink) -> sink.putInt(i, ((Number) value).intValue()));
      case INT64 -> new Mapped(ColumnType.INT64, DebeziumTypes::putLong);
      case FLOAT32 ->
          new Mapped(ColumnType.FLOAT32, (i, value, sink) -> sink.putFloat(i, (float) value));
      case FLOAT64 ->
          new Mapped(ColumnType.FLOAT64, (i, value, sink) -> sink.putDouble(i, (double) value));
      case STRING -> new Mapped(ColumnType.TEXT, DebeziumTypes::putText);
      case BYTES -> new Mapped(ColumnType.BYTES, DebeziumTypes::putBytes);
      case ARRAY ->
          new Mapped(
              ColumnType.JSON,
              (i, value, sink) -> putAscii(i, JsonText.array((List<?>) value), sink));
      case MAP, STRUCT ->
          throw new MillraceException(
              ErrorCode.TABLE_UNSUPPORTED,
              "Cannot capture column: " + column + " has the unknown form " + schema.name() + ".",
              "Leave its table out with the option tables.");
    };
  }

  private static Mapped decimal(Schema schema) {
    int scale = Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD));
    String given = schema.parameters().get(DECIMAL_PRECISION);
    int precision = given == null ? ColumnType.MAX_PRECISION : Integer.parseInt(given);
    if (precision < 1 || precision > ColumnType.MAX_PRECISION || scale < 0 || scale > precision) {
      return new Mapped(
          ColumnType.TEXT,
          (i, value, sink) -> putAscii(i, ((BigDecimal) value).toPlainString(), sink));
    }
    ColumnType type = ColumnType.decimal(precision, scale);
    return type.isCompactDecimal()
        ? new Mapped(
            type,
            (i, value, sink) ->
                sink.putDecimal(i, unscaled((BigDecimal) value, scale).longValueExact()))
        : new Mapped(
            type, (i, value, sink) -> sink.putDecimal(i, unscaled((BigDecimal) value, scale)));
  }

  private static BigInteger unscaled(BigDecimal value, int scale) {
    return (value.scale() == scale ? value : value.setScale(scale)).unscaledValue();
  }

  private static Mapped bits(Schema schema) {
    int length = Integer.parseInt(schema.parameters().get(Bits.LENGTH_FIELD));
    return new Mapped(
        ColumnType.TEXT,
        (i, value, sink) -> {
          byte[] littleEndian = bytesOf(value);
          byte[] text = new byte[length];
          for (int bit = 0; bit < length; bit++) {
            int at = bit >> 3;
            boolean one = at < littleEndian.length && (littleEndian[at] & (1 << (bit & 7))) != 0;
            text[length - 1 - bit] = (byte) (one ? '1' : '0');
          }
          sink.putText(i, text, 0, length);
        });
  }

  private static void putDay(int column, Object value, RowSink sink) {
    sink.putInt(column, (int) value);
  }

  private static void putLong(int column, Object value, RowSink sink) {
    sink.putLong(column, (long) value);
  }

  static void putText(int column, Object value, RowSink sink) {
    String text = (String) value;
    if (Unsent.is(text)) {
      sink.putUnsent(column);
      return;
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    sink.putText(column, utf8, 0, utf8.length);
  }

  private static void putAscii(int column, String text, RowSink sink) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    sink.putText(column, utf8, 0, utf8.length);
  }

  private static void putBytes(int column, Object value, RowSink sink) {
    if (Unsent.isAny(value)) {
      sink.putUnsent(column);
    } else if (value instanceof ByteBuffer buffer && buffer.hasArray()) {
      sink.putBytes(
          column, buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
    } else {
      byte[] bytes = bytesOf(value);
      sink.putBytes(column, bytes, 0, bytes.length);
    }
  }

  /** As the server itself stores it: the reference system in four bytes, then well-known binary. */
  private static void putGeometry(int column, Object value, RowSink sink) {
    Struct geometry = (Struct) value;
    byte[] wkb = bytesOf(geometry.get(Geometry.WKB_FIELD));
    Integer srid = geometry.getInt32(Geometry.SRID_FIELD);
    byte[] bytes =
        ByteBuffer.allocate(Integer.BYTES + wkb.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(srid == null ? 0 : srid)
            .put(wkb)
            .array();
    sink.putBytes(column, bytes, 0, bytes.length);
  }

  private static byte[] bytesOf(Object value) {
    return value instanceof ByteBuffer buffer ? toArray(buffer) : (byte[]) value;
  }

  private static byte[] toArray(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
