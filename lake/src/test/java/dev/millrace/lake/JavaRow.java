package dev.millrace.lake;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** Rows as lists of Java values: written to a sink, and collected by one. */
final class JavaRow implements RowSink {
  /** Marks a column that was not sent. */
  static final Object UNSENT = "(unsent)";

  private final TableSchema schema;
  private final Object[] row;

  JavaRow(TableSchema schema) {
    this.schema = schema;
    this.row = new Object[schema.columns().size()];
  }

  List<Object> row() {
    return new ArrayList<>(Arrays.asList(row));
  }

  /** Reads a table's current state, sorted by the text of its rows. */
  static List<List<Object>> current(
      Lake lake, TableSchema schema, Optional<dev.millrace.api.Position> upTo) {
    return read(
        schema, (sink, endOfRow) -> lake.readCurrent(schema.name(), schema, upTo, sink, endOfRow));
  }

  /** Rows that something hands over, sorted by their text. */
  static List<List<Object>> read(TableSchema schema, BiConsumer<RowSink, Runnable> rows) {
    JavaRow sink = new JavaRow(schema);
    List<List<Object>> read = new ArrayList<>();
    rows.accept(sink, () -> read.add(sink.row()));
    return sorted(read);
  }

  static List<List<Object>> current(Lake lake, TableSchema schema) {
    return current(lake, schema, Optional.empty());
  }

  /** Reads the current-state table by Iceberg's own reader, sorted by the text of its rows. */
  static List<List<Object>> table(Lake lake, TableSchema schema) {
    return table(Bed.current(lake, schema.name()), schema);
  }

  static List<List<Object>> table(Table table, TableSchema schema) {
    JavaRow sink = new JavaRow(schema);
    List<List<Object>> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        for (int i = 0; i < schema.columns().size(); i++) {
          Column column = schema.columns().get(i);
          Object value = record.getField(Meta.columnFor(column.name()));
          if (value == null) {
            sink.putNull(i);
          } else {
            Values.put(sink, i, column.type(), value);
          }
        }
        rows.add(sink.row());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sorted(rows);
  }

  static List<List<Object>> sorted(List<List<Object>> rows) {
    return rows.stream().sorted(Comparator.comparing(Object::toString)).toList();
  }

  static void put(TableSchema schema, List<Object> row, RowSink sink) {
    for (int i = 0; i < row.size(); i++) {
      Object value = row.get(i);
      if (value == null) {
        sink.putNull(i);
      } else if (value == UNSENT) {
        sink.putUnsent(i);
      } else {
        put(schema.columns().get(i).type(), i, value, sink);
      }
    }
  }

  private static void put(ColumnType type, int i, Object value, RowSink sink) {
    switch (type.kind()) {
      case BOOLEAN -> sink.putBoolean(i, (Boolean) value);
      case INT32, DATE -> sink.putInt(i, (Integer) value);
      case INT64, TIME, TIMESTAMP, INSTANT -> sink.putLong(i, (Long) value);
      case FLOAT32 -> sink.putFloat(i, (Float) value);
      case FLOAT64 -> sink.putDouble(i, (Double) value);
      case DECIMAL -> {
        BigInteger unscaled = ((BigDecimal) value).unscaledValue();
        if (type.isCompactDecimal()) {
          sink.putDecimal(i, unscaled.longValueExact());
        } else {
          sink.putDecimal(i, unscaled);
        }
      }
      case TEXT, JSON -> {
        byte[] utf8 = ("x" + value + "y").getBytes(StandardCharsets.UTF_8);
        sink.putText(i, utf8, 1, utf8.length - 2);
      }
      case BYTES -> {
        byte[] bytes = ((String) value).getBytes(StandardCharsets.ISO_8859_1);
        sink.putBytes(i, bytes, 0, bytes.length);
      }
    }
  }

  @Override
  public void putNull(int column) {
    row[column] = null;
  }

  @Override
  public void putUnsent(int column) {
    row[column] = UNSENT;
  }

  @Override
  public void putBoolean(int column, boolean value) {
    row[column] = value;
  }

  @Override
  public void putInt(int column, int value) {
    row[column] = value;
  }

  @Override
  public void putLong(int column, long value) {
    row[column] = value;
  }

  @Override
  public void putFloat(int column, float value) {
    row[column] = value;
  }

  @Override
  public void putDouble(int column, double value) {
    row[column] = value;
  }

  @Override
  public void putDecimal(int column, long unscaled) {
    row[column] = BigDecimal.valueOf(unscaled, schema.columns().get(column).type().scale());
  }

  @Override
  public void putDecimal(int column, BigInteger unscaled) {
    row[column] = new BigDecimal(unscaled, schema.columns().get(column).type().scale());
  }

  @Override
  public void putText(int column, byte[] utf8, int offset, int length) {
    row[column] = new String(utf8, offset, length, StandardCharsets.UTF_8);
  }

  @Override
  public void putBytes(int column, byte[] bytes, int offset, int length) {
    row[column] = new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }
}
