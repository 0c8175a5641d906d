package dev.millrace.connectors.conformance;

import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Collects a row by the names of its columns. */
public final class RowMap implements RowSink {
  public static final Object UNSENT =
      new Object() {
        @Override
        public String toString() {
          return "(unsent)";
        }
      };

  private final TableSchema schema;
  private Map<String, Object> row = new LinkedHashMap<>();

  public RowMap(TableSchema schema) {
    this.schema = schema;
  }

  public Map<String, Object> take() {
    Map<String, Object> taken = row;
    row = new LinkedHashMap<>();
    return taken;
  }

  private void put(int column, Object value) {
    row.put(schema.columns().get(column).name(), value);
  }

  private int scale(int column) {
    return schema.columns().get(column).type().scale();
  }

  @Override
  public void putNull(int column) {
    put(column, null);
  }

  @Override
  public void putUnsent(int column) {
    put(column, UNSENT);
  }

  @Override
  public void putBoolean(int column, boolean value) {
    put(column, value);
  }

  @Override
  public void putInt(int column, int value) {
    put(column, value);
  }

  @Override
  public void putLong(int column, long value) {
    put(column, value);
  }

  @Override
  public void putFloat(int column, float value) {
    put(column, value);
  }

  @Override
  public void putDouble(int column, double value) {
    put(column, value);
  }

  @Override
  public void putDecimal(int column, long unscaled) {
    put(column, BigDecimal.valueOf(unscaled, scale(column)));
  }

  @Override
  public void putDecimal(int column, BigInteger unscaled) {
    put(column, new BigDecimal(unscaled, scale(column)));
  }

  @Override
  public void putText(int column, byte[] utf8, int offset, int length) {
    put(column, new String(utf8, offset, length, StandardCharsets.UTF_8));
  }

  @Override
  public void putBytes(int column, byte[] bytes, int offset, int length) {
    put(
        column,
        "0x" + HexFormat.of().formatHex(Arrays.copyOfRange(bytes, offset, offset + length)));
  }
}
