package dev.millrace.log;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Writes JSON in one canonical form: no white space, only what must be escaped is. */
public final class JsonText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonText() {}

  /** An array of numbers, booleans and texts. */
  public static String array(List<?> values) {
    StringBuilder json = new StringBuilder("[");
    for (Object value : values) {
      if (json.length() > 1) {
        json.append(',');
      }
      if (value == null || value instanceof Boolean || value instanceof Number) {
        json.append(value);
      } else {
        quote(value.toString(), json);
      }
    }
    return json.append(']').toString();
  }

  /** An object of texts, some perhaps empty, in the order of its names. */
  public static String object(SortedMap<String, String> members) {
    StringBuilder json = new StringBuilder("{");
    members.forEach(
        (name, value) -> {
          if (json.length() > 1) {
            json.append(',');
          }
          quote(name, json);
          json.append(':');
          if (value == null) {
            json.append("null");
          } else {
            quote(value, json);
          }
        });
    return json.append('}').toString();
  }

  /** An object of texts, or of lists of texts for names that come several times. */
  public static String grouped(List<Map.Entry<String, String>> members) {
    Map<String, List<String>> byName = new LinkedHashMap<>();
    members.forEach(
        member ->
            byName
                .computeIfAbsent(member.getKey(), name -> new ArrayList<>())
                .add(member.getValue()));
    StringBuilder json = new StringBuilder("{");
    byName.forEach(
        (name, values) -> {
          json.append(json.length() > 1 ? "," : "");
          quote(name, json);
          json.append(':');
          if (values.size() == 1) {
            quote(values.get(0), json);
          } else {
            json.append(array(values));
          }
        });
    return json.append('}').toString();
  }

  /** Appends a text in quotation marks. */
  public static void quote(CharSequence text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ') {
            json.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }
}
