package dev.millrace.log;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes change records of one table, as {@code spec/change-record.md} defines them. Call {@link
 * #begin}, give the row's columns in order to the sink it returns, perhaps the same for {@link
 * #before}, then take {@link #key} and {@link #value}. Not for use by several threads.
 */
public final class ChangeEncoder {
  /** What opens every record: Avro's single-object marker. */
  static final int MARKER = 0x01c3;

  private static final int MARKER_LENGTH = 2;
  private static final int HEADER_LENGTH = MARKER_LENGTH + 8;

  private final int columns;
  private final int[] keyIndexes;
  private final boolean keyed;
  private final long fingerprint;
  private final AvroOutput head = new AvroOutput();
  private final AvroOutput row = new AvroOutput();
  private final AvroOutput before = new AvroOutput();
  private final AvroOutput out = new AvroOutput();
  private final int[] ends;
  private final byte[] unsent;
  private final Columns rowSink = new Columns(row);
  private final Columns beforeSink = new Columns(before);
  private boolean anyUnsent;

  /**
   * @param schema of the table
   * @param fingerprint of the schema, from {@link Schemas#publish}
   */
  public ChangeEncoder(TableSchema schema, long fingerprint) {
    this.columns = schema.columns().size();
    this.keyIndexes = schema.keyIndexes();
    this.keyed = schema.keyed();
    this.fingerprint = fingerprint;
    this.ends = new int[columns];
    this.unsent = new byte[(columns + 7) / 8];
  }

  /**
   * Begins a record.
   *
   * @param commitMicros when the source committed the change, microseconds since 1970 UTC
   * @param capturedMicros when the connector had it in hand
   * @param transaction the source's name of the transaction; empty when it has none
   * @return takes the row after the change, each column in order; for a delete the row as it was,
   *     its key's columns at least
   */
  public RowSink begin(
      Operation operation,
      Position position,
      long commitMicros,
      long capturedMicros,
      String transaction) {
    head.clear();
    row.clear();
    before.clear();
    if (anyUnsent) {
      Arrays.fill(unsent, (byte) 0);
      anyUnsent = false;
    }
    head.writeLittleEndian(MARKER, MARKER_LENGTH);
    head.writeLittleEndian(fingerprint, HEADER_LENGTH - MARKER_LENGTH);
    head.writeLong(operation.code());
    head.writeLong(position.epoch());
    head.writeLong(position.commit());
    head.writeLong(position.sequence());
    head.writeLong(commitMicros);
    head.writeLong(capturedMicros);
    byte[] name = transaction.getBytes(StandardCharsets.UTF_8);
    head.writeBytes(name, 0, name.length);
    rowSink.next = 0;
    beforeSink.next = -1;
    return rowSink;
  }

  /** Takes the row before the change; only when the source gives all of it. */
  public RowSink before() {
    beforeSink.next = 0;
    return beforeSink;
  }

  /**
   * The record's key: the key columns' Avro forms in key order. It has no fingerprint in front, so
   * that a key stays the same bytes when another column changes or an integer is widened.
   */
  public byte[] key() {
    requireWhole();
    out.clear();
    for (int index : keyIndexes) {
      int from = index == 0 ? 0 : ends[index - 1];
      // The first byte of a column is its union's branch; a key's columns are never empty.
      row.copyTo(out, keyed ? from + 1 : from, ends[index]);
    }
    return out.bytes();
  }

  /** The record's value. */
  public byte[] value() {
    requireWhole();
    out.clear();
    head.copyTo(out, 0, head.size());
    out.writeBytes(unsent, 0, anyUnsent ? unsent.length : 0);
    row.copyTo(out, 0, row.size());
    out.writeLong(beforeSink.next == columns ? 1 : 0);
    before.copyTo(out, 0, before.size());
    return out.bytes();
  }

  private void requireWhole() {
    if (rowSink.next != columns || (beforeSink.next != -1 && beforeSink.next != columns)) {
      throw new IllegalStateException(
          "Cannot encode a change: " + rowSink.next + " of " + columns + " columns were given.");
    }
  }

  /** Writes each column as a union of null and its type. */
  private final class Columns implements RowSink {
    private static final int NULL = 0;
    private static final int VALUE = 2;

    private final AvroOutput output;
    private int next;

    Columns(AvroOutput output) {
      this.output = output;
    }

    private AvroOutput open(int column, int branch) {
      if (column != next) {
        throw new IllegalStateException(
            "Cannot encode column " + column + ": column " + next + " is next.");
      }
      output.writeByte(branch);
      return output;
    }

    private void close() {
      if (this == rowSink) {
        ends[next] = output.size();
      }
      next++;
    }

    @Override
    public void putNull(int column) {
      open(column, NULL);
      close();
    }

    @Override
    public void putUnsent(int column) {
      if (this == rowSink) {
        unsent[column >> 3] |= (byte) (1 << (column & 7));
        anyUnsent = true;
      }
      putNull(column);
    }

    @Override
    public void putBoolean(int column, boolean value) {
      open(column, VALUE).writeByte(value ? 1 : 0);
      close();
    }

    @Override
    public void putInt(int column, int value) {
      open(column, VALUE).writeLong(value);
      close();
    }

    @Override
    public void putLong(int column, long value) {
      open(column, VALUE).writeLong(value);
      close();
    }

    @Override
    public void putFloat(int column, float value) {
      open(column, VALUE).writeLittleEndian(Float.floatToRawIntBits(value), Float.BYTES);
      close();
    }

    @Override
    public void putDouble(int column, double value) {
      open(column, VALUE).writeLittleEndian(Double.doubleToRawLongBits(value), Double.BYTES);
      close();
    }

    @Override
    public void putDecimal(int column, long unscaled) {
      open(column, VALUE).writeCompactDecimal(unscaled);
      close();
    }

    @Override
    public void putDecimal(int column, BigInteger unscaled) {
      byte[] bytes = unscaled.toByteArray();
      open(column, VALUE).writeBytes(bytes, 0, bytes.length);
      close();
    }

    @Override
    public void putText(int column, byte[] utf8, int offset, int length) {
      open(column, VALUE).writeBytes(utf8, offset, length);
      close();
    }

    @Override
    public void putBytes(int column, byte[] bytes, int offset, int length) {
      open(column, VALUE).writeBytes(bytes, offset, length);
      close();
    }
  }
}
