package dev.millrace.app.runtime;

import dev.millrace.api.RowSink;
import java.math.BigInteger;

/**
 * Counts rows and adds up a 64-bit hash of each, so that two readings of a table can be compared
 * whatever order they come in. Equal values give equal hashes whatever call brings them.
 */
final class RowChecksum implements RowSink {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final long NULL = 1;
  private static final long UNSENT = 2;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private long rows;
  private long sum;
  private long row;

  /** To be called after the columns of each row. */
  void endOfRow() {
    sum += mix(row);
    row = 0;
    rows++;
  }

  long rows() {
    return rows;
  }

  String sum() {
    return String.format("%016x", sum);
  }

  boolean sameAs(RowChecksum other) {
    return rows == other.rows && sum == other.sum;
  }

  /**
   * Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014: the finaliser.
   */
  private static long mix(long value) {
    long mixed = value + GOLDEN;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  private void add(int column, long value) {
    // Columns may come in any order, so each is tied to its place and they are added.
    row += mix(mix(value) ^ (column * GOLDEN));
  }

  private static long hash(byte[] bytes, int offset, int length) {
    long hash = FNV_OFFSET;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * FNV_PRIME;
    }
    return hash ^ length;
  }

  @Override
  public void putNull(int column) {
    add(column, NULL);
  }

  @Override
  public void putUnsent(int column) {
    add(column, UNSENT);
  }

  @Override
  public void putBoolean(int column, boolean value) {
    add(column, value ? 5 : 4);
  }

  @Override
  public void putInt(int column, int value) {
    putLong(column, value);
  }

  @Override
  public void putLong(int column, long value) {
    add(column, mix(value));
  }

  @Override
  public void putFloat(int column, float value) {
    putDouble(column, value);
  }

  @Override
  public void putDouble(int column, double value) {
    add(column, mix(Double.doubleToLongBits(value)));
  }

  @Override
  public void putDecimal(int column, long unscaled) {
    putLong(column, unscaled);
  }

  @Override
  public void putDecimal(int column, BigInteger unscaled) {
    if (unscaled.bitLength() < Long.SIZE) {
      putLong(column, unscaled.longValueExact());
    } else {
      byte[] bytes = unscaled.toByteArray();
      putBytes(column, bytes, 0, bytes.length);
    }
  }

  @Override
  public void putText(int column, byte[] utf8, int offset, int length) {
    putBytes(column, utf8, offset, length);
  }

  @Override
  public void putBytes(int column, byte[] bytes, int offset, int length) {
    add(column, hash(bytes, offset, length));
  }
}
