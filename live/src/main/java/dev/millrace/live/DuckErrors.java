package dev.millrace.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.SQLException;

/** Reads DuckDB's error messages, which are JSON here. */
final class DuckErrors {
  private static final ObjectMapper JSON = new ObjectMapper();

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

  /** What DuckDB says is wrong. */
  static String message(SQLException e) {
    return read(e).path("exception_message").asText(String.valueOf(e.getMessage()));
  }

  /** Where in the statement, in bytes of UTF-8; -1 when not known. */
  static int position(SQLException e) {
    return read(e).path("position").asInt(-1);
  }

  private static JsonNode read(SQLException e) {
    String text = String.valueOf(e.getMessage());
    int start = text.indexOf('{');
    try {
      return start < 0 ? JSON.missingNode() : JSON.readTree(text.substring(start));
    } catch (JsonProcessingException unreadable) {
      return JSON.missingNode();
    }
  }
}
