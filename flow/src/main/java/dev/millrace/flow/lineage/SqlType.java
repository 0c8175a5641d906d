package dev.millrace.flow.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A type of Flink's SQL as a plan has it: {@code DECIMAL(18, 6) NOT NULL}. */
record SqlType(String name, List<Integer> sizes) {
  private static final Pattern FORM =
      Pattern.compile("([A-Z][A-Z_ ]*?)(?:\\((\\d+)(?:, (\\d+))?\\))?( WITH(?:OUT)? .*)?");
  private static final Map<String, Integer> DIGITS =
      Map.of("TINYINT", 3, "SMALLINT", 5, "INT", 10, "BIGINT", 19);
  private static final int UNBOUNDED = Integer.MAX_VALUE;

  static SqlType of(JsonNode type) {
    String text =
        type.isTextual() ? type.asText() : type.path("type").asText() + size(type.path("length"));
    String bare = text.replaceFirst(" NOT NULL$", "");
    Matcher form = FORM.matcher(bare);
    if (!form.matches()) {
      return new SqlType(bare, List.of());
    }
    String name = form.group(1) + (form.group(4) == null ? "" : form.group(4));
    if (form.group(2) == null) {
      return new SqlType(name, List.of());
    }
    int first = Integer.parseInt(form.group(2));
    return new SqlType(
        name,
        form.group(3) == null ? List.of(first) : List.of(first, Integer.parseInt(form.group(3))));
  }

  private static String size(JsonNode length) {
    return length.isInt() ? "(" + length.asInt() + ")" : "";
  }

  boolean isText() {
    return name.equals("CHAR") || name.equals("VARCHAR");
  }

  /** Whether each value of another type is in this one as it is. */
  boolean holds(SqlType other) {
    if (isText() && other.isText()) {
      return name.equals("VARCHAR") && size(0) >= other.size(0);
    }
    if (DIGITS.containsKey(other.name)) {
      int digits = DIGITS.get(other.name);
      return name.equals("DECIMAL")
          ? size(0) - size(1) >= digits
          : DIGITS.getOrDefault(name, 0) >= digits;
    }
    if (name.equals("DECIMAL") && other.name.equals("DECIMAL")) {
      return size(1) >= other.size(1) && size(0) - size(1) >= other.size(0) - other.size(1);
    }
    if (name.equals("DOUBLE") && other.name.equals("FLOAT")) {
      return true;
    }
    return name.equals(other.name) && (sizes.isEmpty() || size(0) >= other.size(0));
  }

  private int size(int place) {
    return place < sizes.size() ? sizes.get(place) : 0;
  }

  /** As people write it. */
  @Override
  public String toString() {
    if (name.equals("VARCHAR") && sizes.equals(List.of(UNBOUNDED))) {
      return "STRING";
    }
    if (sizes.isEmpty()) {
      return name;
    }
    String size = "(" + String.join(", ", sizes.stream().map(String::valueOf).toList()) + ")";
    int zone = name.indexOf(" WITH");
    return zone < 0 ? name + size : name.substring(0, zone) + size + name.substring(zone);
  }
}
