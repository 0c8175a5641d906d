package dev.millrace.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.SQLException;

/** Reads DuckDB's error messages, which are JSON here. */
final class DuckErrors {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** DuckDB puts whole values into its messages; nobody reads on from here. */
  private static final int LONGEST_MESSAGE = 2_000;

  /** A text that is longer is broken off before it is read as JSON. */
  private static final int LONGEST_JSON = 64 << 10;

  private DuckErrors() {}

  /** DuckDB's word for the kind of an error, such as {@code Binder}. */
  static String kind(SQLException e) {
    String kind = read(e).path("exception_type").asText("");
    if (!kind.isEmpty()) {
      return kind;
    }
    String text = String.valueOf(e.getMessage());
    int end = text.indexOf(" Error");
    return end < 0 ? "" : text.substring(0, end);
  }

  /** What DuckDB says is wrong, shortened when it is very long. */
  static String message(SQLException e) {
    JsonNode message = read(e).path("exception_message");
    String text = message.isTextual() ? message.textValue() : String.valueOf(e.getMessage());
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
  }

  /** Where in the statement, in bytes of UTF-8; -1 when not known. */
  static int position(SQLException e) {
    return read(e).path("position").asInt(-1);
  }

  private static JsonNode read(SQLException e) {
    String text = String.valueOf(e.getMessage());
    int start = text.indexOf('{');
    try {
      return start < 0 ? JSON.missingNode() : JSON.readTree(json(text, start));
    } catch (JsonProcessingException unreadable) {
      return JSON.missingNode();
    }
  }

  /** Long ones are broken off, in the message, so that their kind can still be read. */
  private static String json(String text, int start) {
    if (text.length() - start <= LONGEST_JSON) {
      return text.substring(start);
    }
    int end = start + LONGEST_JSON;
    int escape = text.lastIndexOf('\\', end - 1);
    if (escape >= end - "\\u0000".length()) {
      end = escape;
    }
    while (text.charAt(end - 1) == '\\') {
      end--;
    }
    return text.substring(start, end) + "\"}";
  }
}
