package dev.millrace.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.TableSchema;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type.PrimitiveType;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Which fields of a history table hold which columns of its source, kept in the table's properties.
 *
 * <p>A column may have several fields: when its type changes in a way that Iceberg's own type
 * promotion does not cover, its field is renamed to {@code <column>__<old type>} and keeps its
 * values, and a new field takes the name. A change has its value in one of them. What reads the
 * history takes the one that is there, converted to the newest type.
 *
 * @param fields by id; the last of a column is the one that is written
 * @param key the key's columns
 * @param unsent the columns that were not sent at least once
 */
record HistoryColumns(List<Field> fields, List<String> key, Set<String> unsent) {
  static final String KEY = "millrace.key";
  static final String UNSENT = "millrace.unsent";

  private static final ObjectMapper JSON = new ObjectMapper();

  HistoryColumns {
    fields = List.copyOf(fields);
    key = List.copyOf(key);
    unsent = Set.copyOf(unsent);
  }

  /** What a table's properties say. */
  static HistoryColumns of(Table table) {
    return of(table.schema(), table.properties());
  }

  static HistoryColumns of(Schema schema, Map<String, String> properties) {
    List<Field> fields = new ArrayList<>();
    properties.forEach(
        (name, value) -> {
          if (Field.isProperty(name)) {
            NestedField field = schema.findField(Field.id(name));
            if (field != null) {
              fields.add(Field.of(field.fieldId(), field.name(), value));
            }
          }
        });
    fields.sort(Comparator.comparingInt(Field::id));
    return new HistoryColumns(
        fields,
        names(properties.getOrDefault(KEY, "[]")),
        new HashSet<>(names(properties.getOrDefault(UNSENT, "[]"))));
  }

  /** The fields of a new table: its columns, then what is said of each change. */
  static Schema newSchema(TableSchema table) {
    List<NestedField> fields = new ArrayList<>();
    for (Column column : table.columns()) {
      fields.add(
          Types.NestedField.optional(
              fields.size() + 1,
              Meta.columnFor(column.name()),
              Field.icebergType(column.type()),
              column.comment().isEmpty() ? null : column.comment()));
    }
    for (Meta meta : Meta.ALL) {
      int id = fields.size() + 1;
      fields.add(
          meta.required()
              ? Types.NestedField.required(id, meta.column(), meta.type(), meta.doc())
              : Types.NestedField.optional(id, meta.column(), meta.type(), meta.doc()));
    }
    return new Schema(fields);
  }

  /** The properties of a new table of {@link #newSchema}. */
  static Map<String, String> newProperties(TableSchema table) {
    Map<String, String> properties = new HashMap<>();
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.columns().get(i);
      properties.put(Field.property(i + 1), Field.describe(column.type(), column.name()));
    }
    properties.put(KEY, json(table.key()));
    return properties;
  }

  /** The field in which a column is written. */
  Optional<Field> live(String column) {
    Field last = null;
    for (Field field : fields) {
      if (field.column().equals(column)) {
        last = field;
      }
    }
    return Optional.ofNullable(last);
  }

  /** The fields that hold a column's values, the one written first. */
  List<Field> of(String column) {
    List<Field> found = new ArrayList<>();
    for (Field field : fields) {
      if (field.column().equals(column)) {
        found.add(0, field);
      }
    }
    return found;
  }

  /** The columns with the type in which they are written now. */
  List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Field field : fields) {
      if (seen.add(field.column())) {
        columns.add(Column.of(field.column(), live(field.column()).orElseThrow().type()));
      }
    }
    return columns;
  }

  /** The key's columns; all columns for a table without a key. */
  List<String> effectiveKey() {
    return key.isEmpty() ? columns().stream().map(Column::name).toList() : key;
  }

  /** Whether a table can take all columns of a schema as they are. */
  boolean covers(TableSchema wanted) {
    for (Column column : wanted.columns()) {
      Optional<Field> field = live(column.name());
      if (field.isEmpty() || !field.get().type().equals(column.type())) {
        return false;
      }
    }
    return key.equals(wanted.key());
  }

  /** Changes a table in one commit so that it covers a schema. Nothing is taken from it. */
  void evolve(Table table, TableSchema wanted) {
    Transaction transaction = table.newTransaction();
    Map<String, String> properties = new HashMap<>();
    properties.put(KEY, json(wanted.key()));
    List<Column> added = widen(transaction, wanted, properties);
    if (!added.isEmpty()) {
      UpdateSchema add = transaction.updateSchema();
      for (Column column : added) {
        add.addColumn(
            null,
            Meta.columnFor(column.name()),
            Field.icebergType(column.type()),
            column.comment().isEmpty() ? null : column.comment());
      }
      add.commit();
      for (Column column : added) {
        properties.put(
            Field.property(fieldId(transaction.table().schema(), Meta.columnFor(column.name()))),
            Field.describe(column.type(), column.name()));
      }
    }
    UpdateProperties update = transaction.updateProperties();
    properties.forEach(update::set);
    update.commit();
    transaction.commitTransaction();
  }

  /** Widens what Iceberg can widen, renames what it cannot; returns the columns to add. */
  private List<Column> widen(
      Transaction transaction, TableSchema wanted, Map<String, String> properties) {
    List<Column> added = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    transaction.table().schema().columns().forEach(field -> taken.add(field.name()));
    UpdateSchema update = transaction.updateSchema();
    for (Column column : wanted.columns()) {
      Optional<Field> live = live(column.name());
      if (live.isEmpty()) {
        added.add(column);
        continue;
      }
      Field field = live.get();
      if (field.type().equals(column.type())) {
        continue;
      }
      if (Field.widens(field.type(), column.type())) {
        PrimitiveType type = Field.icebergType(column.type()).asPrimitiveType();
        if (!type.equals(Field.icebergType(field.type()))) {
          update.updateColumn(field.name(), type);
        }
        properties.put(Field.property(field.id()), Field.describe(column.type(), column.name()));
      } else {
        update.renameColumn(field.name(), retiredName(field, taken));
        added.add(column);
      }
    }
    update.commit();
    return added;
  }

  private static String retiredName(Field field, Set<String> taken) {
    String type = field.type().toString().replaceAll("[^a-z0-9]+", "_").replaceAll("_$", "");
    String name = field.name() + "__" + type.toLowerCase(Locale.ROOT);
    String free = name;
    for (int i = 2; !taken.add(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }

  private static int fieldId(Schema schema, String name) {
    for (NestedField field : schema.columns()) {
      if (field.name().equals(name)) {
        return field.fieldId();
      }
    }
    throw new IllegalStateException("Cannot find the field that was added: " + name + ".");
  }

  /**
   * The columns that a change did not send.
   *
   * @param names as {@link Meta#UNSENT} has them; null for none
   * @return by place in a schema
   */
  static BitSet unsentOf(String names, TableSchema schema) {
    BitSet unsent = new BitSet();
    if (names != null) {
      names(names).forEach(name -> schema.indexOf(name).ifPresent(unsent::set));
    }
    return unsent;
  }

  /** Whether a change took its row away, by what {@link Meta#OP} says. */
  static boolean isRemoval(String operation) {
    return operation.equals(Operation.DELETE.label())
        || operation.equals(Operation.TRUNCATE.label());
  }

  /** Newest type of a column. */
  ColumnType type(String column) {
    return live(column).orElseThrow().type();
  }

  static String json(Iterable<String> names) {
    try {
      return JSON.writeValueAsString(names);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write names as JSON.", e);
    }
  }

  static List<String> names(String json) {
    try {
      return JSON.readValue(json, new TypeReference<List<String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read names: " + json + ".", e);
    }
  }
}
