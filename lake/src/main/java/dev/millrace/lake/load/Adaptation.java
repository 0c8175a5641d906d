package dev.millrace.lake.load;

import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.MapType;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StructType;

/** Makes a table's records of a file's: columns by name, values in the table's wider types. */
final class Adaptation {
  private final StructType from;
  private final StructType to;
  private final int[] places;

  /**
   * @param names gives the table's name for a column of the file
   */
  Adaptation(StructType from, StructType to, UnaryOperator<String> names) {
    this.from = from;
    this.to = to;
    this.places = places(from, to, names);
  }

  private static int[] places(StructType from, StructType to, UnaryOperator<String> names) {
    int[] places = new int[from.fields().size()];
    for (int i = 0; i < places.length; i++) {
      String name = names.apply(from.fields().get(i).name());
      NestedField target = to.field(name);
      places[i] = to.fields().indexOf(target);
      if (target == null) {
        throw new IllegalStateException("Cannot place column " + name);
      }
    }
    return places;
  }

  /** A record of the table; columns that the file lacks are NULL. */
  Record apply(Record row) throws FileProblem {
    Record record = GenericRecord.create(to);
    for (int i = 0; i < places.length; i++) {
      NestedField source = from.fields().get(i);
      Object value = row.get(i);
      record.set(
          places[i], value(value, source.type(), to.fields().get(places[i]).type(), source.name()));
    }
    return record;
  }

  private static Object value(Object value, Type from, Type to, String column) throws FileProblem {
    if (value == null) {
      return null;
    }
    return switch (to.typeId()) {
      case LONG -> ((Number) value).longValue();
      case DOUBLE -> ((Number) value).doubleValue();
      case TIMESTAMP -> micros((TemporalAccessor) value, column);
      case STRUCT ->
          new Adaptation(from.asStructType(), to.asStructType(), UnaryOperator.identity())
              .apply((Record) value);
      case LIST -> {
        Type element = from.asListType().elementType();
        List<Object> list = new ArrayList<>();
        for (Object one : (List<?>) value) {
          list.add(value(one, element, to.asListType().elementType(), column));
        }
        yield list;
      }
      case MAP -> {
        MapType source = from.asMapType();
        MapType target = to.asMapType();
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> one : ((Map<?, ?>) value).entrySet()) {
          map.put(
              value(one.getKey(), source.keyType(), target.keyType(), column),
              value(one.getValue(), source.valueType(), target.valueType(), column));
        }
        yield map;
      }
      default -> value;
    };
  }

  private static Object micros(TemporalAccessor time, String column) throws FileProblem {
    if (time.get(ChronoField.NANO_OF_SECOND) % 1_000 != 0) {
      throw new FileProblem(
          "its column " + column + " has a time that is finer than a microsecond",
          "Write it with microseconds, if the rest may go.");
    }
    return time;
  }
}
