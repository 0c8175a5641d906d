package dev.millrace.connectors.postgres;

import dev.millrace.api.Column;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.capture.Instants;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Writes SQL that finds rows by the keys of their change records. */
final class KeyCondition {
  private static final long MICROS_A_DAY = 86_400_000_000L;

  private final List<Column> key = new ArrayList<>();
  private ByteBuffer bytes = ByteBuffer.allocate(0);

  private KeyCondition(TableSchema schema) {
    for (int index : schema.keyIndexes()) {
      key.add(schema.columns().get(index));
    }
  }

  /**
   * A condition that the rows with certain keys satisfy.
   *
   * @return empty when it cannot be written, because a key has a value without a form in SQL
   */
  static Optional<String> of(TableSchema schema, List<byte[]> keys) {
    if (!schema.keyed()) {
      return Optional.empty();
    }
    KeyCondition condition = new KeyCondition(schema);
    List<String> rows = new ArrayList<>();
    for (byte[] bytes : keys) {
      condition.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      List<String> columns = new ArrayList<>();
      for (Column column : condition.key) {
        Optional<String> value = condition.value(column);
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
  private Optional<String> value(Column column) {
    return switch (column.type().kind()) {
      case BOOLEAN -> Optional.of(bytes.get() == 1 ? "t" : "f");
      case INT32, INT64 -> Optional.of(Long.toString(number()));
      case FLOAT32 -> Optional.of(Float.toString(bytes.getFloat()));
      case FLOAT64 -> Optional.of(Double.toString(bytes.getDouble()));
      case DECIMAL ->
          Optional.of(
              new BigDecimal(new BigInteger(block()), column.type().scale()).toPlainString());
      case TEXT -> text(new String(block(), StandardCharsets.UTF_8));
      case BYTES -> Optional.of("\\x" + HexFormat.of().formatHex(block()));
      case DATE -> Optional.of(day((int) number()));
      case TIME -> Optional.of(timeOfDay(number()));
      case TIMESTAMP -> Optional.of(moment(number(), ""));
      case INSTANT -> Optional.of(moment(number(), "+00"));
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

  /** Avro's number: zigzag, seven bits a byte, low bits first. */
  private long number() {
    long zigzag = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes.get();
      zigzag |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
  }

  private byte[] block() {
    byte[] block = new byte[(int) number()];
    bytes.get(block);
    return block;
  }
}
