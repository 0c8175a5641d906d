package dev.millrace.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The Avro schema of a table's change record, from and to a {@link TableSchema}.
 *
 * <p>Avro's fingerprint leaves out logical types, so the record's name carries a hash of the whole
 * description: two descriptions that differ in anything have different fingerprints.
 */
final class AvroSchemas {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Says of a table that it is an event table; not there for others. */
  private static final String EVENTS = "millrace.events";

  private AvroSchemas() {}

  /** The schema as JSON text. */
  static String json(TableSchema table) {
    ArrayNode columns = JSON.createArrayNode();
    for (int i = 0; i < table.columns().size(); i++) {
      columns.add(column(table.columns().get(i), i));
    }
    ArrayNode key = JSON.createArrayNode();
    table.key().forEach(key::add);
    String identity = table.name() + columns.toString() + key + (table.events() ? EVENTS : "");
    long hash = SchemaNormalization.fingerprint64(identity.getBytes(StandardCharsets.UTF_8));

    ObjectNode row = record("Row");
    row.set("fields", columns);
    ObjectNode change = record("Change_" + String.format("%016x", hash));
    change.put("namespace", "millrace");
    change.put("millrace.table", table.name().toString());
    change.set("millrace.key", key);
    if (table.events()) {
      change.put(EVENTS, true);
    }
    ArrayNode fields = change.putArray("fields");
    fields.add(field("operation", JSON.getNodeFactory().textNode("int")));
    fields.add(field("epoch", JSON.getNodeFactory().textNode("int")));
    fields.add(field("commit", JSON.getNodeFactory().textNode("long")));
    fields.add(field("sequence", JSON.getNodeFactory().textNode("long")));
    fields.add(field("commit_time", logical("long", "timestamp-micros")));
    fields.add(field("captured_time", logical("long", "timestamp-micros")));
    fields.add(field("transaction", JSON.getNodeFactory().textNode("string")));
    fields.add(field("unsent", JSON.getNodeFactory().textNode("bytes")));
    fields.add(field("row", row));
    fields.add(field("before", nullable(JSON.getNodeFactory().textNode("millrace.Row"))));
    return change.toString();
  }

  /** CRC-64-AVRO of the schema's canonical form, as Avro's single-object encoding wants it. */
  static long fingerprint(String json) {
    return SchemaNormalization.parsingFingerprint64(new Schema.Parser().parse(json));
  }

  /** Reads what {@link #json} wrote. */
  static TableSchema table(String json) {
    try {
      JsonNode change = JSON.readTree(json);
      TableName name = TableName.parse(change.path("millrace.table").asText());
      List<String> key = new ArrayList<>();
      change.path("millrace.key").forEach(column -> key.add(column.asText()));
      List<Column> columns = new ArrayList<>();
      for (JsonNode field : change.path("fields")) {
        if (field.path("name").asText().equals("row")) {
          for (JsonNode column : field.path("type").path("fields")) {
            columns.add(
                new Column(
                    column.path("millrace.column").asText(),
                    ColumnType.parse(column.path("millrace.type").asText()),
                    column.path("millrace.nullable").asBoolean(),
                    column.path("doc").asText("")));
          }
        }
      }
      return new TableSchema(name, columns, key, change.path(EVENTS).asBoolean());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot read a table's schema: " + json, e);
    }
  }

  private static ObjectNode column(Column column, int index) {
    ObjectNode field = JSON.createObjectNode();
    field.put("name", avroName(column.name(), index));
    field.set("type", nullable(avroType(column.type())));
    field.putNull("default");
    field.put("millrace.column", column.name());
    field.put("millrace.type", column.type().toString());
    field.put("millrace.nullable", column.nullable());
    if (!column.comment().isEmpty()) {
      field.put("doc", column.comment());
    }
    return field;
  }

  private static JsonNode avroType(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> JSON.getNodeFactory().textNode("boolean");
      case INT32 -> JSON.getNodeFactory().textNode("int");
      case INT64 -> JSON.getNodeFactory().textNode("long");
      case FLOAT32 -> JSON.getNodeFactory().textNode("float");
      case FLOAT64 -> JSON.getNodeFactory().textNode("double");
      case TEXT, JSON -> JSON.getNodeFactory().textNode("string");
      case BYTES -> JSON.getNodeFactory().textNode("bytes");
      case DATE -> logical("int", "date");
      case TIME -> logical("long", "time-micros");
      case TIMESTAMP -> logical("long", "local-timestamp-micros");
      case INSTANT -> logical("long", "timestamp-micros");
      case DECIMAL -> {
        ObjectNode decimal = logical("bytes", "decimal");
        decimal.put("precision", type.precision());
        decimal.put("scale", type.scale());
        yield decimal;
      }
    };
  }

  /** Avro's names are ASCII words; a name that is none gets one made from its place. */
  private static String avroName(String column, int index) {
    return column.matches("[A-Za-z_][A-Za-z0-9_]*") ? column : "column_" + index;
  }

  private static ObjectNode record(String name) {
    ObjectNode record = JSON.createObjectNode();
    record.put("type", "record");
    record.put("name", name);
    return record;
  }

  private static ObjectNode field(String name, JsonNode type) {
    ObjectNode field = JSON.createObjectNode();
    field.put("name", name);
    field.set("type", type);
    return field;
  }

  private static ObjectNode logical(String type, String logicalType) {
    ObjectNode node = JSON.createObjectNode();
    node.put("type", type);
    node.put("logicalType", logicalType);
    return node;
  }

  private static ArrayNode nullable(JsonNode type) {
    ArrayNode union = JSON.createArrayNode();
    union.add("null");
    union.add(type);
    return union;
  }
}
