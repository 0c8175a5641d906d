package dev.millrace.log.rows;

import dev.millrace.api.RowSink;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** The values of one row, by the place of their column among those that were asked for. */
public final class Values implements RowSink {
  private final Object[] values;

  /** Without any value yet. */
  public Values(int columns) {
    values = new Object[columns];
  }

  /** A text; empty when there is none. */
  public String text(int column) {
    return values[column] instanceof String text ? text : "";
  }

  /** A number as the log has it: a decimal without its point, a time in microseconds; or 0. */
  public long number(int column) {
    return values[column] instanceof Long number ? number : 0;
  }

  /** A truth value; false when there is none. */
  public boolean flag(int column) {
    return Boolean.TRUE.equals(values[column]);
  }

  /** The row that the values of two columns name. */
  public RowKey key(int system, int key) {
    return new RowKey(text(system).intern(), text(key));
  }

  @Override
  public void putNull(int column) {
    values[column] = null;
  }

  @Override
  public void putUnsent(int column) {
    values[column] = null;
  }

  @Override
  public void putBoolean(int column, boolean value) {
    values[column] = value;
  }

  @Override
  public void putInt(int column, int value) {
    values[column] = (long) value;
  }

  @Override
  public void putLong(int column, long value) {
    values[column] = value;
  }

  @Override
  public void putFloat(int column, float value) {
    values[column] = value;
  }

  @Override
  public void putDouble(int column, double value) {
    values[column] = value;
  }

  @Override
  public void putDecimal(int column, long unscaled) {
    values[column] = unscaled;
  }

  @Override
  public void putDecimal(int column, BigInteger unscaled) {
    values[column] = unscaled;
  }

  @Override
  public void putText(int column, byte[] utf8, int offset, int length) {
    values[column] = new String(utf8, offset, length, StandardCharsets.UTF_8);
  }

  @Override
  public void putBytes(int column, byte[] bytes, int offset, int length) {
    // No column that is asked for is of this type.
    values[column] = null;
  }
}
