package dev.millrace.connectors.mysql;

import dev.millrace.api.ColumnType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Reads decimals: digits before and after the point in groups of nine, each in four bytes, big end
 * first; a group with fewer digits is at either end. The first bit is set unless the number is
 * negative; then all bits are inverted.
 */
final class Decimals {
  private static final int GROUP = 9;
  private static final int[] BYTES_OF_DIGITS = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};

  private static final long[] TENS = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
  };

  private Decimals() {}

  /** How many bytes a number takes. */
  static int length(int precision, int scale) {
    int whole = precision - scale;
    return whole / GROUP * Integer.BYTES
        + BYTES_OF_DIGITS[whole % GROUP]
        + scale / GROUP * Integer.BYTES
        + BYTES_OF_DIGITS[scale % GROUP];
  }

  /** Reads numbers whose digits fit a {@code long}. */
  static WireValue compact(int precision, int scale) {
    int whole = precision - scale;
    return (buffer, offset, length, column, sink) -> {
      int mask = mask(buffer, offset);
      int at = offset;
      long unscaled = 0;
      boolean first = true;
      int digits = whole % GROUP;
      for (int left = whole; left > 0; left -= digits, digits = GROUP) {
        digits = digits == 0 ? GROUP : digits;
        unscaled = unscaled * TENS[digits] + group(buffer, at, digits, mask, first);
        at += BYTES_OF_DIGITS[digits];
        first = false;
      }
      for (int left = scale; left > 0; left -= GROUP) {
        digits = Math.min(left, GROUP);
        unscaled = unscaled * TENS[digits] + group(buffer, at, digits, mask, first);
        at += BYTES_OF_DIGITS[digits];
        first = false;
      }
      sink.putDecimal(column, mask == 0 ? unscaled : -unscaled);
    };
  }

  /** Reads numbers of more digits. */
  static WireValue wide(int precision, int scale) {
    return (buffer, offset, length, column, sink) ->
        sink.putDecimal(column, unscaled(buffer, offset, precision, scale));
  }

  /** Reads numbers as texts with all their decimal places. */
  static WireValue text(int precision, int scale) {
    return (buffer, offset, length, column, sink) -> {
      byte[] text = plain(buffer, offset, precision, scale).getBytes(StandardCharsets.US_ASCII);
      sink.putText(column, text, 0, text.length);
    };
  }

  static WireValue of(ColumnType type, int precision, int scale) {
    if (type.kind() == ColumnType.Kind.TEXT) {
      return text(precision, scale);
    }
    return type.isCompactDecimal() ? compact(precision, scale) : wide(precision, scale);
  }

  /** The number as the server writes it. */
  static String plain(byte[] buffer, int offset, int precision, int scale) {
    return new java.math.BigDecimal(unscaled(buffer, offset, precision, scale), scale)
        .toPlainString();
  }

  private static BigInteger unscaled(byte[] buffer, int offset, int precision, int scale) {
    int whole = precision - scale;
    int mask = mask(buffer, offset);
    int at = offset;
    BigInteger unscaled = BigInteger.ZERO;
    boolean first = true;
    int digits = whole % GROUP;
    for (int left = whole; left > 0; left -= digits, digits = GROUP) {
      digits = digits == 0 ? GROUP : digits;
      unscaled = append(unscaled, buffer, at, digits, mask, first);
      at += BYTES_OF_DIGITS[digits];
      first = false;
    }
    for (int left = scale; left > 0; left -= GROUP) {
      digits = Math.min(left, GROUP);
      unscaled = append(unscaled, buffer, at, digits, mask, first);
      at += BYTES_OF_DIGITS[digits];
      first = false;
    }
    return mask == 0 ? unscaled : unscaled.negate();
  }

  private static BigInteger append(
      BigInteger before, byte[] buffer, int at, int digits, int mask, boolean first) {
    return before
        .multiply(BigInteger.valueOf(TENS[digits]))
        .add(BigInteger.valueOf(group(buffer, at, digits, mask, first)));
  }

  private static int mask(byte[] buffer, int offset) {
    return buffer[offset] < 0 ? 0 : -1;
  }

  private static long group(byte[] buffer, int at, int digits, int mask, boolean first) {
    int bytes = BYTES_OF_DIGITS[digits];
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      int bits = (buffer[at + i] ^ mask) & 0xff;
      value = (value << 8) | (first && i == 0 ? bits ^ 0x80 : bits);
    }
    return value;
  }
}
