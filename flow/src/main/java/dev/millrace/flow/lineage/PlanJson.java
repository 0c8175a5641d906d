package dev.millrace.flow.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What nodes of Flink's compiled plans say of tables and rows. */
public final class PlanJson {
  private PlanJson() {}

  /** The parts of a table's name, such as {@code `plant`.`public`.`item`}. */
  public static List<String> parts(JsonNode table) {
    String identifier = table.path("identifier").asText();
    List<String> parts = new ArrayList<>();
    for (String part : identifier.substring(1, identifier.length() - 1).split("`\\.`", -1)) {
      parts.add(part.replace("``", "`"));
    }
    return parts;
  }

  /** All columns of a table, in its order. */
  public static List<String> columns(JsonNode table) {
    List<String> names = new ArrayList<>();
    table
        .path("resolvedTable")
        .path("schema")
        .path("columns")
        .forEach(column -> names.add(column.path("name").asText()));
    return names;
  }

  /** The columns that a scan hands on, in its order. */
  public static List<String> scanned(JsonNode scan) {
    List<String> names = columns(scan.path("table"));
    List<String> chosen = new ArrayList<>(names);
    for (JsonNode ability : scan.path("abilities")) {
      if (ability.has("projectedFields")) {
        chosen.clear();
        ability
            .path("projectedFields")
            .forEach(place -> chosen.add(names.get(place.path(0).asInt())));
      }
    }
    return chosen;
  }

  /** The columns that a sink sets: all of its table when the statement names none. */
  public static List<String> written(JsonNode sink) {
    List<String> names = columns(sink.path("table"));
    if (sink.path("targetColumns").isEmpty()) {
      return names;
    }
    List<String> written = new ArrayList<>();
    sink.path("targetColumns").forEach(place -> written.add(names.get(place.path(0).asInt())));
    return written;
  }

  /** How many columns the rows of a node have. */
  public static int width(JsonNode node) {
    return fields(node.path("outputType")).size();
  }

  /** The names of a row's columns, of a type such as {@code ROW<`a` INT, `b` DECIMAL(18, 6)>}. */
  static List<String> fields(JsonNode rowType) {
    List<String> names = new ArrayList<>();
    if (rowType.isObject()) {
      rowType.path("fields").forEach(field -> names.add(field.path("name").asText()));
      return names;
    }
    String text = rowType.asText();
    int depth = 0;
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '`') {
        int end = text.indexOf('`', at + 1);
        if (depth == 1) {
          names.add(text.substring(at + 1, end));
        }
        at = end;
      } else if (c == '<' || c == '(') {
        depth++;
      } else if (c == '>' || c == ')') {
        depth--;
      }
      at++;
    }
    return names;
  }
}
