package dev.millrace.log;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Tables and rows made at random from a seed; a row is a list of Java values. */
final class RandomRows {
  /** Marks a column that the source did not send. */
  static final Object UNSENT = new Object();

  private static final List<ColumnType> TYPES =
      List.of(
          ColumnType.BOOLEAN,
          ColumnType.INT32,
          ColumnType.INT64,
          ColumnType.FLOAT32,
          ColumnType.FLOAT64,
          ColumnType.TEXT,
          ColumnType.JSON,
          ColumnType.BYTES,
          ColumnType.DATE,
          ColumnType.TIME,
          ColumnType.TIMESTAMP,
          ColumnType.INSTANT,
          ColumnType.decimal(12, 2),
          ColumnType.decimal(18, 18),
          ColumnType.decimal(38, 10));

  private final Random random;

  RandomRows(long seed) {
    random = new Random(seed);
  }

  TableSchema schema() {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.of("id", ColumnType.INT64));
    int count = random.nextInt(20);
    for (int i = 0; i < count; i++) {
      columns.add(Column.of("column " + i, TYPES.get(random.nextInt(TYPES.size()))));
    }
    return new TableSchema(TableName.raw("a", "b", "c"), columns, List.of("id"));
  }

  List<Object> row(TableSchema schema) {
    List<Object> row = new ArrayList<>();
    for (Column column : schema.columns()) {
      boolean key = schema.key().contains(column.name());
      int luck = random.nextInt(10);
      row.add(!key && luck == 0 ? null : !key && luck == 1 ? UNSENT : value(column.type()));
    }
    return row;
  }

  private Object value(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> random.nextBoolean();
      case INT32, DATE -> random.nextInt() >> random.nextInt(32);
      case INT64, TIME, TIMESTAMP, INSTANT -> random.nextLong() >> random.nextInt(64);
      case FLOAT32 -> random.nextFloat();
      case FLOAT64 -> random.nextDouble();
      case DECIMAL -> {
        BigInteger most = BigInteger.TEN.pow(type.precision());
        BigInteger unscaled = new BigInteger(random.nextInt(120) + 1, random).mod(most);
        yield new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), type.scale());
      }
      case TEXT, JSON -> "é\uD83D\uDE00".repeat(random.nextInt(4)) + random.nextInt();
      case BYTES -> {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        yield new String(bytes, StandardCharsets.ISO_8859_1);
      }
    };
  }

  /** Gives a row to a sink, column by column. */
  static void put(TableSchema schema, List<Object> row, RowSink sink) {
    for (int i = 0; i < row.size(); i++) {
      ColumnType type = schema.columns().get(i).type();
      Object value = row.get(i);
      if (value == null) {
        sink.putNull(i);
      } else if (value == UNSENT) {
        sink.putUnsent(i);
      } else {
        put(type, i, value, sink);
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
}
