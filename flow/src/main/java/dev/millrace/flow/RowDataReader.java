package dev.millrace.flow;

import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import java.math.BigInteger;
import java.time.LocalTime;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;

/** Hands the values of Flink's rows to a sink. */
final class RowDataReader {
  private final ColumnType[] types;

  RowDataReader(TableSchema schema) {
    types = schema.columns().stream().map(column -> column.type()).toArray(ColumnType[]::new);
  }

  void read(RowData row, RowSink sink) {
    for (int i = 0; i < types.length; i++) {
      if (row.isNullAt(i)) {
        sink.putNull(i);
      } else {
        put(row, i, types[i], sink);
      }
    }
  }

  private static void put(RowData row, int i, ColumnType type, RowSink sink) {
    switch (type.kind()) {
      case BOOLEAN -> sink.putBoolean(i, row.getBoolean(i));
      case INT32, DATE -> sink.putInt(i, row.getInt(i));
      case INT64 -> sink.putLong(i, row.getLong(i));
      case FLOAT32 -> sink.putFloat(i, row.getFloat(i));
      case FLOAT64 -> sink.putDouble(i, row.getDouble(i));
      case TIMESTAMP, INSTANT -> sink.putLong(i, micros(row.getTimestamp(i, 6)));
      case TIME ->
          sink.putLong(i, LocalTime.parse(row.getString(i).toString()).toNanoOfDay() / 1000);
      case TEXT, JSON -> {
        byte[] utf8 = row.getString(i).toBytes();
        sink.putText(i, utf8, 0, utf8.length);
      }
      case BYTES -> {
        byte[] bytes = row.getBinary(i);
        sink.putBytes(i, bytes, 0, bytes.length);
      }
      case DECIMAL -> {
        DecimalData decimal = row.getDecimal(i, type.precision(), type.scale());
        if (type.isCompactDecimal()) {
          sink.putDecimal(i, decimal.toUnscaledLong());
        } else {
          sink.putDecimal(i, new BigInteger(decimal.toUnscaledBytes()));
        }
      }
    }
  }

  static long micros(TimestampData timestamp) {
    return timestamp.getMillisecond() * 1000L + timestamp.getNanoOfMillisecond() / 1000;
  }
}
