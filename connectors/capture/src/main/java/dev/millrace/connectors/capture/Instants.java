package dev.millrace.connectors.capture;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Points in time as microseconds since 1970, with two values for the infinities. */
public final class Instants {
  /** The name of Connect's schema of a point in time in microseconds since 1970. */
  public static final String SCHEMA_NAME = "millrace.Instant";

  /** {@code infinity}: after every other value. */
  public static final long INFINITY = Long.MAX_VALUE;

  /** {@code -infinity}: before every other value. */
  public static final long MINUS_INFINITY = -Long.MAX_VALUE;

  /** The day {@code infinity}. */
  public static final int INFINITE_DAY = Integer.MAX_VALUE;

  /** The day {@code -infinity}. */
  public static final int MINUS_INFINITE_DAY = -Integer.MAX_VALUE;

  private static final long MICROS_A_DAY = 86_400_000_000L;

  private Instants() {}

  public static SchemaBuilder schema() {
    return SchemaBuilder.int64().name(SCHEMA_NAME);
  }

  /**
   * Reads {@code 2026-01-31T23:59:59.123456Z}, any other ISO date and time with an offset, {@code
   * infinity} or {@code -infinity}. The usual form is read by hand: this runs for every value.
   */
  public static long ofIso(String text) {
    int length = text.length();
    if (length >= 20
        && text.charAt(length - 1) == 'Z'
        && text.charAt(4) == '-'
        && text.charAt(10) == 'T'
        && text.charAt(13) == ':'
        && text.charAt(16) == ':'
        && (length == 20 || (text.charAt(19) == '.' && length <= 27))) {
      long day =
          LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
      long seconds =
          (number(text, 11, 13) * 60L + number(text, 14, 16)) * 60L + number(text, 17, 19);
      long micros = 0;
      int digits = 0;
      for (int i = 20; i < length - 1; i++, digits++) {
        micros = micros * 10 + digit(text, i);
      }
      for (; digits < 6; digits++) {
        micros *= 10;
      }
      return day * MICROS_A_DAY + seconds * 1_000_000L + micros;
    }
    return switch (text) {
      case "infinity" -> INFINITY;
      case "-infinity" -> MINUS_INFINITY;
      default -> of(OffsetDateTime.parse(text).toInstant());
    };
  }

  public static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  public static long of(LocalDateTime time) {
    return of(time.toInstant(ZoneOffset.UTC));
  }

  public static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + digit(text, i);
    }
    return number;
  }

  private static int digit(String text, int at) {
    int digit = text.charAt(at) - '0';
    if (digit < 0 || digit > 9) {
      throw new IllegalArgumentException("Cannot read a point in time: " + text + ".");
    }
    return digit;
  }
}
