package dev.millrace.api;

import java.io.Serializable;

/**
 * The type of a column, as the change record carries it. {@code spec/types.md} gives the form of
 * each value.
 *
 * @param kind what the value is
 * @param precision decimal digits in all; 0 but for {@link Kind#DECIMAL}
 * @param scale decimal digits after the point; 0 but for {@link Kind#DECIMAL}
 */
public record ColumnType(Kind kind, int precision, int scale) implements Serializable {

  /** What a value is. */
  public enum Kind {
    BOOLEAN,
    INT32,
    INT64,
    FLOAT32,
    FLOAT64,
    DECIMAL,
    TEXT,
    JSON,
    BYTES,
    DATE,
    TIME,
    TIMESTAMP,
    INSTANT
  }

  /** The most digits a decimal may have; wider numbers travel as text. */
  public static final int MAX_PRECISION = 38;

  public static final ColumnType BOOLEAN = new ColumnType(Kind.BOOLEAN, 0, 0);

  /** A signed 32-bit integer. */
  public static final ColumnType INT32 = new ColumnType(Kind.INT32, 0, 0);

  /** A signed 64-bit integer. */
  public static final ColumnType INT64 = new ColumnType(Kind.INT64, 0, 0);

  public static final ColumnType FLOAT32 = new ColumnType(Kind.FLOAT32, 0, 0);
  public static final ColumnType FLOAT64 = new ColumnType(Kind.FLOAT64, 0, 0);

  /** Unicode text. */
  public static final ColumnType TEXT = new ColumnType(Kind.TEXT, 0, 0);

  /** JSON, as the source writes it. */
  public static final ColumnType JSON = new ColumnType(Kind.JSON, 0, 0);

  public static final ColumnType BYTES = new ColumnType(Kind.BYTES, 0, 0);

  /** A day, as days since 1970-01-01. */
  public static final ColumnType DATE = new ColumnType(Kind.DATE, 0, 0);

  /** A time of day, in microseconds since midnight. */
  public static final ColumnType TIME = new ColumnType(Kind.TIME, 0, 0);

  /** A date and time without zone, in microseconds since 1970-01-01T00:00:00. */
  public static final ColumnType TIMESTAMP = new ColumnType(Kind.TIMESTAMP, 0, 0);

  /** A point in time, in microseconds since 1970-01-01T00:00:00Z. */
  public static final ColumnType INSTANT = new ColumnType(Kind.INSTANT, 0, 0);

  public ColumnType {
    if (kind == Kind.DECIMAL) {
      if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision) {
        throw new IllegalArgumentException(
            "Cannot make a decimal of precision " + precision + " and scale " + scale + ".");
      }
    } else if (precision != 0 || scale != 0) {
      throw new IllegalArgumentException("Cannot give a precision to " + kind + ".");
    }
  }

  /**
   * An exact number.
   *
   * @throws IllegalArgumentException unless 1 ≤ precision ≤ 38 and 0 ≤ scale ≤ precision
   */
  public static ColumnType decimal(int precision, int scale) {
    return new ColumnType(Kind.DECIMAL, precision, scale);
  }

  /** Whether the decimal's unscaled value fits a {@code long}. */
  public boolean isCompactDecimal() {
    return kind == Kind.DECIMAL && precision <= 18;
  }

  @Override
  public String toString() {
    return kind == Kind.DECIMAL
        ? "decimal(" + precision + "," + scale + ")"
        : kind.name().toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * Reads a type as {@link #toString()} writes it.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static ColumnType parse(String text) {
    if (text.startsWith("decimal(") && text.endsWith(")")) {
      String[] digits = text.substring("decimal(".length(), text.length() - 1).split(",", -1);
      if (digits.length == 2) {
        return decimal(Integer.parseInt(digits[0].trim()), Integer.parseInt(digits[1].trim()));
      }
    }
    return new ColumnType(Kind.valueOf(text.toUpperCase(java.util.Locale.ROOT)), 0, 0);
  }
}
