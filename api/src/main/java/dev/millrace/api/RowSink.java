package dev.millrace.api;

import java.math.BigInteger;

/**
 * Takes the values of one row, one call a column. What reads rows calls it; what needs them in a
 * form of its own implements it, so that no generic row stands between the two. Columns come in
 * order, unless they are read into another schema than they were written with.
 *
 * <p>Buffers passed in are the caller's and change after the call returns.
 */
public interface RowSink {

  /** The column is empty. */
  void putNull(int column);

  /**
   * The source did not send the column, because it did not change. It is not empty: it has the
   * value it had before.
   */
  void putUnsent(int column);

  void putBoolean(int column, boolean value);

  /** An INT32, or a DATE as days since 1970-01-01. */
  void putInt(int column, int value);

  /** An INT64, or a TIME, TIMESTAMP or INSTANT in microseconds. */
  void putLong(int column, long value);

  void putFloat(int column, float value);

  void putDouble(int column, double value);

  /** A DECIMAL of at most 18 digits: its value times ten to the power of its scale. */
  void putDecimal(int column, long unscaled);

  /** A DECIMAL of more than 18 digits: its value times ten to the power of its scale. */
  void putDecimal(int column, BigInteger unscaled);

  /** TEXT or JSON in UTF-8. */
  void putText(int column, byte[] utf8, int offset, int length);

  /** BYTES. */
  void putBytes(int column, byte[] bytes, int offset, int length);
}
