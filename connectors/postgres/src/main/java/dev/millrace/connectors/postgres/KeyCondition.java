package dev.millrace.connectors.postgres;

import dev.millrace.api.Column;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.capture.Instants;
import dev.millrace.connectors.capture.KeyReader;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Writes SQL that finds rows by the keys of their change records. */
final class KeyCondition {
  private static final long MICROS_A_DAY = 86_400_000_000L;

  private KeyCondition() {}

  /**
   * A condition that the rows with certain keys satisfy.
   *
   * @return empty when it cannot be written, because a key has a value without a form in SQL
   */
  static Optional<String> of(TableSchema schema, List<byte[]> keys) {
    if (!schema.keyed()) {
      return Optional.empty();
    }
    KeyReader reader = new KeyReader(schema);
    List<String> rows = new ArrayList<>();
    for (byte[] key : keys) {
      List<String> columns = new ArrayList<>();
      List<Object> values = reader.read(key);
      for (int i = 0; i < values.size(); i++) {
        Column column = reader.columns().get(i);
        Optional<String> value = text(column, values.get(i));
        if (value.isEmpty()) {
          return Optional.empty();
        }
        columns.add(Catalog.quoted(column.name()) + " = '" + value.get().replace("'", "''") + "'");
      }
      rows.add("(" + String.join(" AND ", columns) + ")");
    }
    return Optional.of("(" + String.join(" OR ", rows) + ")");
  }

  /** A value as PostgreSQL reads it in quotation marks. */
  private static Optional<String> text(Column column, Object value) {
    return switch (column.type().kind()) {
      case BOOLEAN -> Optional.of((boolean) value ? "t" : "f");
      case INT32, INT64, FLOAT32, FLOAT64 -> Optional.of(value.toString());
      case DECIMAL -> Optional.of(((BigDecimal) value).toPlainString());
      case TEXT -> text((String) value);
      case BYTES -> Optional.of("\\x" + HexFormat.of().formatHex((byte[]) value));
      case DATE -> Optional.of(day(Math.toIntExact((long) value)));
      case TIME -> Optional.of(timeOfDay((long) value));
      case TIMESTAMP -> Optional.of(moment((long) value, ""));
      case INSTANT -> Optional.of(moment((long) value, "+00"));
      case JSON -> Optional.empty();
    };
  }

  /** What a backslash means depends on a setting of the server. */
  private static Optional<String> text(String text) {
    return text.indexOf('\\') >= 0 ? Optional.empty() : Optional.of(text);
  }

  private static String day(int day) {
    if (day == Instants.INFINITE_DAY) {
      return "infinity";
    }
    return day == Instants.MINUS_INFINITE_DAY ? "-infinity" : date(day, "");
  }

  private static String date(long day, String rest) {
    LocalDate date = LocalDate.ofEpochDay(day);
    boolean beforeChrist = date.getYear() <= 0;
    int year = beforeChrist ? 1 - date.getYear() : date.getYear();
    return "%04d-%02d-%02d%s%s"
        .formatted(
            year, date.getMonthValue(), date.getDayOfMonth(), rest, beforeChrist ? " BC" : "");
  }

  private static String timeOfDay(long micros) {
    return micros == MICROS_A_DAY ? "24:00:00" : LocalTime.ofNanoOfDay(micros * 1_000).toString();
  }

  private static String moment(long micros, String zone) {
    if (micros == Instants.INFINITY) {
      return "infinity";
    }
    if (micros == Instants.MINUS_INFINITY) {
      return "-infinity";
    }
    String time = timeOfDay(Math.floorMod(micros, MICROS_A_DAY));
    return date(Math.floorDiv(micros, MICROS_A_DAY), " " + time + zone);
  }
}
