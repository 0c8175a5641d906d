package dev.millrace.connectors.postgres;

import dev.millrace.api.RowSink;
import dev.millrace.connectors.capture.Instants;
import dev.millrace.connectors.capture.UnfitValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Reads days and times. PostgreSQL counts them from 2000-01-01 by the proleptic Gregorian calendar,
 * with the ends of the range for the infinities.
 */
final class Times {
  private static final int DAYS_1970_TO_2000 = 10_957;
  private static final int DAYS_OF_ERA = 146_097;

  /** From the first of March of the year 0 to 1970. */
  private static final int DAYS_0_TO_1970 = 719_468;

  private static final long MICROS_A_SECOND = 1_000_000;
  private static final long MICROS_A_DAY = 86_400 * MICROS_A_SECOND;
  private static final long MICROS_1970_TO_2000 = DAYS_1970_TO_2000 * MICROS_A_DAY;

  private Times() {}

  static void putDay(byte[] buffer, int offset, int length, int column, RowSink sink) {
    int day = Bytes.int32(buffer, offset);
    sink.putInt(
        column,
        switch (day) {
          case Integer.MAX_VALUE -> Instants.INFINITE_DAY;
          case Integer.MIN_VALUE -> Instants.MINUS_INFINITE_DAY;
          default -> day + DAYS_1970_TO_2000;
        });
  }

  /** Puts microseconds since 1970, of a timestamp or an instant. */
  static void putMicros(byte[] buffer, int offset, int length, int column, RowSink sink) {
    long micros = Bytes.int64(buffer, offset);
    if (micros == Long.MAX_VALUE) {
      sink.putLong(column, Instants.INFINITY);
    } else if (micros == Long.MIN_VALUE) {
      sink.putLong(column, Instants.MINUS_INFINITY);
    } else if (micros >= Long.MAX_VALUE - MICROS_1970_TO_2000) {
      throw new UnfitValue(column);
    } else {
      sink.putLong(column, micros + MICROS_1970_TO_2000);
    }
  }

  /** A timestamp as a text of the same form as a timestamp that was widened to text. */
  static void appendIsoTimestamp(byte[] buffer, int offset, int length, TextOutput out) {
    long micros = Bytes.int64(buffer, offset);
    if (!infinite(micros, out)) {
      out.ascii(sinceEpoch(micros).atOffset(ZoneOffset.UTC).toLocalDateTime().toString());
    }
  }

  /** An instant as a text of the same form as an instant that was widened to text. */
  static void appendIsoInstant(byte[] buffer, int offset, int length, TextOutput out) {
    long micros = Bytes.int64(buffer, offset);
    if (!infinite(micros, out)) {
      out.ascii(sinceEpoch(micros).toString());
    }
  }

  private static Instant sinceEpoch(long micros) {
    return Instant.EPOCH.plus(DAYS_1970_TO_2000, ChronoUnit.DAYS).plus(micros, ChronoUnit.MICROS);
  }

  static void appendDate(byte[] buffer, int offset, int length, TextOutput out) {
    int day = Bytes.int32(buffer, offset);
    if (day == Integer.MAX_VALUE) {
      out.ascii("infinity");
    } else if (day == Integer.MIN_VALUE) {
      out.ascii("-infinity");
    } else if (date(day, out)) {
      out.ascii(" BC");
    }
  }

  static void appendTime(byte[] buffer, int offset, int length, TextOutput out) {
    time(Bytes.int64(buffer, offset), out);
  }

  /** A time with its offset, which the server counts westward. */
  static void appendTimeWithZone(byte[] buffer, int offset, int length, TextOutput out) {
    time(Bytes.int64(buffer, offset), out);
    int west = Bytes.int32(buffer, offset + Long.BYTES);
    out.append(west > 0 ? '-' : '+');
    int seconds = Math.abs(west);
    out.magnitude(seconds / 3_600, 2);
    if (seconds % 3_600 != 0) {
      out.append(':');
      out.magnitude(seconds / 60 % 60, 2);
      if (seconds % 60 != 0) {
        out.append(':');
        out.magnitude(seconds % 60, 2);
      }
    }
  }

  /** The same moment of the day in UTC; the end of the day in UTC stays 24:00. */
  static void appendTimeInUtc(byte[] buffer, int offset, int length, TextOutput out) {
    long micros = Bytes.int64(buffer, offset);
    int west = Bytes.int32(buffer, offset + Long.BYTES);
    time(west == 0 ? micros : Math.floorMod(micros + west * MICROS_A_SECOND, MICROS_A_DAY), out);
    out.append('Z');
  }

  static void appendTimestamp(byte[] buffer, int offset, int length, TextOutput out) {
    timestamp(Bytes.int64(buffer, offset), ' ', "", out);
  }

  static void appendInstant(byte[] buffer, int offset, int length, TextOutput out) {
    timestamp(Bytes.int64(buffer, offset), ' ', "+00", out);
  }

  /** A timestamp in an array. */
  static void appendTimestampElement(byte[] buffer, int offset, int length, TextOutput out) {
    timestamp(Bytes.int64(buffer, offset), 'T', "", out);
  }

  /**
   * An instant in an array: in the form of {@link Instant#toString}, before Christ in the server's.
   */
  static void appendInstantElement(byte[] buffer, int offset, int length, TextOutput out) {
    long micros = Bytes.int64(buffer, offset);
    if (infinite(micros, out)) {
      return;
    }
    Instant instant = sinceEpoch(micros);
    if (LocalDateTime.ofInstant(instant, ZoneOffset.UTC).getYear() <= 0) {
      appendInstant(buffer, offset, length, out);
    } else {
      out.ascii(instant.toString());
    }
  }

