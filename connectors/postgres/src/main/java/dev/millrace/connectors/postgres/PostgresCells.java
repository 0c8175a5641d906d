package dev.millrace.connectors.postgres;

import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;
import dev.millrace.connectors.capture.CellReader;
import dev.millrace.connectors.capture.Instants;
import dev.millrace.log.JsonText;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.postgresql.geometric.PGbox;
import org.postgresql.geometric.PGcircle;
import org.postgresql.geometric.PGline;
import org.postgresql.geometric.PGlseg;
import org.postgresql.geometric.PGpath;
import org.postgresql.geometric.PGpoint;
import org.postgresql.geometric.PGpolygon;
import org.postgresql.util.HStoreConverter;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGobject;

/** Reads PostgreSQL's values from their text, into the very forms that capture gives them. */
public final class PostgresCells {
  private static final long MICROS_A_DAY = 86_400_000_000L;

  private static final DateTimeFormatter TIME_WITH_ZONE =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .appendOffset("+HH:mm:ss", "+00")
          .toFormatter(java.util.Locale.ROOT);

  private PostgresCells() {}

  /**
   * What reads a column.
   *
   * @param postgresType PostgreSQL's name of the type, that of a domain's base; {@code _x} for an
   *     array of x
   * @param type in the change record
   */
  public static CellReader reader(String postgresType, ColumnType type) {
    return CellReader.ofText(
        switch (type.kind()) {
          case BOOLEAN ->
              (text, column, sink) ->
                  sink.putBoolean(column, text.startsWith("t") || text.equals("1"));
          case INT32 -> (text, column, sink) -> sink.putInt(column, Integer.parseInt(text));
          case INT64 -> (text, column, sink) -> sink.putLong(column, Long.parseLong(text));
          case FLOAT32 -> (text, column, sink) -> sink.putFloat(column, Float.parseFloat(text));
          case FLOAT64 -> (text, column, sink) -> sink.putDouble(column, Double.parseDouble(text));
          case DECIMAL -> (text, column, sink) -> CellReader.putDecimal(text, type, column, sink);
          case DATE -> (text, column, sink) -> sink.putInt(column, day(text));
          case TIME -> (text, column, sink) -> sink.putLong(column, timeOfDay(text));
          case TIMESTAMP, INSTANT ->
              (text, column, sink) -> sink.putLong(column, microseconds(text));
          case BYTES -> PostgresCells::putBytes;
          case JSON -> json(postgresType);
          case TEXT -> text(postgresType);
        });
  }

  private static CellReader.TextReader json(String type) {
    if (type.startsWith("_")) {
      String element = type.substring(1);
      return (text, column, sink) ->
          CellReader.putText(PostgresArray.json(text, element), column, sink);
    }
    return type.equals("hstore")
        ? (text, column, sink) -> CellReader.putText(hstoreJson(text), column, sink)
        : CellReader::putText;
  }

  /** An array as JSON, from its text and the name of its elements' type. */
  public static String arrayJson(String text, String elementType) {
    return PostgresArray.json(text, elementType);
  }

  /** An {@code hstore} as a JSON object, from its text. */
  public static String hstoreJson(String text) {
    return JsonText.object(new TreeMap<>(HStoreConverter.fromString(text)));
  }

  private static CellReader.TextReader text(String type) {
    return switch (type) {
      case "timestamp" ->
          (text, column, sink) -> CellReader.putText(widened(text, false), column, sink);
      case "timestamptz" ->
          (text, column, sink) -> CellReader.putText(widened(text, true), column, sink);
      case "interval" -> (text, column, sink) -> CellReader.putText(interval(text), column, sink);
      case "timetz" -> (text, column, sink) -> CellReader.putText(timeWithZone(text), column, sink);
      case "point" -> shape(PGpoint::new);
      case "box" -> shape(PGbox::new);
      case "circle" -> shape(PGcircle::new);
      case "line" -> shape(PGline::new);
      case "lseg" -> shape(PGlseg::new);
      case "path" -> shape(PGpath::new);
      case "polygon" -> shape(PGpolygon::new);
      default -> CellReader::putText;
    };
  }

