package dev.millrace.track.reading;

import dev.millrace.api.Column;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.track.journey.Fix;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A row of {@code model.sensor_reading}, as far as it tells where a sensor is, and what is there.
 */
public final class ReadingRow implements RowSink, Serializable {
  private static final long serialVersionUID = 1L;

  /** The table. */
  public static final TableName TABLE = TableName.model("sensor_reading");

  private static final byte[] BETWEEN = {0};
  private static final int SYSTEM = 0;
  private static final int LATITUDE = 3;
  private static final int LONGITUDE = 4;
  private static final int SPEED = 5;
  private static final int HEADING = 6;
  private static final int VALUE = 7;
  private static final List<String> COLUMNS =
      List.of(
          "source_system",
          "sensor_key",
          "measured_at",
          "latitude",
          "longitude",
          "speed_kmh",
          "heading_deg",
          "measured_value");

  private final double[] numbers = new double[COLUMNS.size()];
  private long micros;
  private final Text system = new Text();
  private final Text sensor = new Text();

  /** Source and sensor, with a byte of 0 between. */
  private final Text name = new Text();

  /** Text in UTF-8 that is used again and again. */
  public static final class Text implements Serializable {
    private static final long serialVersionUID = 1L;
    private byte[] bytes = new byte[32];
    private int length;

    /** The text is at the beginning. */
    public byte[] bytes() {
      return bytes;
    }

    /** How many bytes it has. */
    public int length() {
      return length;
    }

    private void add(byte[] utf8, int from, int count) {
      if (length + count > bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * (length + count));
      }
      System.arraycopy(utf8, from, bytes, length, count);
      length += count;
    }
  }

  /** The columns that it takes, of the table as it is known here. */
  public static TableSchema columns(TableSchema readings) {
    List<Column> columns =
        COLUMNS.stream()
            .map(column -> readings.columns().get(readings.indexOf(column).orElseThrow()))
            .toList();
    return new TableSchema(readings.name(), columns, List.of());
  }

  /** Forgets everything, for the next row. */
  public void clear() {
    system.length = 0;
    sensor.length = 0;
    micros = Long.MIN_VALUE;
    Arrays.fill(numbers, Double.NaN);
  }

  /** Source and sensor in UTF-8, with a byte of 0 between: of the last {@link #fix}. */
  public Text name() {
    return name;
  }

  /** Where the sensor is; empty when the row does not say that of a sensor, a place and a time. */
  public Optional<Fix> fix() {
    return reading().filter(Fix::hasPlace);
  }

  /**
   * What the sensor says, perhaps without a place; empty when the row does not say of a sensor and
   * a time where it was or what it measured.
   */
  public Optional<Fix> reading() {
    double latitude = numbers[LATITUDE];
    double longitude = numbers[LONGITUDE];
    boolean placed = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 360;
    float value = (float) numbers[VALUE];
    if (system.length == 0
        || sensor.length == 0
        || micros <= 0
        || (!placed && Float.isNaN(value))) {
      return Optional.empty();
    }
    name.length = 0;
    name.add(system.bytes, 0, system.length);
    name.add(BETWEEN, 0, 1);
    name.add(sensor.bytes, 0, sensor.length);
    long time = micros / 1000;
    return Optional.of(
        placed
            ? Fix.of(
                time, latitude, longitude, (float) numbers[SPEED], (float) numbers[HEADING], value)
            : Fix.measured(time, value));
  }

  @Override
  public void putText(int column, byte[] utf8, int offset, int length) {
    (column == SYSTEM ? system : sensor).add(utf8, offset, length);
  }

  @Override
  public void putLong(int column, long value) {
    micros = value;
  }

  @Override
  public void putDouble(int column, double value) {
    numbers[column] = value;
  }

  @Override
  public void putNull(int column) {}

  @Override
  public void putUnsent(int column) {}

  @Override
  public void putBoolean(int column, boolean value) {
    throw unexpected(column);
  }

  @Override
  public void putInt(int column, int value) {
    throw unexpected(column);
  }

  @Override
  public void putFloat(int column, float value) {
    throw unexpected(column);
  }

  @Override
  public void putDecimal(int column, long unscaled) {
    throw unexpected(column);
  }

  @Override
  public void putDecimal(int column, BigInteger unscaled) {
    throw unexpected(column);
  }

  @Override
  public void putBytes(int column, byte[] bytes, int offset, int length) {
    throw unexpected(column);
  }

  private static IllegalStateException unexpected(int column) {
    return new IllegalStateException(
        "Cannot read column " + COLUMNS.get(column) + " of sensor readings: it has another type.");
  }
}
