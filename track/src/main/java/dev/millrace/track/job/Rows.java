package dev.millrace.track.job;

import dev.millrace.api.Column;
import dev.millrace.api.TableSchema;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

/** Makes rows of one of the model's tables, by the names of its columns. */
final class Rows implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<Column> columns;
  private final Map<String, Integer> places = new HashMap<>();

  Rows(TableSchema table) {
    columns = List.copyOf(table.columns());
    for (int i = 0; i < columns.size(); i++) {
      places.put(columns.get(i).name(), i);
    }
  }

  /** Text of a query's row; empty for NULL. */
  static String text(Row row, String column) {
    Object text = row.getField(column);
    return text == null ? "" : text.toString();
  }

  /** A number of a query's row; NaN for NULL. */
  static double number(Row row, String column) {
    Object number = row.getField(column);
    return number == null ? Double.NaN : ((Number) number).doubleValue();
  }

  /**
   * Begins a row.
   *
   * @param updated when its source committed what made it, in milliseconds since 1970
   */
  Builder row(String system, String key, long updated) {
    return new Builder()
        .text("source_system", system)
        .text("source_key", key)
        .time("updated_at", updated);
  }

  /** A row in the making; what is not named is empty. */
  final class Builder {
    private final GenericRowData row = new GenericRowData(columns.size());

    private Builder() {}

    /** Empty text is none. */
    Builder text(String column, String text) {
      row.setField(places.get(column), text.isEmpty() ? null : StringData.fromString(text));
      return this;
    }

    /** A time in milliseconds since 1970; 0 is none. */
    Builder time(String column, long millis) {
      row.setField(places.get(column), millis == 0 ? null : TimestampData.fromEpochMillis(millis));
      return this;
    }

    /** NaN is none. */
    Builder number(String column, double number) {
      row.setField(places.get(column), Double.isNaN(number) ? null : number);
      return this;
    }

    /** NaN is none. */
    Builder decimal(String column, double number) {
      int place = places.get(column);
      int scale = columns.get(place).type().scale();
      row.setField(
          place,
          Double.isNaN(number)
              ? null
              : DecimalData.fromBigDecimal(
                  BigDecimal.valueOf(number).setScale(scale, RoundingMode.HALF_UP),
                  columns.get(place).type().precision(),
                  scale));
      return this;
    }

    Builder flag(String column, boolean flag) {
      row.setField(places.get(column), flag);
      return this;
    }

    /** The row as it is from now on. */
    RowData there() {
      row.setRowKind(RowKind.UPDATE_AFTER);
      return row;
    }

    /** That there is no such row any more. */
    RowData gone() {
      row.setRowKind(RowKind.DELETE);
      return row;
    }
  }
}