  private static void timestamp(long micros, char separator, String zone, TextOutput out) {
    if (infinite(micros, out)) {
      return;
    }
    boolean beforeChrist = date(Math.floorDiv(micros, MICROS_A_DAY), out);
    out.append(separator);
    time(Math.floorMod(micros, MICROS_A_DAY), out);
    out.ascii(zone);
    if (beforeChrist) {
      out.ascii(" BC");
    }
  }

  private static boolean infinite(long micros, TextOutput out) {
    if (micros == Long.MAX_VALUE) {
      out.ascii("infinity");
      return true;
    }
    if (micros == Long.MIN_VALUE) {
      out.ascii("-infinity");
      return true;
    }
    return false;
  }

  /** Writes a day counted from 2000; returns whether it is before Christ, which is written last. */
  private static boolean date(long day, TextOutput out) {
    // Years begin with March here, so that the day that comes and goes is their last.
    long days = day + DAYS_1970_TO_2000 + DAYS_0_TO_1970;
    long era = Math.floorDiv(days, DAYS_OF_ERA);
    int dayOfEra = (int) (days - era * DAYS_OF_ERA);
    int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int monthFromMarch = (5 * dayOfYear + 2) / 153;
    int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    out.magnitude(year > 0 ? year : 1 - year, 4);
    out.append('-');
    out.magnitude(month, 2);
    out.append('-');
    out.magnitude(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, 2);
    return year <= 0;
  }

  private static void time(long micros, TextOutput out) {
    long seconds = micros / MICROS_A_SECOND;
    out.magnitude(seconds / 3_600, 2);
    out.append(':');
    out.magnitude(seconds / 60 % 60, 2);
    out.append(':');
    out.magnitude(seconds % 60, 2);
    fraction(micros % MICROS_A_SECOND, out);
  }

  private static void fraction(long micros, TextOutput out) {
    if (micros != 0) {
      out.append('.');
      out.magnitude(micros, 6);
      while (out.last() == '0') {
        out.shorten(out.size() - 1);
      }
    }
  }

  /** An interval in ISO 8601 with all its parts, each with a sign of its own. */
  static void appendIsoInterval(byte[] buffer, int offset, int length, TextOutput out) {
    long micros = Bytes.int64(buffer, offset);
    int days = Bytes.int32(buffer, offset + 8);
    int months = Bytes.int32(buffer, offset + 12);
    if (infinite(micros, days, months, out)) {
      return;
    }
    long seconds = micros / MICROS_A_SECOND;
    part('P', months / 12, 'Y', out);
    out.number(months % 12);
    out.append('M');
    out.number(days);
    out.append('D');
    part('T', seconds / 3_600, 'H', out);
    out.number(seconds / 60 % 60);
    out.append('M');
    if (micros % (60 * MICROS_A_SECOND) < 0) {
      out.append('-');
    }
    out.magnitude(seconds % 60, 1);
    fraction(micros % MICROS_A_SECOND, out);
    out.append('S');
  }

  private static void part(char before, long value, char after, TextOutput out) {
    out.append(before);
    out.number(value);
    out.append(after);
  }

  private static final byte[] YEAR = "year".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MONTH = "mon".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DAY = "day".getBytes(StandardCharsets.US_ASCII);

  /**
   * An interval as PostgreSQL writes it. A part has a sign if it is negative, or if the part before
   * it is.
   */
  static void appendInterval(byte[] buffer, int offset, int length, TextOutput out) {
    long micros = Bytes.int64(buffer, offset);
    int days = Bytes.int32(buffer, offset + 8);
    int months = Bytes.int32(buffer, offset + 12);
    if (infinite(micros, days, months, out)) {
      return;
    }
    int start = out.size();
    boolean negative = unit(months / 12, YEAR, false, start, out);
    negative = unit(months % 12, MONTH, negative, start, out);
    negative = unit(days, DAY, negative, start, out);
    if (micros == 0 && out.size() > start) {
      return;
    }
    if (out.size() > start) {
      out.append(' ');
    }
    if (micros < 0) {
      out.append('-');
    } else if (negative) {
      out.append('+');
    }
    long seconds = micros / MICROS_A_SECOND;
    out.magnitude(seconds / 3_600, 2);
    out.append(':');
    out.magnitude(seconds / 60 % 60, 2);
    out.append(':');
    out.magnitude(seconds % 60, 2);
    fraction(micros % MICROS_A_SECOND, out);
  }

  private static boolean unit(
      int value, byte[] unit, boolean afterNegative, int start, TextOutput out) {
    if (value == 0) {
      return afterNegative;
    }
    if (out.size() > start) {
      out.append(' ');
    }
    if (afterNegative && value > 0) {
      out.append('+');
    }
    out.number(value);
    out.append(' ');
    out.append(unit, 0, unit.length);
    if (value != 1) {
      out.append('s');
    }
    return value < 0;
  }

  /** Since PostgreSQL 17. */
  private static boolean infinite(long micros, int days, int months, TextOutput out) {
    if (months == Integer.MAX_VALUE && days == Integer.MAX_VALUE && micros == Long.MAX_VALUE) {
      out.ascii("infinity");
      return true;
    }
    if (months == Integer.MIN_VALUE && days == Integer.MIN_VALUE && micros == Long.MIN_VALUE) {
      out.ascii("-infinity");
      return true;
    }
    return false;
  }
}
