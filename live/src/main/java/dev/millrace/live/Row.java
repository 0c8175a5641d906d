package dev.millrace.live;

import dev.millrace.api.RowSink;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * One row, held. Only rows that cannot go straight through need it: those with columns that were
 * not sent, and those written in another order of columns.
 */
final class Row implements RowSink {
  private static final Object UNSENT = new Object();

  private record Decimal(long unscaled) {}

  private static final class Text {
    private final byte[] utf8;

    Text(byte[] utf8) {
      this.utf8 = utf8;
    }
  }

  private final Object[] values;

  Row(int columns) {
    values = new Object[columns];
    Arrays.fill(values, UNSENT);
  }

  /** Whether some column has no value yet. */
  boolean anyUnsent() {
    for (Object value : values) {
      if (value == UNSENT) {
        return true;
      }
    }
    return false;
  }

  /** Takes the columns that have no value from another row. */
  void fillFrom(Row other) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == UNSENT) {
        values[i] = other.values[i];
      }
    }
  }

  /** Makes the columns that have no value empty. Returns whether there were any. */
  boolean fillNull() {
    boolean any = false;
    for (int i = 0; i < values.length; i++) {
      if (values[i] == UNSENT) {
        values[i] = null;
        any = true;
      }
    }
    return any;
  }

  /** Hands over all columns in order. */
  void emit(RowSink sink) {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value == null) {
        sink.putNull(i);
      } else if (value == UNSENT) {
        sink.putUnsent(i);
      } else if (value instanceof Boolean v) {
        sink.putBoolean(i, v);
      } else if (value instanceof Integer v) {
        sink.putInt(i, v);
      } else if (value instanceof Long v) {
        sink.putLong(i, v);
      } else if (value instanceof Float v) {
        sink.putFloat(i, v);
      } else if (value instanceof Double v) {
        sink.putDouble(i, v);
      } else if (value instanceof Decimal v) {
        sink.putDecimal(i, v.unscaled());
      } else if (value instanceof BigInteger v) {
        sink.putDecimal(i, v);
      } else if (value instanceof Text v) {
        sink.putText(i, v.utf8, 0, v.utf8.length);
      } else if (value instanceof byte[] v) {
        sink.putBytes(i, v, 0, v.length);
      }
    }
  }

  @Override
  public void putNull(int column) {
    values[column] = null;
  }

  @Override
  public void putUnsent(int column) {
    // What is there stays.
  }

  @Override
  public void putBoolean(int column, boolean value) {
    values[column] = value;
  }

  @Override
  public void putInt(int column, int value) {
    values[column] = value;
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
    values[column] = new Decimal(unscaled);
  }

  @Override
  public void putDecimal(int column, BigInteger unscaled) {
    values[column] = unscaled;
  }

  @Override
  public void putText(int column, byte[] utf8, int offset, int length) {
    values[column] = new Text(Arrays.copyOfRange(utf8, offset, offset + length));
  }

  @Override
  public void putBytes(int column, byte[] bytes, int offset, int length) {
    values[column] = Arrays.copyOfRange(bytes, offset, offset + length);
  }
}
