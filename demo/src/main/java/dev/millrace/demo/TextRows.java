package dev.millrace.demo;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Rows by table, in the text form that both PostgreSQL's COPY and MariaDB's LOAD DATA read: tabs
 * between columns, {@code \N} for NULL.
 */
final class TextRows {
  private final Map<String, ByteArrayOutputStream> tables = new LinkedHashMap<>();
  private final StringBuilder line = new StringBuilder();

  /** Adds a row; an empty Optional is NULL. */
  void add(String table, Object... values) {
    line.setLength(0);
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        line.append('\t');
      }
      append(values[i]);
    }
    line.append('\n');
    tables
        .computeIfAbsent(table, name -> new ByteArrayOutputStream())
        .writeBytes(line.toString().getBytes(StandardCharsets.UTF_8));
  }

  Iterable<String> tables() {
    return tables.keySet();
  }

  InputStream content(String table) {
    return new ByteArrayInputStream(tables.get(table).toByteArray());
  }

  private void append(Object value) {
    if (value instanceof Optional<?> optional) {
      optional.ifPresentOrElse(this::append, () -> line.append("\\N"));
    } else if (value instanceof Instant instant) {
      LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
      line.append(time.toLocalDate()).append(' ').append(time.toLocalTime());
    } else if (value instanceof BigDecimal decimal) {
      line.append(decimal.toPlainString());
    } else if (value instanceof String text) {
      appendEscaped(text);
    } else {
      line.append(value);
    }
  }

  private void appendEscaped(String text) {
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '\\' -> line.append("\\\\");
        case '\t' -> line.append("\\t");
        case '\n' -> line.append("\\n");
        default -> line.append(each);
      }
    }
  }
}
