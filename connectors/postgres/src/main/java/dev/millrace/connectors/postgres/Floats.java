package dev.millrace.connectors.postgres;

import java.math.BigInteger;

/**
 * Writes floating-point numbers as PostgreSQL does: the shortest decimal that lies strictly between
 * the neighbours' halfway points, in full from 1e-4 up to 15 digits ({@code real}: 6), else with an
 * exponent. Java's own text differs in length and, before Java 19, in digits.
 */
final class Floats {
  private static final int DOUBLE_DIGITS_IN_FULL = 15;
  private static final int FLOAT_DIGITS_IN_FULL = 6;
  private static final int DOUBLE_DIGITS_MAX = 18;
  private static final int FLOAT_DIGITS_MAX = 10;

  /** Decimals up to here are told apart by every double. */
  private static final double DOUBLE_SURE = 1e15;

  /** Decimals up to here are told apart by every float. */
  private static final double FLOAT_SURE = 1e6;

  private static final int FLOAT_PLACES_SURE = 8;

  /** Powers of ten that are exact in a double. */
  private static final double[] TENS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private Floats() {}

  static void append(double value, TextOutput out) {
    if (special(value, out)) {
      return;
    }
    double magnitude = Math.abs(value);
    for (int places = 0; places < TENS.length; places++) {
      double scaled = Math.rint(magnitude * TENS[places]);
      if (scaled >= DOUBLE_SURE) {
        break;
      }
      if (scaled != 0 && scaled / TENS[places] == magnitude) {
        write((long) scaled, -places, DOUBLE_DIGITS_IN_FULL, out);
        return;
      }
    }
    long bits = Double.doubleToRawLongBits(magnitude);
    int exponent = Math.max(1, (int) (bits >>> 52));
    long mantissa = bits & ((1L << 52) - 1);
    boolean powerOfTwo = mantissa == 0 && exponent > 1;
    mantissa |= bits >>> 52 == 0 ? 0 : 1L << 52;
    exact(mantissa, exponent - 1075, powerOfTwo, magnitude, DOUBLE_DIGITS_MAX, out);
  }

  static void append(float value, TextOutput out) {
    if (special(value, out)) {
      return;
    }
    float magnitude = Math.abs(value);
    int bits = Float.floatToRawIntBits(magnitude);
    int mantissa = bits & ((1 << 23) - 1);
    int exponent = Math.max(1, bits >>> 23);
    boolean powerOfTwo = mantissa == 0 && exponent > 1;
    // The halfway points are exact in a double.
    double low = ((double) magnitude + Math.nextDown(magnitude)) / 2;
    double high = 2 * (double) magnitude - low;
    for (int places = 0; places <= FLOAT_PLACES_SURE && !powerOfTwo; places++) {
      double scaled = Math.rint(magnitude * TENS[places]);
      if (scaled >= FLOAT_SURE) {
        break;
      }
      double decimal = scaled / TENS[places];
      if (scaled != 0 && decimal > low && decimal < high) {
        write((long) scaled, -places, FLOAT_DIGITS_IN_FULL, out);
        return;
      }
    }
    mantissa |= bits >>> 23 == 0 ? 0 : 1 << 23;
    exact(mantissa, exponent - 150, powerOfTwo, magnitude, FLOAT_DIGITS_MAX, out);
  }

  /** Writes the sign, and all of zero, NaN and the infinities. */
  private static boolean special(double value, TextOutput out) {
    if (Double.isNaN(value)) {
      out.ascii("NaN");
      return true;
    }
    if (Double.doubleToRawLongBits(value) < 0) {
      out.append('-');
    }
    if (value == 0) {
      out.append('0');
      return true;
    }
    if (Double.isInfinite(value)) {
      out.ascii("Infinity");
      return true;
    }
    return false;
  }

  /**
   * Finds the shortest decimal between the halfway points of a mantissa times a power of two.
   *
   * @param powerOfTwo whether the neighbour below is half as far as that above
   * @param digitsMax so many digits always suffice
   */
  private static void exact(
      long mantissa,
      int exponent,
      boolean powerOfTwo,
      double magnitude,
      int digitsMax,
      TextOutput out) {
    BigInteger scale = BigInteger.ONE.shiftLeft(Math.max(0, exponent - 2));
    BigInteger unit = BigInteger.ONE.shiftLeft(Math.max(0, 2 - exponent));
    BigInteger value = BigInteger.valueOf(4 * mantissa).multiply(scale);
    BigInteger low = BigInteger.valueOf(4 * mantissa - (powerOfTwo ? 1 : 2)).multiply(scale);
    BigInteger high = BigInteger.valueOf(4 * mantissa + 2).multiply(scale);
    int power = (int) Math.floor(Math.log10(magnitude)) - digitsMax;
    if (power >= 0) {
      unit = unit.multiply(BigInteger.TEN.pow(power));
    } else {
      BigInteger finer = BigInteger.TEN.pow(-power);
      value = value.multiply(finer);
      low = low.multiply(finer);
      high = high.multiply(finer);
    }
    BigInteger coarser = unit.multiply(BigInteger.TEN);
    while (first(low, coarser).compareTo(last(high, coarser)) <= 0) {
      unit = coarser;
      coarser = unit.multiply(BigInteger.TEN);
      power++;
    }
    BigInteger nearest = nearest(value, unit).max(first(low, unit)).min(last(high, unit));
    write(
        nearest.longValueExact(),
        power,
        digitsMax == DOUBLE_DIGITS_MAX ? DOUBLE_DIGITS_IN_FULL : FLOAT_DIGITS_IN_FULL,
        out);
  }

  private static BigInteger first(BigInteger low, BigInteger unit) {
    return low.divide(unit).add(BigInteger.ONE);
  }

  private static BigInteger last(BigInteger high, BigInteger unit) {
    return high.subtract(BigInteger.ONE).divide(unit);
  }

  private static BigInteger nearest(BigInteger value, BigInteger unit) {
    BigInteger[] parts = value.divideAndRemainder(unit);
    int half = parts[1].shiftLeft(1).compareTo(unit);
    boolean up = half > 0 || (half == 0 && parts[0].testBit(0));
    return up ? parts[0].add(BigInteger.ONE) : parts[0];
  }

  /** Writes digits times a power of ten. */
  private static void write(long digits, int power, int digitsInFull, TextOutput out) {
    long shortest = digits;
    int last = power;
    while (shortest % 10 == 0) {
      shortest /= 10;
      last++;
    }
    int count = 1;
    for (long rest = shortest / 10; rest != 0; rest /= 10) {
      count++;
    }
    int first = last + count - 1;
    if (first < -4 || first >= digitsInFull) {
      point(shortest, count - 1, out);
      out.append('e');
      out.append(first < 0 ? '-' : '+');
      out.magnitude(first, 2);
    } else if (last >= 0) {
      out.number(shortest);
      for (int i = 0; i < last; i++) {
        out.append('0');
      }
    } else {
      point(shortest, -last, out);
    }
  }

  /** Writes a number with its last digits after a point. */
  private static void point(long number, int places, TextOutput out) {
    long unit = 1;
    for (int i = 0; i < places; i++) {
      unit *= 10;
    }
    out.number(number / unit);
    if (places > 0) {
      out.append('.');
      out.magnitude(number % unit, places);
    }
  }
}
