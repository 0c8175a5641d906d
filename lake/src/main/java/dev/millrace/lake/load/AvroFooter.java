package dev.millrace.lake.load;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.avro.AvroSchemaUtil;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.CloseableGroup;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** An Avro file. Its rows are always written anew, because no engine reads Avro fast. */
final class AvroFooter implements Footer {
  private static final int DEPTH_MAX = 50;

  private final InputFile file;
  private final org.apache.avro.Schema written;
  private final Schema schema;

  private AvroFooter(InputFile file, org.apache.avro.Schema written, Schema schema) {
    this.file = file;
    this.written = written;
    this.schema = schema;
  }

  static AvroFooter read(InputFile file) throws FileProblem {
    org.apache.avro.Schema written;
    try (DataFileStream<IndexedRecord> stream = open(file)) {
      written = stream.getSchema();
    } catch (IOException | RuntimeException e) {
      throw FileProblem.unreadable("Avro", e);
    }
    if (written.getType() != org.apache.avro.Schema.Type.RECORD) {
      throw new FileProblem(
          "its rows are of type " + written.getType(), "Write it with records, then load again.");
    }
    Type type = new Conversion().type(written, "", 0);
    return new AvroFooter(file, written, new Schema(type.asStructType().fields()));
  }

  private static DataFileStream<IndexedRecord> open(InputFile file) throws IOException {
    return new DataFileStream<>(file.newStream(), new GenericDatumReader<>());
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public Ids ids() {
    return Ids.NONE;
  }

  @Override
  public List<String> obstacles() {
    return List.of("it is Avro");
  }

  @Override
  public Metrics metrics(MetricsConfig config, NameMapping names) {
    throw new UnsupportedOperationException("An Avro file is not registered.");
  }

  @Override
  public List<Long> splitOffsets() {
    return List.of();
  }

  @Override
  public CloseableIterable<Record> rows() {
    return new Rows();
  }

  private final class Rows extends CloseableGroup implements CloseableIterable<Record> {
    @Override
    public CloseableIterator<Record> iterator() {
      try {
        DataFileStream<IndexedRecord> stream = open(file);
        addCloseable(stream);
        CloseableIterable<Record> rows =
            CloseableIterable.transform(
                CloseableIterable.combine(() -> stream, stream),
                row -> (Record) value(row, written, schema.asStruct()));
        return rows.iterator();
      } catch (IOException e) {
        throw new RuntimeIOException(e, "Cannot read file: %s", file.location());
      }
    }
  }

  /** Makes Iceberg's types of Avro's. */
  private static final class Conversion {
    private int last;

    Type type(org.apache.avro.Schema from, String column, int depth) throws FileProblem {
      if (depth > DEPTH_MAX) {
        throw unsupported(column, "a record that holds itself");
      }
      LogicalType logical = from.getLogicalType();
      return switch (from.getType()) {
        case BOOLEAN -> Types.BooleanType.get();
        case INT ->
            logical instanceof LogicalTypes.Date
                ? Types.DateType.get()
                : logical instanceof LogicalTypes.TimeMillis
                    ? Types.TimeType.get()
                    : Types.IntegerType.get();
        case LONG -> ofLong(from);
        case FLOAT -> Types.FloatType.get();
        case DOUBLE -> Types.DoubleType.get();
        case STRING, ENUM -> Types.StringType.get();
        case BYTES -> decimalOr(logical, Types.BinaryType.get(), column);
        case FIXED -> decimalOr(logical, Types.FixedType.ofLength(from.getFixedSize()), column);
        case ARRAY ->
            Types.ListType.ofOptional(++last, type(from.getElementType(), column, depth + 1));
        case MAP -> {
          int key = ++last;
          int value = ++last;
          Type values = type(from.getValueType(), column, depth + 1);
          yield Types.MapType.ofOptional(key, value, Types.StringType.get(), values);
        }
        case UNION -> type(member(from, column), column, depth + 1);
        case RECORD -> {
          List<Types.NestedField> fields = new ArrayList<>();
          for (org.apache.avro.Schema.Field field : from.getFields()) {
            String name = column.isEmpty() ? field.name() : column + "." + field.name();
            int id = ++last;
            Type type = type(field.schema(), name, depth + 1);
            fields.add(Types.NestedField.optional(id, field.name(), type));
          }
          yield Types.StructType.of(fields);
        }
        case NULL -> throw unsupported(column, "null alone");
      };
    }

    private static Type ofLong(org.apache.avro.Schema from) {
      String logical = from.getLogicalType() == null ? "" : from.getLogicalType().getName();
      return switch (logical) {
        case "time-micros" -> Types.TimeType.get();
        case "timestamp-millis", "timestamp-micros", "timestamp-nanos" ->
            Boolean.FALSE.equals(from.getObjectProp(AvroSchemaUtil.ADJUST_TO_UTC_PROP))
                ? Types.TimestampType.withoutZone()
                : Types.TimestampType.withZone();
        case "local-timestamp-millis", "local-timestamp-micros", "local-timestamp-nanos" ->
            Types.TimestampType.withoutZone();
        default -> Types.LongType.get();
      };
    }

    private static Type decimalOr(LogicalType logical, Type other, String column)
        throws FileProblem {
      if (!(logical instanceof LogicalTypes.Decimal decimal)) {
        return other;
      }
      if (decimal.getPrecision() > 38) {
        throw unsupported(column, "a decimal of " + decimal.getPrecision() + " digits");
      }
      return Types.DecimalType.of(decimal.getPrecision(), decimal.getScale());
    }

    private static FileProblem unsupported(String column, String what) {
      return new FileProblem(
          "its column " + column + " is " + what + ", which Iceberg does not have",
          "Write it without that column, or with the column as text.");
    }

    private static org.apache.avro.Schema member(org.apache.avro.Schema union, String column)
        throws FileProblem {
      List<org.apache.avro.Schema> members =
          union.getTypes().stream()
              .filter(one -> one.getType() != org.apache.avro.Schema.Type.NULL)
              .toList();
      if (members.size() != 1) {
        throw unsupported(column, "of one of several types");
      }
      return members.get(0);
    }
  }

  private static Object value(Object value, org.apache.avro.Schema from, Type to) {
    if (value == null) {
      return null;
    }
    if (from.getType() == org.apache.avro.Schema.Type.UNION) {
      for (org.apache.avro.Schema member : from.getTypes()) {
        if (member.getType() != org.apache.avro.Schema.Type.NULL) {
          return value(value, member, to);
        }
      }
    }
    return switch (to.typeId()) {
      case DATE -> LocalDate.ofEpochDay((Integer) value);
      case TIME ->
          LocalTime.ofNanoOfDay(
              value instanceof Integer millis ? millis * 1_000_000L : (Long) value * 1_000);
      case TIMESTAMP -> time((Long) value, from, (Types.TimestampType) to);
      case STRING -> value.toString();
      case DECIMAL ->
          new BigDecimal(new BigInteger(bytes(value)), ((Types.DecimalType) to).scale());
      case BINARY -> ByteBuffer.wrap(bytes(value));
      case FIXED -> bytes(value);
      case LIST -> {
        List<Object> list = new ArrayList<>();
        for (Object one : (Collection<?>) value) {
          list.add(value(one, from.getElementType(), to.asListType().elementType()));
        }
        yield list;
      }
      case MAP -> {
        Map<Object, Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) value)
            .forEach(
                (key, one) ->
                    map.put(
                        key.toString(),
                        value(one, from.getValueType(), to.asMapType().valueType())));
        yield map;
      }
      case STRUCT -> {
        Record record = GenericRecord.create(to.asStructType());
        for (int i = 0; i < from.getFields().size(); i++) {
          record.set(
              i,
              value(
                  ((IndexedRecord) value).get(i),
                  from.getFields().get(i).schema(),
                  to.asStructType().fields().get(i).type()));
        }
        yield record;
      }
      default -> value;
    };
  }

  private static Object time(long value, org.apache.avro.Schema from, Types.TimestampType to) {
    String unit = from.getLogicalType().getName();
    Instant instant =
        Instant.EPOCH.plus(
            value,
            unit.endsWith("millis")
                ? ChronoUnit.MILLIS
                : unit.endsWith("micros") ? ChronoUnit.MICROS : ChronoUnit.NANOS);
    return to.shouldAdjustToUTC()
        ? instant.atOffset(ZoneOffset.UTC)
        : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private static byte[] bytes(Object value) {
    if (value instanceof GenericFixed fixed) {
      return fixed.bytes();
    }
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
