package dev.millrace.flow;

import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/** Makes Flink's rows from the log's values. */
final class RowDataSink implements RowSink {
  private final ColumnType[] types;
  private final int[] places;
  private GenericRowData row = new GenericRowData(0);
  private boolean keepUnsent;

  /**
   * @param schema of the values that come
   * @param places where each column stands in the row
   */
  RowDataSink(TableSchema schema, int[] places) {
    this.places = places.clone();
    types = schema.columns().stream().map(column -> column.type()).toArray(ColumnType[]::new);
  }

  /** Fills this row from now on; columns that were not sent become empty. */
  void fill(GenericRowData target) {
    row = target;
    keepUnsent = false;
  }

  /** Fills this row from now on; columns that were not sent keep what is there. */
  void fillOver(GenericRowData target) {
    row = target;
    keepUnsent = true;
  }

  @Override
  public void putNull(int column) {
    row.setField(places[column], null);
  }

  @Override
  public void putUnsent(int column) {
    if (!keepUnsent) {
      row.setField(places[column], null);
    }
  }

  @Override
  public void putBoolean(int column, boolean value) {
    row.setField(places[column], value);
  }

  @Override
  public void putInt(int column, int value) {
    row.setField(places[column], value);
  }

  @Override
  public void putLong(int column, long value) {
    row.setField(
        places[column],
        switch (types[column].kind()) {
          case TIMESTAMP, INSTANT -> timestamp(value);
          case TIME ->
              StringData.fromString(LocalTime.MIDNIGHT.plus(value, ChronoUnit.MICROS).toString());
          default -> value;
        });
  }

  static TimestampData timestamp(long micros) {
    return TimestampData.fromEpochMillis(
        Math.floorDiv(micros, 1000L), (int) Math.floorMod(micros, 1000L) * 1000);
  }

  @Override
  public void putFloat(int column, float value) {
    row.setField(places[column], value);
  }

  @Override
  public void putDouble(int column, double value) {
    row.setField(places[column], value);
  }

  @Override
  public void putDecimal(int column, long unscaled) {
    ColumnType type = types[column];
    row.setField(
        places[column], DecimalData.fromUnscaledLong(unscaled, type.precision(), type.scale()));
  }

  @Override
  public void putDecimal(int column, BigInteger unscaled) {
    ColumnType type = types[column];
    row.setField(
        places[column],
        DecimalData.fromBigDecimal(
            new BigDecimal(unscaled, type.scale()), type.precision(), type.scale()));
  }

  @Override
  public void putText(int column, byte[] utf8, int offset, int length) {
    row.setField(
        places[column], StringData.fromBytes(Arrays.copyOfRange(utf8, offset, offset + length)));
  }

  @Override
  public void putBytes(int column, byte[] bytes, int offset, int length) {
    row.setField(places[column], Arrays.copyOfRange(bytes, offset, offset + length));
  }
}
