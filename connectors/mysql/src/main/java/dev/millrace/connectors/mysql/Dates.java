package dev.millrace.connectors.mysql;

import dev.millrace.api.RowSink;
import dev.millrace.connectors.capture.UnfitValue;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;

/**
 * Days and times, as snapshot and stream write them. The servers keep dates that are none, such as
 * {@code 0000-00-00} and {@code 2026-02-00}; only a text holds these.
 */
final class Dates {
  private static final long MICROS_A_SECOND = 1_000_000;
  private static final long MICROS_A_DAY = 86_400 * MICROS_A_SECOND;
  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private Dates() {}

  /** Whether there is such a day. */
  static boolean isDay(int year, int month, int day) {
    return year > 0
        && month > 0
        && month <= 12
        && day > 0
        && day <= DAYS[month - 1]
        && (month != 2 || day < 29 || LocalDate.ofYearDay(year, 1).isLeapYear());
  }

  /** Days since 1970, by the proleptic Gregorian calendar as the servers count. */
  static int epochDay(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int era = Math.floorDiv(y, 400);
    int yearOfEra = y - era * 400;
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }

  static void putDay(int year, int month, int day, int column, RowSink sink) {
    if (!isDay(year, month, day)) {
      throw new UnfitValue(column);
    }
    sink.putInt(column, epochDay(year, month, day));
  }

  static void putDayText(int year, int month, int day, int column, RowSink sink) {
    putText(String.format("%04d-%02d-%02d", year, month, day), column, sink);
  }

  /**
   * Puts a date and time.
   *
   * @param micros of the day
   */
  static void putTimestamp(int year, int month, int day, long micros, int column, RowSink sink) {
    if (!isDay(year, month, day)) {
      throw new UnfitValue(column);
    }
    sink.putLong(column, epochDay(year, month, day) * MICROS_A_DAY + micros);
  }

  /** Puts a date and time as a text of the same form as one that was widened to text. */
  static void putTimestampText(
      int year, int month, int day, long micros, int column, RowSink sink) {
    String text;
    try {
      text = LocalDateTime.of(year, month, day, 0, 0).plus(micros, ChronoUnit.MICROS).toString();
    } catch (DateTimeException e) {
      text = null;
    }
    if (text == null || year == 0) {
      long seconds = micros / MICROS_A_SECOND;
      text =
          String.format(
                  "%04d-%02d-%02dT%02d:%02d:%02d",
                  year, month, day, seconds / 3_600, seconds / 60 % 60, seconds % 60)
              + fraction(micros % MICROS_A_SECOND);
    }
    putText(text, column, sink);
  }

  /** Puts a point in time; 0 is the server's zero date. */
  static void putInstant(long micros, int column, RowSink sink) {
    if (micros == 0) {
      throw new UnfitValue(column);
    }
    sink.putLong(column, micros);
  }

  /** Puts a point in time as a text of the same form as one that was widened to text. */
  static void putInstantText(long micros, int column, RowSink sink) {
    putText(
        micros == 0
            ? "0000-00-00T00:00:00Z"
            : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString(),
        column,
        sink);
  }

  /** Puts a time, which may be negative or longer than a day, of so many microseconds. */
  static void putTime(long micros, int column, RowSink sink) {
    long magnitude = Math.abs(micros);
    long seconds = magnitude / MICROS_A_SECOND;
    StringBuilder text = new StringBuilder(16);
    if (micros < 0) {
      text.append('-');
    }
    twoDigits(seconds / 3_600, text);
    twoDigits(seconds / 60 % 60, text.append(':'));
    twoDigits(seconds % 60, text.append(':'));
    text.append(fraction(magnitude % MICROS_A_SECOND));
    putText(text.toString(), column, sink);
  }

  private static void twoDigits(long number, StringBuilder text) {
    if (number < 10) {
      text.append('0');
    }
    text.append(number);
  }

  /** A fraction of a second with its point, without zeros at its end; empty when it is zero. */
  private static String fraction(long micros) {
    if (micros == 0) {
      return "";
    }
    String digits = Long.toString(MICROS_A_SECOND + micros);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return "." + digits.substring(1, end);
  }

  private static void putText(String text, int column, RowSink sink) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    sink.putText(column, ascii, 0, ascii.length);
  }
}
