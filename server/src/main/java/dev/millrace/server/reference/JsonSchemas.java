package dev.millrace.server.reference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.server.endpoint.Description;
import dev.millrace.server.endpoint.ListOf;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** JSON Schemas of the records that travel, as the server writes them. */
final class JsonSchemas {
  static final String PREFIX = "#/components/schemas/";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Map<String, ObjectNode> named = new TreeMap<>();

  /** The schemas that others refer to, by name. */
  Map<String, ObjectNode> named() {
    return named;
  }

  /** The schema of an answer, or of a part of one: what is not known is null. */
  ObjectNode of(Type type) {
    if (type instanceof ListOf list) {
      return array(of(list.element()));
    }
    if (type instanceof ParameterizedType generic) {
      return generic(generic);
    }
    if (type == OptionalLong.class || type == OptionalInt.class) {
      return nullable(plain("integer"));
    }
    return plainOrNamed((Class<?>) type);
  }

  /** The schema of a request's body: what is optional may be left out. */
  ObjectNode ofBody(Class<? extends Record> type) {
    return reference(type, true);
  }

  private ObjectNode generic(ParameterizedType generic) {
    Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
    if (generic.getRawType() == Optional.class) {
      return nullable(of(last));
    }
    if (generic.getRawType() == List.class) {
      return array(of(last));
    }
    if (generic.getRawType() == Map.class) {
      ObjectNode map = plain("object");
      map.set("additionalProperties", of(last));
      return map;
    }
    throw new IllegalArgumentException("Cannot describe " + generic + ".");
  }

  private ObjectNode plainOrNamed(Class<?> type) {
    if (type == String.class) {
      return plain("string");
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return plain("integer");
    }
    if (type == double.class || type == Double.class) {
      return plain("number");
    }
    if (type == boolean.class || type == Boolean.class) {
      return plain("boolean");
    }
    if (type == Instant.class) {
      return plain("string").put("format", "date-time");
    }
    if (type == Object.class) {
      return NODES.objectNode();
    }
    if (type == ErrorCode.class) {
      named.computeIfAbsent("ErrorCode", name -> words(ErrorCode.class));
      return NODES.objectNode().put("$ref", PREFIX + "ErrorCode");
    }
    if (type.isEnum()) {
      return words(type);
    }
    if (type == Problem.class) {
      ObjectNode code = of(ErrorCode.class);
      named.computeIfAbsent("Problem", name -> problem(code));
      return NODES.objectNode().put("$ref", PREFIX + "Problem");
    }
    if (type.isRecord()) {
      return reference(type, type.isAnnotationPresent(JsonInclude.class));
    }
    throw new IllegalArgumentException("Cannot describe " + type + ".");
  }

  private ObjectNode reference(Class<?> type, boolean mayBeLeftOut) {
    String name = type.getSimpleName();
    if (!named.containsKey(name)) {
      named.put(name, NODES.objectNode());
      named.put(name, object(type, mayBeLeftOut));
    }
    return NODES.objectNode().put("$ref", PREFIX + name);
  }

  private ObjectNode object(Class<?> type, boolean mayBeLeftOut) {
    ObjectNode schema = plain("object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = NODES.arrayNode();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = SnakeCaseStrategy.INSTANCE.translate(component.getName());
      Optional<Type> inner =
          mayBeLeftOut ? insideOptional(component.getGenericType()) : Optional.empty();
      ObjectNode property = of(inner.orElse(component.getGenericType()));
      Description description = component.getAnnotation(Description.class);
      if (description != null) {
        property.put("description", description.value());
      }
      properties.set(name, property);
      if (inner.isEmpty()) {
        required.add(name);
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema.put("additionalProperties", false);
  }

  private static Optional<Type> insideOptional(Type type) {
    if (type == OptionalLong.class || type == OptionalInt.class) {
      return Optional.of(long.class);
    }
    return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class
        ? Optional.of(generic.getActualTypeArguments()[0])
        : Optional.empty();
  }

  private static ObjectNode problem(ObjectNode code) {
    ObjectNode schema = plain("object");
    ObjectNode properties = schema.putObject("properties");
    properties.set("code", code.put("description", "Stable: programs may decide by it."));
    properties.set("message", plain("string").put("description", "What cannot be done."));
    properties.set("remedy", plain("string").put("description", "What to do about it."));
    properties.set(
        "source_file",
        plain("string")
            .put("description", "The file it stands in, relative to the project; or `query`."));
    properties.set("line", plain("integer").put("description", "From 1."));
    properties.set("column", plain("integer").put("description", "From 1."));
    schema.putArray("required").add("code").add("message").add("remedy");
    return schema.put("additionalProperties", false);
  }

  private static ObjectNode words(Class<?> type) {
    ObjectNode schema = plain("string");
    ArrayNode words = schema.putArray("enum");
    for (Object constant : type.getEnumConstants()) {
      String name = ((Enum<?>) constant).name();
      words.add(type == ErrorCode.class ? name : name.toLowerCase(Locale.ROOT));
    }
    return schema;
  }

  private static ObjectNode plain(String type) {
    return NODES.objectNode().put("type", type);
  }

  private static ObjectNode array(ObjectNode items) {
    ObjectNode schema = plain("array");
    schema.set("items", items);
    return schema;
  }

  private static ObjectNode nullable(ObjectNode schema) {
    if (schema.path("type").isTextual() && !schema.has("enum")) {
      String type = schema.get("type").asText();
      schema.putArray("type").add(type).add("null");
      return schema;
    }
    ObjectNode either = NODES.objectNode();
    either.putArray("anyOf").add(schema).add(plain("null"));
    return either;
  }
}
