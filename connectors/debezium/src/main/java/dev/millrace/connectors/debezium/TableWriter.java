package dev.millrace.connectors.debezium;

import dev.millrace.api.Column;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Encodes the changes of one table in one form; made anew when the form changes. */
final class TableWriter {
  private final Schema rowSchema;
  private final Optional<Schema> keySchema;
  private final TableSchema schema;
  private final ChangeEncoder encoder;
  private final Field[] fields;
  private final ColumnWriter[] writers;
  private final boolean[] inKey;
  private final BeforeImages images;

  /**
   * Makes the table's schema known.
   *
   * @param rowSchema of a row before or after a change
   * @param keySchema of the key, if the table has one
   * @param images what the source gives of a row before a change
   */
  TableWriter(
      TableName.Raw name,
      Schema rowSchema,
      Optional<Schema> keySchema,
      BeforeImages images,
      Schemas schemas) {
    this.images = images;
    this.rowSchema = rowSchema;
    this.keySchema = keySchema;
    this.fields = rowSchema.fields().toArray(Field[]::new);
    this.writers = new ColumnWriter[fields.length];
    this.inKey = new boolean[fields.length];
    List<Column> columns = new ArrayList<>();
    List<String> key = keyColumns(keySchema);
    for (int i = 0; i < fields.length; i++) {
      Schema type = fields[i].schema();
      DebeziumTypes.Mapped mapped = DebeziumTypes.of(name + "." + fields[i].name(), type);
      writers[i] = mapped.writer();
      inKey[i] = key.isEmpty() || key.contains(fields[i].name());
      columns.add(
          new Column(
              fields[i].name(),
              mapped.type(),
              type.isOptional(),
              type.doc() == null ? "" : type.doc()));
    }
    this.schema = new TableSchema(name, columns, key);
    this.encoder = schemas.encoder(schema);
  }

  /** A key that may be empty in part names no row; the whole row does then. */
  private static List<String> keyColumns(Optional<Schema> keySchema) {
    List<Field> fields = keySchema.map(Schema::fields).orElse(List.of());
    return fields.stream().anyMatch(field -> field.schema().isOptional())
        ? List.of()
        : fields.stream().map(Field::name).toList();
  }

  /** What a source gives of a row before a change. */
  enum BeforeImages {
    WHOLE_ROW,
    KEY_ONLY
  }

  /** Whether this writes rows of these very schemas. */
  boolean writes(Schema rowSchema, Schema keySchema) {
    return this.rowSchema == rowSchema && this.keySchema.orElse(null) == keySchema;
  }

  TableSchema schema() {
    return schema;
  }

  String topic() {
    return schema.name().topic();
  }

  /** Whether the whole row is its own key. */
  boolean isKeyless() {
    return !schema.keyed();
  }

  /**
   * Encodes a row that is there after a change; {@link #key} and {@link #value} then have it.
   *
   * @param before the row before the change; null when the source gives nothing of it
   */
  void write(ChangeHead head, Struct row, Struct before) {
    Struct whole = images == BeforeImages.WHOLE_ROW ? before : null;
    RowSink sink = begin(head);
    for (int i = 0; i < fields.length; i++) {
      Object value = value(row, fields[i]);
      if (whole != null && Unsent.isAny(value)) {
        value = value(whole, fields[i]);
      }
      put(i, value, sink);
    }
    if (whole != null) {
      RowSink beforeSink = encoder.before();
      for (int i = 0; i < fields.length; i++) {
        put(i, value(whole, fields[i]), beforeSink);
      }
    }
  }

  /** Encodes the end of a row; {@link #key} and {@link #value} then have it. */
  void writeEnd(ChangeHead head, Struct row) {
    RowSink sink = begin(head);
    for (int i = 0; i < fields.length; i++) {
      if (inKey[i] || images == BeforeImages.WHOLE_ROW) {
        put(i, value(row, fields[i]), sink);
      } else {
        sink.putUnsent(i);
      }
    }
  }

  private RowSink begin(ChangeHead head) {
    return encoder.begin(
        head.operation(),
        head.position(),
        head.commitMicros(),
        head.capturedMicros(),
        head.transaction());
  }

  byte[] key() {
    return encoder.key();
  }

  byte[] value() {
    return encoder.value();
  }

  private void put(int column, Object value, RowSink sink) {
    if (value == null) {
      sink.putNull(column);
    } else {
      writers[column].put(column, value, sink);
    }
  }

  /** {@code Struct.get} would give a column's default in the place of NULL. */
  private static Object value(Struct row, Field field) {
    return field.schema().defaultValue() == null
        ? row.get(field)
        : row.getWithoutDefault(field.name());
  }
}
