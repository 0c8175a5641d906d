package dev.millrace.live;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Reads stored values back in the form in which the log gave them. */
final class StoredRows {
  private StoredRows() {}

  /** What to select, so that {@link #put} finds a value's canonical form. */
  static String expression(String column, ColumnType type) {
    return switch (type.kind()) {
      case DATE -> "date_diff('day', DATE '1970-01-01', " + column + ")";
      case TIME, TIMESTAMP, INSTANT -> "epoch_us(" + column + ")";
      case JSON -> "CAST(" + column + " AS VARCHAR)";
      default -> column;
    };
  }

  /** Hands over the columns of one row, the first of which stands at {@code from} in the result. */
  static void put(ResultSet result, int from, List<Column> columns, RowSink sink)
      throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      put(result, from + i, i, columns.get(i).type(), sink);
    }
  }

  private static void put(ResultSet result, int at, int column, ColumnType type, RowSink sink)
      throws SQLException {
    if (result.getObject(at) == null) {
      sink.putNull(column);
      return;
    }
    switch (type.kind()) {
      case BOOLEAN -> sink.putBoolean(column, result.getBoolean(at));
      case INT32, DATE -> sink.putInt(column, result.getInt(at));
      case INT64, TIME, TIMESTAMP, INSTANT -> sink.putLong(column, result.getLong(at));
      case FLOAT32 -> sink.putFloat(column, result.getFloat(at));
      case FLOAT64 -> sink.putDouble(column, result.getDouble(at));
      case DECIMAL -> {
        BigDecimal value = result.getBigDecimal(at);
        if (type.isCompactDecimal()) {
          sink.putDecimal(column, value.unscaledValue().longValueExact());
        } else {
          sink.putDecimal(column, value.unscaledValue());
        }
      }
      case TEXT, JSON -> {
        byte[] utf8 = result.getString(at).getBytes(StandardCharsets.UTF_8);
        sink.putText(column, utf8, 0, utf8.length);
      }
      case BYTES -> {
        byte[] bytes = result.getBytes(at);
        sink.putBytes(column, bytes, 0, bytes.length);
      }
    }
  }
}
