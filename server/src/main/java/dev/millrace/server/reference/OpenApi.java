package dev.millrace.server.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.api.Problem;
import dev.millrace.server.endpoint.Parameter;
import dev.millrace.server.endpoint.Route;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The OpenAPI 3.1 document of the routes. */
public final class OpenApi {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private OpenApi() {}

  /** The document, indented, with a line feed at its end. */
  public static String document(List<Route> routes) {
    JsonSchemas schemas = new JsonSchemas();
    ObjectNode root = NODES.objectNode();
    root.put("openapi", "3.1.0");
    root.putObject("info")
        .put("title", "Millrace")
        .put("version", "1")
        .put(
            "description",
            "Change capture, one supply-chain model, live. Every request needs the token.");
    root.putArray("security").add(security("bearer")).add(security("cookie"));
    ObjectNode paths = root.putObject("paths");
    for (Route route : routes) {
      ObjectNode path = paths.withObjectProperty(route.path());
      path.set(route.method().name().toLowerCase(Locale.ROOT), operation(route, schemas));
    }
    ObjectNode components = root.putObject("components");
    ObjectNode named = components.putObject("schemas");
    schemas.of(Problem.class);
    schemas.named().forEach(named::set);
    ObjectNode secured = components.putObject("securitySchemes");
    secured.putObject("bearer").put("type", "http").put("scheme", "bearer");
    secured
        .putObject("cookie")
        .put("type", "apiKey")
        .put("in", "cookie")
        .put("name", "millrace")
        .put("description", "Set by opening /?token=<token>.");
    return write(root);
  }

  private static ObjectNode security(String name) {
    ObjectNode node = NODES.objectNode();
    node.putArray(name);
    return node;
  }

  private static ObjectNode operation(Route route, JsonSchemas schemas) {
    ObjectNode operation = NODES.objectNode();
    operation.put("operationId", route.name());
    operation.put("summary", route.summary());
    if (!route.text().isEmpty()) {
      operation.put("description", route.text());
    }
    if (!route.parameters().isEmpty()) {
      ArrayNode parameters = operation.putArray("parameters");
      route.parameters().forEach(parameter -> parameters.add(parameter(parameter)));
    }
    route
        .body()
        .ifPresent(
            body -> {
              ObjectNode request = operation.putObject("requestBody").put("required", true);
              request
                  .putObject("content")
                  .putObject("application/json")
                  .set("schema", schemas.ofBody(body));
            });
    ObjectNode responses = operation.putObject("responses");
    responses.set(Integer.toString(route.answer().status()), answer(route.answer(), schemas));
    ObjectNode failure = responses.putObject("default");
    failure.put("description", failures(route));
    failure
        .putObject("content")
        .putObject("application/json")
        .set("schema", schemas.of(Problem.class));
    return operation;
  }

  private static String failures(Route route) {
    String codes = route.errors().stream().map(Enum::name).collect(Collectors.joining(", "));
    return codes.isEmpty() ? "What went wrong." : "What went wrong: " + codes + ".";
  }

  private static ObjectNode parameter(Parameter<?> parameter) {
    ObjectNode node = NODES.objectNode();
    node.put("name", parameter.name());
    node.put("in", parameter.place().name().toLowerCase(Locale.ROOT));
    node.put("required", parameter.defaultValue().isEmpty());
    node.put("description", parameter.text());
    ObjectNode schema = node.putObject("schema").put("type", parameter.type());
    if (!parameter.choices().isEmpty()) {
      ArrayNode choices = schema.putArray("enum");
      parameter.choices().forEach(choices::add);
    }
    parameter.shownDefault().ifPresent(value -> schema.set("default", MAPPER.valueToTree(value)));
    return node;
  }

  private static ObjectNode answer(Route.Answer answer, JsonSchemas schemas) {
    ObjectNode node = NODES.objectNode();
    if (answer instanceof Route.Answer.Json json) {
      node.put("description", "The answer.");
      node.putObject("content")
          .putObject("application/json")
          .set("schema", schemas.of(json.type()));
    } else if (answer instanceof Route.Answer.Rows rows) {
      node.put("description", "The rows.");
      ObjectNode content = node.putObject("content");
      content.putObject("application/json").set("schema", schemas.of(rows.json()));
      for (String type : rows.otherContentTypes()) {
        content.putObject(type).putObject("schema").put("type", "string");
      }
    } else if (answer instanceof Route.Answer.Events events) {
      node.put("description", "Server-sent events: " + eventNames(events.events()) + ".");
      ArrayNode either =
          node.putObject("content")
              .putObject("text/event-stream")
              .putObject("schema")
              .putArray("anyOf");
      events.events().values().forEach(type -> either.add(schemas.of(type)));
    } else if (answer instanceof Route.Answer.Text text) {
      node.put("description", "The document.");
      ObjectNode schema =
          node.putObject("content").putObject(text.contentType()).putObject("schema");
      if (text.contentType().startsWith("text/")) {
        schema.put("type", "string");
      }
    }
    return node;
  }

  private static String eventNames(Map<String, ?> events) {
    return String.join(", ", events.keySet());
  }

  private static String write(ObjectNode root) {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
    printer.indentObjectsWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
    try {
      return MAPPER.writer(printer).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the OpenAPI document.", e);
    }
  }
}
