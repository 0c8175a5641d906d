package dev.millrace.connectors.debezium;

import dev.millrace.connectors.capture.Instants;
import io.debezium.connector.postgresql.PostgresValueConverter;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.TimeZone;
import org.postgresql.PGStatement;

/**
 * PostgreSQL's days and times from what its driver gives in a snapshot and what Debezium gives in
 * the stream, and from the form of Debezium's own in which it gives a column's default. The
 * driver's classes count days before 1582 by the Julian calendar; PostgreSQL and this class do not.
 */
@SuppressWarnings("JavaUtilDate") // what the driver gives
final class PostgresTimes {
  /** When the driver's classes change calendars, in milliseconds. */
  private static final long GREGORIAN_SINCE = -12_219_292_800_000L;

  private PostgresTimes() {}

  /** Days since 1970. */
  static Object day(Object value) {
    if (value instanceof LocalDate day) {
      if (day.equals(PostgresValueConverter.POSITIVE_INFINITY_LOCAL_DATE)) {
        return Instants.INFINITE_DAY;
      }
      if (day.equals(PostgresValueConverter.NEGATIVE_INFINITY_LOCAL_DATE)) {
        return Instants.MINUS_INFINITE_DAY;
      }
      return Math.toIntExact(day.toEpochDay());
    }
    if (value instanceof Date date) {
      if (date.getTime() == PGStatement.DATE_POSITIVE_INFINITY) {
        return Instants.INFINITE_DAY;
      }
      if (date.getTime() == PGStatement.DATE_NEGATIVE_INFINITY) {
        return Instants.MINUS_INFINITE_DAY;
      }
      return Math.toIntExact(fields(date, TimeZone.getDefault()).toLocalDate().toEpochDay());
    }
    return value instanceof Number number ? (Object) number.intValue() : value;
  }

  /** Microseconds since 1970, without a zone. */
  static Object timestamp(Object value) {
    if (value instanceof Instant instant) {
      if (instant.equals(PostgresValueConverter.POSITIVE_INFINITY_INSTANT)) {
        return Instants.INFINITY;
      }
      return instant.equals(PostgresValueConverter.NEGATIVE_INFINITY_INSTANT)
          ? Instants.MINUS_INFINITY
          : Instants.of(instant);
    }
    if (value instanceof Timestamp timestamp) {
      Long infinity = infinity(timestamp);
      if (infinity != null) {
        return infinity;
      }
      LocalDateTime local =
          timestamp.getTime() >= GREGORIAN_SINCE
              ? timestamp.toLocalDateTime()
              : fields(timestamp, TimeZone.getDefault()).withNano(timestamp.getNanos());
      return Instants.of(local);
    }
    return value instanceof Number number ? (Object) number.longValue() : value;
  }

  /** Microseconds since 1970 in UTC. */
  static Object instant(Object value) {
    if (value instanceof OffsetDateTime time) {
      if (time.equals(PostgresValueConverter.POSITIVE_INFINITY_OFFSET_DATE_TIME)) {
        return Instants.INFINITY;
      }
      return time.equals(PostgresValueConverter.NEGATIVE_INFINITY_OFFSET_DATE_TIME)
          ? Instants.MINUS_INFINITY
          : Instants.of(time.toInstant());
    }
    if (value instanceof Timestamp timestamp) {
      Long infinity = infinity(timestamp);
      if (infinity != null) {
        return infinity;
      }
      return timestamp.getTime() >= GREGORIAN_SINCE
          ? Instants.of(timestamp.toInstant())
          : Instants.of(
              fields(timestamp, TimeZone.getTimeZone("UTC")).withNano(timestamp.getNanos()));
    }
    return value instanceof String text ? (Object) Instants.ofIso(text) : value;
  }

  private static Long infinity(Timestamp timestamp) {
    if (timestamp.getTime() == PGStatement.DATE_POSITIVE_INFINITY) {
      return Instants.INFINITY;
    }
    return timestamp.getTime() == PGStatement.DATE_NEGATIVE_INFINITY
        ? Instants.MINUS_INFINITY
        : null;
  }

  /** What the driver's class shows, taken literally. */
  private static LocalDateTime fields(Date date, TimeZone zone) {
    GregorianCalendar calendar = new GregorianCalendar(zone);
    calendar.setTime(date);
    int year = calendar.get(Calendar.YEAR);
    return LocalDateTime.of(
        calendar.get(Calendar.ERA) == GregorianCalendar.BC ? 1 - year : year,
        calendar.get(Calendar.MONTH) + 1,
        calendar.get(Calendar.DAY_OF_MONTH),
        calendar.get(Calendar.HOUR_OF_DAY),
        calendar.get(Calendar.MINUTE),
        calendar.get(Calendar.SECOND));
  }
}
