package dev.millrace.connectors.debezium;

import dev.millrace.connectors.capture.Instants;
import io.debezium.spi.converter.ConvertedField;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Year;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Converts MariaDB's types where Debezium gives another value by snapshot than by stream. TIME,
 * which may be negative or longer than a day, and JSON, which MariaDB keeps as text, become text.
 */
public final class MariaDbValues implements CustomConverter<SchemaBuilder, ConvertedField> {
  private static final int ZERO_YEAR = 1900;
  private static final int UUID_BYTES = 16;

  @Override
  public void configure(Properties properties) {}

  @Override
  public void converterFor(
      ConvertedField field, ConverterRegistration<SchemaBuilder> registration) {
    RelationalColumn column = (RelationalColumn) field;
    String type = column.typeName().toUpperCase(Locale.ROOT);
    if (type.equals("JSON")) {
      registration.register(SchemaBuilder.string(), MariaDbValues::text);
    } else if (type.equals("TIME") || type.startsWith("TIME(")) {
      registration.register(SchemaBuilder.string(), MariaDbValues::time);
    } else if (type.equals("TIMESTAMP") || type.startsWith("TIMESTAMP(")) {
      // Debezium, too, makes the first moment of 1970 of what must not be empty.
      Long zero = column.isOptional() ? null : 0L;
      registration.register(Instants.schema(), value -> instant(value, zero));
    } else if (type.equals("UUID")) {
      registration.register(SchemaBuilder.string(), MariaDbValues::uuid);
    } else if (type.equals("YEAR") || type.startsWith("YEAR(")) {
      registration.register(SchemaBuilder.int32(), MariaDbValues::year);
    }
  }

  private static Object text(Object value) {
    return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value;
  }

  /** The binlog has the zero timestamp as the first second of 1970, which is out of range. */
  private static Object instant(Object value, Long zero) {
    if (value == null) {
      return zero;
    }
    if (value instanceof Timestamp timestamp) {
      return Instants.of(timestamp.toInstant());
    }
    if (value instanceof ZonedDateTime time) {
      return time.toEpochSecond() == 0 ? zero : (Long) Instants.of(time.toInstant());
    }
    // Debezium gives a column's default in the form of its own.
    return value instanceof String text ? (Object) Instants.ofIso(text) : value;
  }

  /** The binlog leaves out zeros at the end. */
  private static Object uuid(Object value) {
    if (value instanceof byte[] bytes) {
      ByteBuffer whole = ByteBuffer.wrap(Arrays.copyOf(bytes, UUID_BYTES));
      return new UUID(whole.getLong(), whole.getLong()).toString();
    }
    return value == null ? null : value.toString();
  }

  /** The binlog has the zero year as 1900, which is out of range. */
  private static Object year(Object value) {
    if (value instanceof Year year) {
      return year.getValue() == ZERO_YEAR ? 0 : year.getValue();
    }
    if (value instanceof String text) {
      return Integer.valueOf(text);
    }
    return value instanceof Number number ? (Object) number.intValue() : value;
  }

  private static Object time(Object value) {
    if (value instanceof Duration duration) {
      return timeText(duration);
    }
    return value == null ? null : value.toString();
  }

  /** {@code -838:59:59.5}: hours, minutes, seconds and as much of a fraction as there is. */
  static String timeText(Duration time) {
    Duration size = time.abs();
    String text =
        String.format(
            Locale.ROOT,
            "%s%02d:%02d:%02d",
            time.isNegative() ? "-" : "",
            size.toHours(),
            size.toMinutesPart(),
            size.toSecondsPart());
    int micros = size.toNanosPart() / 1_000;
    if (micros == 0) {
      return text;
    }
    String fraction = String.format(Locale.ROOT, "%06d", micros);
    int end = fraction.length();
    while (fraction.charAt(end - 1) == '0') {
      end--;
    }
    return text + "." + fraction.substring(0, end);
  }
}
