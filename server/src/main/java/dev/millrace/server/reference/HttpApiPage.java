package dev.millrace.server.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.api.Problem;
import dev.millrace.server.endpoint.Parameter;
import dev.millrace.server.endpoint.Route;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The reference page of the HTTP API, in Markdown. */
public final class HttpApiPage {
  private static final String HEAD =
      """
      # HTTP API

      Generated from the endpoints' definitions; do not edit.

      The API listens on `http://127.0.0.1:7070` unless configured otherwise and speaks JSON. Every
      request needs the token: as `Authorization: Bearer <token>`, or as the cookie `millrace` that
      opening `/?token=<token>` sets. `millrace status` prints that address. `GET /api/openapi.json`
      gives this page for programs.

      A value that is not known is `null`. Times are ISO 8601 in UTC. A name that ends in `_ms`
      counts milliseconds, one that ends in `_bytes` bytes.

      Everything that goes wrong answers with a [Problem](#problem) and the HTTP status that fits it:
      400 or 422 for a request that cannot be answered as it is, 401 without the token, 403 for a
      foreign page or a forbidden query, 404 for what is not there, 413 for a body above one
      megabyte, 429 for events that come faster than they can be written, 503 when Millrace cannot
      answer now. An answer of several pieces that fails after it began breaks off.

      Under `/iceberg` the server is an [Iceberg REST catalog](../engines.md): its requests, answers
      and errors are Iceberg's own specification, and it has tokens of its own.
      """;

  private final JsonSchemas schemas = new JsonSchemas();
  private final StringBuilder page = new StringBuilder(HEAD);
  private final Set<String> written = new HashSet<>();

  private HttpApiPage() {}

  /** The page, with a line feed at its end. */
  public static String text(List<Route> routes) {
    HttpApiPage page = new HttpApiPage();
    page.schemas.of(Problem.class);
    page.record("Problem");
    routes.forEach(page::route);
    return page.page.toString();
  }

  private void route(Route route) {
    page.append("\n## ").append(route.method()).append(" `").append(route.path()).append("`\n\n");
    page.append(route.summary());
    if (!route.text().isEmpty()) {
      page.append(' ').append(route.text());
    }
    page.append('\n');
    if (!route.parameters().isEmpty()) {
      page.append("\n| parameter | type | default | meaning |\n|---|---|---|---|\n");
      route.parameters().forEach(this::parameter);
    }
    List<String> records = new ArrayList<>();
    route
        .body()
        .ifPresent(
            body ->
                page.append("\nBody: ").append(type(schemas.ofBody(body), records)).append('\n'));
    answer(route.answer(), records);
    if (!route.errors().isEmpty()) {
      page.append("\nErrors: ")
          .append(String.join(", ", route.errors().stream().map(e -> "`" + e + "`").toList()))
          .append('\n');
    }
    records.forEach(this::record);
  }

  private void answer(Route.Answer answer, List<String> records) {
    page.append("\nAnswer: ").append(answer.status()).append(", ");
    if (answer instanceof Route.Answer.Json json) {
      page.append(type(schemas.of(json.type()), records));
    } else if (answer instanceof Route.Answer.Rows rows) {
      page.append(type(schemas.of(rows.json()), records));
      rows.otherContentTypes().forEach(type -> page.append(", or `").append(type).append('`'));
    } else if (answer instanceof Route.Answer.Events events) {
      page.append("`text/event-stream` of these events:\n");
      for (Map.Entry<String, java.lang.reflect.Type> event : events.events().entrySet()) {
        page.append("\n- `").append(event.getKey()).append("`: ");
        page.append(type(schemas.of(event.getValue()), records));
      }
    } else if (answer instanceof Route.Answer.Text text) {
      page.append("the document, as `").append(text.contentType()).append('`');
    }
    page.append('\n');
  }

  private void parameter(Parameter<?> parameter) {
    String type =
        parameter.choices().isEmpty()
            ? parameter.type()
            : String.join(" or ", parameter.choices().stream().map(c -> "`" + c + "`").toList());
    String place =
        parameter.place() == Parameter.Place.PATH
            ? "required, in the path"
            : parameter
                .shownDefault()
                .map(value -> "`" + value + "`")
                .orElse(parameter.defaultValue().isPresent() ? "optional" : "required");
    page.append(
        "| `%s` | %s | %s | %s |\n".formatted(parameter.name(), type, place, parameter.text()));
  }

  /** Writes a record's fields, once on the page, and after it the records that it holds. */
  private void record(String name) {
    if (!written.add(name)) {
      return;
    }
    ObjectNode schema = schemas.named().get(name);
    page.append("\n### ").append(name).append("\n\n");
    if (schema.has("enum")) {
      page.append("One of ").append(type(schema, List.of())).append(".\n");
      return;
    }
    if (schema.get("properties").isEmpty()) {
      page.append("Has no fields.\n");
      return;
    }
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(field -> required.add(field.asText()));
    List<String> records = new ArrayList<>();
    page.append("| field | type | meaning |\n|---|---|---|\n");
    for (Map.Entry<String, JsonNode> property : schema.get("properties").properties()) {
      page.append(
          "| `%s` | %s%s | %s |\n"
              .formatted(
                  property.getKey(),
                  type(property.getValue(), records),
                  required.contains(property.getKey()) ? "" : ", may be left out",
                  property.getValue().path("description").asText("")));
    }
    records.forEach(this::record);
  }

  /** A type in words; the records it names are added to those that must be on the page. */
  private static String type(JsonNode schema, List<String> records) {
    if (schema.has("$ref")) {
      String name = schema.get("$ref").asText().substring(JsonSchemas.PREFIX.length());
      records.add(name);
      return "[" + name + "](#" + name.toLowerCase(Locale.ROOT) + ")";
    }
    if (schema.has("anyOf")) {
      return type(schema.get("anyOf").get(0), records) + " or null";
    }
    if (schema.has("enum")) {
      List<String> words = new ArrayList<>();
      schema.get("enum").forEach(word -> words.add("`" + word.asText() + "`"));
      return String.join(" ", words);
    }
    if (schema.path("type").isArray()) {
      return (schema.has("format") ? "time" : schema.get("type").get(0).asText()) + " or null";
    }
    return switch (schema.path("type").asText("any")) {
      case "array" -> "array of " + type(schema.get("items"), records);
      case "object" -> "object of " + type(schema.get("additionalProperties"), records);
      case "string" -> schema.has("format") ? "time" : "string";
      case "any" -> "any value";
      default -> schema.get("type").asText();
    };
  }
}
