package dev.millrace.connectors.capture;

import dev.millrace.api.Column;
import dev.millrace.api.TableSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the keys of change records. Not for use by several threads. */
public final class KeyReader {
  private final List<Column> columns = new ArrayList<>();
  private ByteBuffer bytes = ByteBuffer.allocate(0);

  /** For the keys of a table that has one. */
  public KeyReader(TableSchema schema) {
    for (int index : schema.keyIndexes()) {
      columns.add(schema.columns().get(index));
    }
  }

  /** The key's columns. */
  public List<Column> columns() {
    return columns;
  }

  /**
   * The values of a key's columns: a Boolean, Float, Double, BigDecimal, String or byte[]; a Long
   * for all other numbers, days and times.
   */
  public List<Object> read(byte[] key) {
    bytes = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
    List<Object> values = new ArrayList<>();
    for (Column column : columns) {
      values.add(value(column));
    }
    return values;
  }

  private Object value(Column column) {
    return switch (column.type().kind()) {
      case BOOLEAN -> bytes.get() == 1;
      case INT32, INT64, DATE, TIME, TIMESTAMP, INSTANT -> number();
      case FLOAT32 -> bytes.getFloat();
      case FLOAT64 -> bytes.getDouble();
      case DECIMAL -> new BigDecimal(new BigInteger(block()), column.type().scale());
      case TEXT, JSON -> new String(block(), StandardCharsets.UTF_8);
      case BYTES -> block();
    };
  }

  /** Avro's number: zigzag, seven bits a byte, low bits first. */
  private long number() {
    long zigzag = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes.get();
      zigzag |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
  }

  private byte[] block() {
    byte[] block = new byte[(int) number()];
    bytes.get(block);
    return block;
  }
}
