package dev.millrace.server.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.api.Problem;
import dev.millrace.server.endpoint.Route;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The records that travel, as TypeScript knows them. */
public final class TypeScriptTypes {
  private static final String HEAD =
      """
      // Generated from the server's endpoints; do not edit.

      /** A value of a row: exact numbers beyond 2^53 and decimals are text. */
      export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
      """;

  private TypeScriptTypes() {}

  /** One module with an interface for each record, sorted by name. */
  public static String text(List<Route> routes) {
    JsonSchemas schemas = new JsonSchemas();
    schemas.of(Problem.class);
    for (Route route : routes) {
      route.body().ifPresent(schemas::ofBody);
      Route.Answer answer = route.answer();
      if (answer instanceof Route.Answer.Json json) {
        schemas.of(json.type());
      } else if (answer instanceof Route.Answer.Rows rows) {
        schemas.of(rows.json());
      } else if (answer instanceof Route.Answer.Events events) {
        events.events().values().forEach(schemas::of);
      }
    }
    StringBuilder text = new StringBuilder(HEAD);
    schemas.named().forEach((name, schema) -> write(name, schema, text));
    return text.toString();
  }

  private static void write(String name, ObjectNode schema, StringBuilder text) {
    if (schema.has("enum")) {
      text.append("\nexport type ").append(name).append(" =\n  | ");
      text.append(String.join("\n  | ", words(schema.get("enum")))).append(";\n");
      return;
    }
    if (schema.get("properties").isEmpty()) {
      text.append("\nexport type ").append(name).append(" = Record<string, never>;\n");
      return;
    }
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(field -> required.add(field.asText()));
    text.append("\nexport interface ").append(name).append(" {\n");
    for (Map.Entry<String, JsonNode> property : schema.get("properties").properties()) {
      String description = property.getValue().path("description").asText("");
      if (!description.isEmpty()) {
        text.append("  /** ").append(description).append(" */\n");
      }
      text.append("  ").append(property.getKey());
      text.append(required.contains(property.getKey()) ? ": " : "?: ");
      text.append(type(property.getValue())).append(";\n");
    }
    text.append("}\n");
  }

  private static String type(JsonNode schema) {
    if (schema.has("$ref")) {
      return schema.get("$ref").asText().substring(JsonSchemas.PREFIX.length());
    }
    if (schema.has("anyOf")) {
      return type(schema.get("anyOf").get(0)) + " | null";
    }
    if (schema.has("enum")) {
      return String.join(" | ", words(schema.get("enum")));
    }
    if (schema.path("type").isArray()) {
      return plain(schema.get("type").get(0).asText()) + " | null";
    }
    return switch (schema.path("type").asText("any")) {
      case "array" -> array(type(schema.get("items")));
      case "object" -> "Record<string, " + type(schema.get("additionalProperties")) + ">";
      case "any" -> "Value";
      default -> plain(schema.get("type").asText());
    };
  }

  private static String array(String element) {
    return (element.contains(" ") ? "(" + element + ")" : element) + "[]";
  }

  private static List<String> words(JsonNode words) {
    List<String> quoted = new ArrayList<>();
    words.forEach(word -> quoted.add("'" + word.asText() + "'"));
    return quoted;
  }

  private static String plain(String type) {
    return type.equals("integer") ? "number" : type;
  }
}
