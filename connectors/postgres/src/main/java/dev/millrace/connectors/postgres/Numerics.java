package dev.millrace.connectors.postgres;

import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;
import dev.millrace.connectors.capture.UnfitValue;
import java.math.BigInteger;

/**
 * Reads {@code numeric}: how many digits to base 10,000 there are, the power of the first, a sign,
 * how many decimal places are shown, then the digits.
 */
final class Numerics {
  private static final int HEAD = 8;
  private static final int SIGN_AT = 4;
  private static final int PLACES_AT = 6;
  private static final int DIGITS_A_GROUP = 4;
  private static final int BASE = 10_000;

  private static final int NEGATIVE = 0x4000;
  private static final int NAN = 0xc000;
  private static final int INFINITY = 0xd000;
  private static final int MINUS_INFINITY = 0xf000;

  private static final int[] SMALL_TENS = {1, 10, 100, 1_000, 10_000};
  private static final long[] TENS = new long[19];
  private static final BigInteger CHUNK = BigInteger.valueOf(10).pow(16);

  static {
    TENS[0] = 1;
    for (int i = 1; i < TENS.length; i++) {
      TENS[i] = TENS[i - 1] * 10;
    }
  }

  private Numerics() {}

  /** The type of a column: a decimal if one holds it, else text. */
  static ColumnType type(int typeModifier) {
    if (typeModifier < HEAD / 2) {
      return ColumnType.TEXT;
    }
    int packed = typeModifier - HEAD / 2;
    int precision = (packed >> 16) & 0xffff;
    int scale = ((packed & 0x7ff) ^ 0x400) - 0x400;
    return precision >= 1
            && precision <= ColumnType.MAX_PRECISION
            && scale >= 0
            && scale <= precision
        ? ColumnType.decimal(precision, scale)
        : ColumnType.TEXT;
  }

  /** Reads values into a decimal of a precision and scale. */
  static BinaryValue decimal(ColumnType type) {
    int scale = type.scale();
    int before = type.precision() - scale;
    return type.isCompactDecimal()
        ? (buffer, offset, length, column, sink) ->
            putCompact(buffer, offset, before, scale, column, sink)
        : (buffer, offset, length, column, sink) ->
            putWide(buffer, offset, before, scale, column, sink);
  }

  private static void putCompact(
      byte[] buffer, int offset, int before, int scale, int column, RowSink sink) {
    int groups = Bytes.int16(buffer, offset);
    int sign = requireFits(buffer, offset, before, scale, column);
    if (groups == 0) {
      sink.putDecimal(column, 0);
      return;
    }
    int weight = Bytes.int16(buffer, offset + 2);
    int last = offset + HEAD + 2 * (groups - 1);
    long unscaled = 0;
    for (int at = offset + HEAD; at < last; at += 2) {
      unscaled = unscaled * BASE + Bytes.int16(buffer, at);
    }
    int group = Bytes.int16(buffer, last);
    int shift = DIGITS_A_GROUP * (weight - groups + 1) + scale;
    if (shift >= 0) {
      unscaled = (unscaled * BASE + group) * TENS[shift];
    } else {
      // No more digits of the last group are taken than the scale has.
      int unit = SMALL_TENS[-shift];
      unscaled = unscaled * (BASE / unit) + group / unit;
    }
    sink.putDecimal(column, sign == NEGATIVE ? -unscaled : unscaled);
  }

  private static void putWide(
      byte[] buffer, int offset, int before, int scale, int column, RowSink sink) {
    int groups = Bytes.int16(buffer, offset);
    int sign = requireFits(buffer, offset, before, scale, column);
    int weight = Bytes.int16(buffer, offset + 2);
    BigInteger unscaled = BigInteger.ZERO;
    long chunk = 0;
    for (int i = 0; i < groups; i++) {
      chunk = chunk * BASE + Bytes.int16(buffer, offset + HEAD + 2 * i);
      if (i % DIGITS_A_GROUP == DIGITS_A_GROUP - 1) {
        unscaled = unscaled.multiply(CHUNK).add(BigInteger.valueOf(chunk));
        chunk = 0;
      }
    }
    int left = groups % DIGITS_A_GROUP;
    unscaled =
        unscaled
            .multiply(BigInteger.valueOf(TENS[DIGITS_A_GROUP * left]))
            .add(BigInteger.valueOf(chunk));
    int shift = groups == 0 ? 0 : DIGITS_A_GROUP * (weight - groups + 1) + scale;
    unscaled =
        shift >= 0
            ? unscaled.multiply(BigInteger.TEN.pow(shift))
            : unscaled.divide(BigInteger.valueOf(SMALL_TENS[-shift]));
    sink.putDecimal(column, sign == NEGATIVE ? unscaled.negate() : unscaled);
  }

  /** Returns the sign; refuses what has no place in the decimal, before and after the point. */
  private static int requireFits(byte[] buffer, int offset, int before, int scale, int column) {
    int sign = Bytes.int16(buffer, offset + SIGN_AT) & 0xffff;
    if (sign != 0 && sign != NEGATIVE) {
      throw new UnfitValue(column);
    }
    int groups = Bytes.int16(buffer, offset);
    if (groups == 0) {
      return sign;
    }
    int weight = Bytes.int16(buffer, offset + 2);
    int first = Bytes.int16(buffer, offset + HEAD);
    int firstDigits = first >= 1_000 ? 4 : first >= 100 ? 3 : first >= 10 ? 2 : 1;
    int lastPlaces = DIGITS_A_GROUP * (groups - 1 - weight);
    int beyond = lastPlaces - scale;
    if (DIGITS_A_GROUP * weight + firstDigits > before
        || beyond >= DIGITS_A_GROUP
        || (beyond > 0
            && Bytes.int16(buffer, offset + HEAD + 2 * (groups - 1)) % SMALL_TENS[beyond] != 0)) {
      throw new UnfitValue(column);
    }
    return sign;
  }

  /** The text of a value, all its digits. */
  static void appendText(byte[] buffer, int offset, int length, TextOutput out) {
    int groups = Bytes.int16(buffer, offset);
    int weight = Bytes.int16(buffer, offset + 2);
    int sign = Bytes.int16(buffer, offset + SIGN_AT) & 0xffff;
    int places = Bytes.int16(buffer, offset + PLACES_AT);
    switch (sign) {
      case NAN -> {
        out.ascii("NaN");
        return;
      }
      case INFINITY -> {
        out.ascii("Infinity");
        return;
      }
      case MINUS_INFINITY -> {
        out.ascii("-Infinity");
        return;
      }
      case NEGATIVE -> out.append('-');
      default -> {
        // Nothing stands before a positive number.
      }
    }
    out.number(weight < 0 ? 0 : group(buffer, offset, groups, 0));
    for (int i = 1; i <= weight; i++) {
      out.magnitude(group(buffer, offset, groups, i), DIGITS_A_GROUP);
    }
    if (places > 0) {
      out.append('.');
      int end = out.size() + places;
      for (int i = weight + 1; out.size() < end; i++) {
        out.magnitude(group(buffer, offset, groups, i), DIGITS_A_GROUP);
      }
      out.shorten(end);
    }
  }

  private static int group(byte[] buffer, int offset, int groups, int group) {
    return group < 0 || group >= groups ? 0 : Bytes.int16(buffer, offset + HEAD + 2 * group);
  }
}