  /** Shapes have the form that the driver's classes give them. */
  private static CellReader.TextReader shape(Supplier<PGobject> shape) {
    return (text, column, sink) -> {
      PGobject object = shape.get();
      try {
        object.setValue(text);
      } catch (SQLException e) {
        throw new IllegalArgumentException("Cannot read a shape.", e);
      }
      CellReader.putText(object.getValue(), column, sink);
    };
  }

  private static void putBytes(String text, int column, RowSink sink) {
    byte[] bytes = HexFormat.of().parseHex(text, "\\x".length(), text.length());
    sink.putBytes(column, bytes, 0, bytes.length);
  }

  private static int day(String text) {
    return switch (text) {
      case "infinity" -> Instants.INFINITE_DAY;
      case "-infinity" -> Instants.MINUS_INFINITE_DAY;
      default -> Math.toIntExact(date(text).toEpochDay());
    };
  }

  /** {@code 2026-01-31}, {@code 12026-01-31} or {@code 0044-03-15 BC}. */
  private static LocalDate date(String text) {
    boolean beforeChrist = text.endsWith(" BC");
    int yearEnd = text.indexOf('-');
    int year = Integer.parseInt(text.substring(0, yearEnd));
    return LocalDate.of(
        beforeChrist ? 1 - year : year,
        Integer.parseInt(text.substring(yearEnd + 1, yearEnd + 3)),
        Integer.parseInt(text.substring(yearEnd + 4, yearEnd + 6)));
  }

  /** {@code 23:59:59.123456}; {@code 24:00:00} is the end of the day. */
  private static long timeOfDay(String text) {
    return text.startsWith("24") ? MICROS_A_DAY : LocalTime.parse(text).toNanoOfDay() / 1_000;
  }

  private static long microseconds(String text) {
    if (text.endsWith("infinity")) {
      return text.startsWith("-") ? Instants.MINUS_INFINITY : Instants.INFINITY;
    }
    return Instants.of(dateAndTime(text));
  }

  /** The form in which a column of dates and times that became text has them. */
  private static String widened(String text, boolean inUtc) {
    if (text.endsWith("infinity")) {
      return text;
    }
    LocalDateTime time = dateAndTime(text);
    return inUtc ? time.toInstant(ZoneOffset.UTC).toString() : time.toString();
  }

  /** A date and time, perhaps with the offset +00 and BC: the session's zone is UTC. */
  private static LocalDateTime dateAndTime(String text) {
    boolean beforeChrist = text.endsWith(" BC");
    String plain = beforeChrist ? text.substring(0, text.length() - 3) : text;
    plain = plain.endsWith("+00") ? plain.substring(0, plain.length() - 3) : plain;
    int space = plain.indexOf(' ');
    LocalDate day = date(beforeChrist ? plain.substring(0, space) + " BC" : plain);
    return day.atTime(LocalTime.parse(plain.substring(space + 1)));
  }

  /** Each part by itself: a month has no fixed number of days, nor a day of hours. */
  private static String interval(String text) {
    if (text.endsWith("infinity")) {
      return text;
    }
    try {
      PGInterval interval = new PGInterval(text);
      BigDecimal seconds = BigDecimal.valueOf(interval.getSeconds());
      return "P%dY%dM%dDT%dH%dM%sS"
          .formatted(
              interval.getYears(),
              interval.getMonths(),
              interval.getDays(),
              interval.getHours(),
              interval.getMinutes(),
              seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString());
    } catch (SQLException e) {
      throw new IllegalArgumentException("Cannot read an interval.", e);
    }
  }

  /**
   * The end of the day in UTC stays 24:00; with any other offset it is the next day's beginning.
   */
  private static String timeWithZone(String text) {
    if (text.equals("24:00:00+00")) {
      return "24:00:00Z";
    }
    String plain = text.startsWith("24:") ? "00" + text.substring(2) : text;
    return DateTimeFormatter.ISO_OFFSET_TIME.format(
        OffsetTime.parse(plain, TIME_WITH_ZONE).withOffsetSameInstant(ZoneOffset.UTC));
  }
}
