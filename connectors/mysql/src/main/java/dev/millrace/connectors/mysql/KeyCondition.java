package dev.millrace.connectors.mysql;

import dev.millrace.api.Column;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.capture.KeyReader;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Writes SQL that finds rows by the keys of their change records. */
final class KeyCondition {
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
        Optional<String> value = sql(column, values.get(i));
        if (value.isEmpty()) {
          return Optional.empty();
        }
        columns.add(MySqlAddress.quoted(column.name()) + " = " + value.get());
      }
      rows.add("(" + String.join(" AND ", columns) + ")");
    }
    return Optional.of("(" + String.join(" OR ", rows) + ")");
  }

  private static Optional<String> sql(Column column, Object value) {
    return switch (column.type().kind()) {
      case BOOLEAN -> Optional.of((boolean) value ? "b'1'" : "b'0'");
      case INT32, INT64, FLOAT64 -> Optional.of(value.toString());
      case DECIMAL -> Optional.of(((BigDecimal) value).toPlainString());
      case TEXT -> Optional.of(KeyRanges.text((String) value));
      case BYTES -> Optional.of("x'" + HexFormat.of().formatHex((byte[]) value) + "'");
      case DATE -> Optional.of("'" + LocalDate.ofEpochDay((long) value) + "'");
      // The session's time zone is UTC.
      case TIMESTAMP, INSTANT -> Optional.of("'" + moment((long) value) + "'");
      // A number with four bytes is seldom equal to its text.
      case FLOAT32, TIME, JSON -> Optional.empty();
    };
  }

  private static String moment(long micros) {
    return LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC)
        .plus(micros, ChronoUnit.MICROS)
        .toString()
        .replace('T', ' ');
  }
}
