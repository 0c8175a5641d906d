package dev.millrace.track.reading;

import dev.millrace.api.Column;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A row of {@code model.sensor_status}: what a sensor travels with. */
public final class StatusRow implements RowSink {
  /** The table. */
  public static final TableName TABLE = TableName.model("sensor_status");

  private static final List<String> TEXTS =
      List.of(
          "source_system", "source_key", "shipment_key", "transport_mode", "carrier", "customer");
  private static final List<String> FLAGS = List.of("late", "beyond_limit");

  private final String[] texts = new String[TEXTS.size()];
  private final boolean[] flags = new boolean[FLAGS.size()];

  /** The columns that it takes, of the table as it is known here. */
  public static TableSchema columns(TableSchema status) {
    List<Column> columns =
        Stream.concat(TEXTS.stream(), FLAGS.stream())
            .map(column -> status.columns().get(status.indexOf(column).orElseThrow()))
            .toList();
    return new TableSchema(status.name(), columns, List.of());
  }

  /** Forgets everything, for the next row. */
  public void clear() {
    Arrays.fill(texts, null);
    Arrays.fill(flags, false);
  }

  /**
   * A text; empty when there is none.
   *
   * @param column one of the table's columns that hold text
   */
  public Optional<String> text(String column) {
    return Optional.ofNullable(texts[TEXTS.indexOf(column)]);
  }

  /**
   * Whether something is so.
   *
   * @param column one of the table's columns that hold truth values
   */
  public boolean flag(String column) {
    return flags[FLAGS.indexOf(column)];
  }

  @Override
  public void putText(int column, byte[] utf8, int offset, int length) {
    texts[column] = new String(utf8, offset, length, StandardCharsets.UTF_8);
  }

  @Override
  public void putBoolean(int column, boolean value) {
    flags[column - TEXTS.size()] = value;
  }

  @Override
  public void putNull(int column) {}

  @Override
  public void putUnsent(int column) {}

  @Override
  public void putInt(int column, int value) {
    throw unexpected();
  }

  @Override
  public void putLong(int column, long value) {
    throw unexpected();
  }

  @Override
  public void putFloat(int column, float value) {
    throw unexpected();
  }

  @Override
  public void putDouble(int column, double value) {
    throw unexpected();
  }

  @Override
  public void putDecimal(int column, long unscaled) {
    throw unexpected();
  }

  @Override
  public void putDecimal(int column, BigInteger unscaled) {
    throw unexpected();
  }

  @Override
  public void putBytes(int column, byte[] bytes, int offset, int length) {
    throw unexpected();
  }

  private static IllegalStateException unexpected() {
    return new IllegalStateException(
        "Cannot read what sensors travel with: a column has another type.");
  }
}
