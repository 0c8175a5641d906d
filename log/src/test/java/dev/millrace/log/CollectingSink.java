package dev.millrace.log;

import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects a row as Java values, in the form {@link RandomRows} makes them. */
final class CollectingSink implements RowSink {
  private final TableSchema schema;
  private final Object[] row;

  CollectingSink(TableSchema schema) {
    this.schema = schema;
    this.row = new Object[schema.columns().size()];
  }

  List<Object> row() {
    return new ArrayList<>(Arrays.asList(row));
  }

  @Override
  public void putNull(int column) {
    row[column] = null;
  }

  @Override
  public void putUnsent(int column) {
    row[column] = RandomRows.UNSENT;
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
