package dev.millrace.connectors.postgres;

import dev.millrace.log.JsonText;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;

/**
 * Turns PostgreSQL's text of an array, {@code {1,NULL,"a b"}}, into JSON. Numbers, booleans and
 * JSON elements stay what they are, all others become text; bounds are left out.
 */
final class PostgresArray {

  /** How an element is written in JSON. */
  private enum Element {
    NUMBER,
    BOOLEAN,
    JSON,
    TIMESTAMP,
    INSTANT,
    TEXT
  }

  private static final DateTimeFormatter POSTGRES_INSTANT =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR, 4, 6, SignStyle.NORMAL)
          .appendPattern("-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .appendOffset("+HH:mm:ss", "+00")
          .toFormatter(java.util.Locale.ROOT);

  private final String literal;
  private final Element element;
  private final char delimiter;
  private final StringBuilder json;
  private int at;

  private PostgresArray(String literal, Element element, char delimiter) {
    this.literal = literal;
    this.element = element;
    this.delimiter = delimiter;
    this.json = new StringBuilder(literal.length() + 16);
  }

  /**
   * Turns a text into JSON.
   *
   * @param literal as PostgreSQL writes it
   * @param elementType PostgreSQL's name of the element's type
   */
  static String json(String literal, String elementType) {
    PostgresArray array =
        new PostgresArray(literal, element(elementType), elementType.equals("box") ? ';' : ',');
    int bounds = literal.startsWith("[") ? literal.indexOf('=') + 1 : 0;
    array.at = bounds;
    array.list();
    return array.json.toString();
  }

  private static Element element(String type) {
    return switch (type) {
      case "int2", "int4", "int8", "oid", "float4", "float8", "numeric" -> Element.NUMBER;
      case "bool" -> Element.BOOLEAN;
      case "json", "jsonb" -> Element.JSON;
      case "timestamp" -> Element.TIMESTAMP;
      case "timestamptz" -> Element.INSTANT;
      default -> Element.TEXT;
    };
  }

  private void list() {
    at++;
    json.append('[');
    while (literal.charAt(at) != '}') {
      char c = literal.charAt(at);
      if (c == delimiter) {
        json.append(',');
        at++;
      } else if (c == '{') {
        list();
      } else if (c == '"') {
        write(quoted());
      } else {
        String plain = plain();
        if (plain.equals("NULL")) {
          json.append("null");
        } else {
          write(plain);
        }
      }
    }
    at++;
    json.append(']');
  }

  private String quoted() {
    StringBuilder text = new StringBuilder();
    at++;
    while (literal.charAt(at) != '"') {
      if (literal.charAt(at) == '\\') {
        at++;
      }
      text.append(literal.charAt(at++));
    }
    at++;
    return text.toString();
  }

  private String plain() {
    int from = at;
    while (literal.charAt(at) != delimiter && literal.charAt(at) != '}') {
      at++;
    }
    return literal.substring(from, at);
  }

  private void write(String text) {
    switch (element) {
      case NUMBER -> {
        char last = text.charAt(text.length() - 1);
        if (last >= '0' && last <= '9') {
          json.append(text);
        } else {
          JsonText.quote(text, json);
        }
      }
      case BOOLEAN -> json.append(text.equals("t"));
      case JSON -> json.append(text);
      case TIMESTAMP -> JsonText.quote(text.replaceFirst(" (?!BC)", "T"), json);
      case INSTANT -> JsonText.quote(instant(text), json);
      case TEXT -> JsonText.quote(text, json);
    }
  }

  /** The session's zone is none of the reader's business, so the element is written in UTC. */
  private static String instant(String text) {
    if (text.endsWith("infinity") || text.endsWith("BC")) {
      return text;
    }
    return OffsetDateTime.parse(text, POSTGRES_INSTANT)
        .withOffsetSameInstant(ZoneOffset.UTC)
        .toInstant()
        .toString();
  }
}
