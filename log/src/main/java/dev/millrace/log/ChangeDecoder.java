package dev.millrace.log;

import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Reads change records of one table into the columns of one schema, whatever schema each was
 * written with: columns are matched by name, those the writer did not have are NULL, narrower
 * numbers widen, and what has become text is written as text. Not for use by several threads.
 *
 * <p>After {@link #read} the head of the record is there to ask for; {@link #row} and {@link
 * #before} then hand over the values.
 */
public final class ChangeDecoder {
  private static final int HEADER_LENGTH = 10;

  private final TableSchema target;
  private final LongFunction<TableSchema> schemas;
  private final Map<Long, Projection> projections = new HashMap<>();
  private final AvroInput input = new AvroInput();

  private Projection projection;
  private Operation operation = Operation.SNAPSHOT;
  private int epoch;
  private long commit;
  private long sequence;
  private long commitMicros;
  private long capturedMicros;
  private String transaction = "";
  private int unsentAt;
  private int unsentLength;
  private int rowAt;
  private byte[] value = new byte[0];

  /**
   * @param target the columns wanted
   * @param schemas finds a writer's schema by fingerprint, as {@link Schemas#byFingerprint} does
   */
  public ChangeDecoder(TableSchema target, LongFunction<TableSchema> schemas) {
    this.target = target;
    this.schemas = schemas;
  }

  /** The schema into which records are read. */
  public TableSchema target() {
    return target;
  }

  /**
   * Reads the head of a record.
   *
   * @throws IllegalArgumentException when the bytes are no change record
   */
  public void read(byte[] record) {
    long fingerprint = fingerprint(record);
    projection = projections.get(fingerprint);
    if (projection == null) {
      projection = new Projection(schemas.apply(fingerprint), target);
      projections.put(fingerprint, projection);
    }
    value = record;
    input.reset(record, HEADER_LENGTH);
    operation = Operation.of(input.readInt());
    epoch = input.readInt();
    commit = input.readLong();
    sequence = input.readLong();
    commitMicros = input.readLong();
    capturedMicros = input.readLong();
    int length = input.readInt();
    transaction = length == 0 ? "" : new String(record, input.at(), length, StandardCharsets.UTF_8);
    input.skip(length);
    unsentLength = input.readInt();
    unsentAt = input.at();
    input.skip(unsentLength);
    rowAt = input.at();
  }

  /**
   * The fingerprint of the schema a record was written with.
   *
   * @throws IllegalArgumentException when the bytes are no change record
   */
  public static long fingerprint(byte[] record) {
    if (record.length < HEADER_LENGTH
        || ((record[0] & 0xff) | (record[1] & 0xff) << 8) != ChangeEncoder.MARKER) {
      throw new IllegalArgumentException(
          "Cannot read a change record: " + record.length + " bytes without Avro's marker.");
    }
    long fingerprint = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      fingerprint |= (record[2 + i] & 0xffL) << (8 * i);
    }
    return fingerprint;
  }

  public Operation operation() {
    return operation;
  }

  public Position position() {
    return new Position(epoch, commit, sequence);
  }

  /** When the source committed the change, microseconds since 1970 UTC. */
  public long commitMicros() {
    return commitMicros;
  }

  /** When the connector had the change in hand, microseconds since 1970 UTC. */
  public long capturedMicros() {
    return capturedMicros;
  }

  /** The source's name of the transaction; empty when it has none. */
  public String transaction() {
    return transaction;
  }

  /** Whether some column of the row was not sent. */
  public boolean anyUnsent() {
    return unsentLength > 0;
  }

  /** Hands over the row: after the change, or as it was before a delete. */
  public void row(RowSink sink) {
    input.reset(value, rowAt);
    decode(sink, true);
  }

  /** Hands over the row before the change. Returns false when the record has none. */
  public boolean before(RowSink sink) {
    input.reset(value, rowAt);
    for (ColumnType type : projection.types) {
      if (input.readByte() != 0) {
        skip(type);
      }
    }
    if (input.readLong() == 0) {
      return false;
    }
    decode(sink, false);
    return true;
  }

  private void decode(RowSink sink, boolean marked) {
    int[] targets = projection.targets;
    for (int i = 0; i < targets.length; i++) {
      boolean empty = input.readByte() == 0;
      int column = targets[i];
      if (empty) {
        if (column >= 0) {
          if (marked && isUnsent(i)) {
            sink.putUnsent(column);
          } else {
            sink.putNull(column);
          }
        }
      } else if (column < 0) {
        skip(projection.types[i]);
      } else if (projection.same[i]) {
        copy(projection.types[i], column, sink);
      } else {
        Widening.put(projection.types[i], target.columns().get(column).type(), input, column, sink);
      }
    }
    for (int column : projection.absent) {
      sink.putNull(column);
    }
  }

  private boolean isUnsent(int column) {
    return unsentLength > 0 && (value[unsentAt + (column >> 3)] & (1 << (column & 7))) != 0;
  }

  private void skip(ColumnType type) {
    switch (type.kind()) {
      case BOOLEAN -> input.skip(1);
      case INT32, INT64, DATE, TIME, TIMESTAMP, INSTANT -> input.readLong();
      case FLOAT32 -> input.skip(Float.BYTES);
      case FLOAT64 -> input.skip(Double.BYTES);
      case TEXT, JSON, BYTES, DECIMAL -> input.skip(input.readInt());
    }
  }

  private void copy(ColumnType type, int column, RowSink sink) {
    switch (type.kind()) {
      case BOOLEAN -> sink.putBoolean(column, input.readByte() != 0);
      case INT32, DATE -> sink.putInt(column, input.readInt());
      case INT64, TIME, TIMESTAMP, INSTANT -> sink.putLong(column, input.readLong());
      case FLOAT32 ->
          sink.putFloat(column, Float.intBitsToFloat((int) input.readLittleEndian(Float.BYTES)));
      case FLOAT64 ->
          sink.putDouble(column, Double.longBitsToDouble(input.readLittleEndian(Double.BYTES)));
      case DECIMAL -> {
        int length = input.readInt();
        if (type.isCompactDecimal()) {
          sink.putDecimal(column, input.readCompact(length));
        } else {
          sink.putDecimal(column, new BigInteger(value, input.at(), length));
          input.skip(length);
        }
      }
      case TEXT, JSON -> {
        int length = input.readInt();
        sink.putText(column, value, input.at(), length);
        input.skip(length);
      }
      case BYTES -> {
        int length = input.readInt();
        sink.putBytes(column, value, input.at(), length);
        input.skip(length);
      }
    }
  }
}
