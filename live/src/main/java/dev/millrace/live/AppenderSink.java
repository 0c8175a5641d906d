package dev.millrace.live;

import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import org.duckdb.DuckDBAppender;

/**
 * Appends rows to a DuckDB table. Columns must come in order; what comes in another order goes
 * through a {@link Row} first.
 */
final class AppenderSink implements RowSink, AutoCloseable {
  private final DuckDBAppender appender;
  private final ColumnType[] types;
  private final int[] places;

  /**
   * @param places by the row's column: -1 when the table does not have it
   */
  AppenderSink(DuckDBAppender appender, TableSchema schema, int[] places) {
    this.appender = appender;
    this.types =
        schema.columns().stream().map(dev.millrace.api.Column::type).toArray(ColumnType[]::new);
    this.places = places;
  }

  void begin(String position, long commitMicros) throws SQLException {
    appender.beginRow();
    appender.append(position.getBytes(StandardCharsets.US_ASCII));
    appender.appendEpochMicros(commitMicros);
  }

  /** Begins a row of a table of keys. */
  void beginKey(long ordinal) throws SQLException {
    appender.beginRow();
    appender.append(ordinal);
  }

  void end() throws SQLException {
    appender.endRow();
  }

  void flush() throws SQLException {
    appender.flush();
  }

  @Override
  public void putNull(int column) {
    if (places[column] < 0) {
      return;
    }
    try {
      appender.appendNull();
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  @Override
  public void putUnsent(int column) {
    if (places[column] < 0) {
      return;
    }
    throw new IllegalStateException("Cannot store a column that was not sent: " + column + ".");
  }

  @Override
  public void putBoolean(int column, boolean value) {
    if (places[column] < 0) {
      return;
    }
    try {
      appender.append(value);
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  @Override
  public void putInt(int column, int value) {
    if (places[column] < 0) {
      return;
    }
    try {
      if (types[column].kind() == ColumnType.Kind.DATE) {
        appender.appendEpochDays(value);
      } else {
        appender.append(value);
      }
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  @Override
  public void putLong(int column, long value) {
    if (places[column] < 0) {
      return;
    }
    try {
      switch (types[column].kind()) {
        case TIME -> appender.appendDayMicros(value);
        case TIMESTAMP, INSTANT -> appender.appendEpochMicros(value);
        default -> appender.append(value);
      }
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  @Override
  public void putFloat(int column, float value) {
    if (places[column] < 0) {
      return;
    }
    try {
      appender.append(value);
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  @Override
  public void putDouble(int column, double value) {
    if (places[column] < 0) {
      return;
    }
    try {
      appender.append(value);
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  @Override
  public void putDecimal(int column, long unscaled) {
    if (places[column] < 0) {
      return;
    }
    try {
      // DuckDB keeps a decimal in the narrowest integer that its precision fits.
      int precision = types[column].precision();
      if (precision <= 4) {
        appender.appendDecimal((short) unscaled);
      } else if (precision <= 9) {
        appender.appendDecimal((int) unscaled);
      } else {
        appender.appendDecimal(unscaled);
      }
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  @Override
  public void putDecimal(int column, BigInteger unscaled) {
    if (places[column] < 0) {
      return;
    }
    try {
      appender.appendDecimal(unscaled.longValue(), unscaled.shiftRight(Long.SIZE).longValue());
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  @Override
  public void putText(int column, byte[] utf8, int offset, int length) {
    putBytes(column, utf8, offset, length);
  }

  @Override
  public void putBytes(int column, byte[] bytes, int offset, int length) {
    if (places[column] < 0) {
      return;
    }
    try {
      appender.append(Arrays.copyOfRange(bytes, offset, offset + length));
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  private static IllegalStateException refused(SQLException e) {
    return new IllegalStateException("Cannot append a value to DuckDB.", e);
  }

  @Override
  public void close() {
    try {
      appender.close();
    } catch (SQLException e) {
      // What it held is of a transaction that was rolled back.
      throw refused(e);
    }
  }
}
