package dev.millrace.lake.load;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.lake.LakeCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.mapping.MappedField;
import org.apache.iceberg.mapping.MappedFields;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * A table's columns, which follow its files: a file with more columns adds them, a wider type
 * widens. The table's name mapping keeps every spelling by which files call a column, since files
 * that Iceberg has not written have no field numbers.
 */
final class Columns {
  private final Catalog catalog;
  private final LoadPlan.Work work;
  private final List<String> positional;
  private Table table;

  Columns(Catalog catalog, LoadPlan.Work work, List<String> positional) {
    this.catalog = catalog;
    this.work = work;
    this.positional = positional;
    this.table = load(catalog, work.name()).orElse(null);
  }

  static Optional<Table> load(Catalog catalog, TableIdentifier name) {
    try {
      return Optional.of(catalog.loadTable(name));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  /** Empty until the first file has come. */
  Optional<Table> table() {
    return Optional.ofNullable(table);
  }

  /** A column's type, if it is settled; null if not. */
  Type known(String name) {
    return table == null
        ? partitionType(name)
        : Optional.ofNullable(table.schema().caseInsensitiveFindField(column(name)))
            .map(NestedField::type)
            .orElse(null);
  }

  private Type partitionType(String name) {
    return work.keys().stream()
        .filter(key -> key.name().equalsIgnoreCase(name))
        .map(Partitions.Key::type)
        .findFirst()
        .orElse(null);
  }

  /** By which names files call the columns. */
  NameMapping names() {
    return names(table);
  }

  private static NameMapping names(Table table) {
    String json = table.properties().get(TableProperties.DEFAULT_NAME_MAPPING);
    // Somebody may have taken it away.
    return json == null ? MappingUtil.create(table.schema()) : NameMappingParser.fromJson(json);
  }

  /** The table's name for a column of a file. */
  String column(String inFile) {
    String given = renamed(inFile);
    if (table == null) {
      return given;
    }
    MappedField mapped = names().find(inFile);
    mapped = mapped == null ? names().find(given) : mapped;
    if (mapped != null && table.schema().findField(mapped.id()) != null) {
      return table.schema().findField(mapped.id()).name();
    }
    NestedField same = table.schema().caseInsensitiveFindField(given);
    return same == null ? given : same.name();
  }

  /** Hive calls the columns of older ORC files {@code _col0} and so on. */
  private String renamed(String inFile) {
    if (inFile.matches("_col[0-9]{1,4}")) {
      int place = Integer.parseInt(inFile.substring("_col".length()));
      if (place < positional.size()) {
        return positional.get(place);
      }
    }
    return inFile;
  }

  /**
   * Makes room for a file's columns; the table is made with the first file.
   *
   * @throws FileProblem when the table has a column with another type
   */
  Table take(Schema file) throws FileProblem {
    List<NestedField> fields = named(file);
    if (table == null) {
      table = create(fields);
    }
    if (!fields.isEmpty()
        && fields.stream().allMatch(field -> table.schema().findField(field.name()) == null)) {
      throw stranger();
    }
    List<NestedField> missing = new ArrayList<>();
    for (NestedField field : fields) {
      NestedField there = table.schema().findField(field.name());
      if (there == null) {
        missing.add(field);
      } else {
        checkTaken(field, there.type());
        if (!isCovered(field.type(), there.type())) {
          missing.add(field);
        }
      }
    }
    boolean unmapped = !table.properties().containsKey(TableProperties.DEFAULT_NAME_MAPPING);
    if (!missing.isEmpty() || unmapped || isSpelledAnew(file, fields)) {
      change(file, fields, missing);
    }
    return table;
  }

  /** Files of one folder are rows of one table. */
  static FileProblem stranger() {
    return new FileProblem(
        "it has no column in common with the files before it",
        "Move it to a folder of its own, or give --table-per-file.");
  }

  private List<NestedField> named(Schema file) throws FileProblem {
    List<NestedField> fields = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (NestedField field : file.columns()) {
      String name = column(field.name());
      if (!taken.add(name.toLowerCase(Locale.ROOT))) {
        throw new FileProblem(
            "two of its columns are called " + name + " but for upper and lower case",
            "Rename one, then load again.");
      }
      fields.add(NestedField.optional(field.fieldId(), name, optional(field.type())));
    }
    return fields;
  }

  /** Whether a file's name for a column is new. */
  private boolean isSpelledAnew(Schema file, List<NestedField> fields) {
    NameMapping names = names();
    for (int i = 0; i < fields.size(); i++) {
      NestedField there = table.schema().findField(fields.get(i).name());
      MappedField mapped = there == null ? null : names.find(there.fieldId());
      if (mapped != null && !mapped.names().contains(file.columns().get(i).name())) {
        return true;
      }
    }
    return false;
  }

  private void change(Schema file, List<NestedField> fields, List<NestedField> missing) {
    Transaction change = table.newTransaction();
    if (!missing.isEmpty()) {
      change.updateSchema().unionByNameWith(new Schema(fresh(missing))).commit();
    }
    Map<Integer, String> spellings = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      int id = change.table().schema().findField(fields.get(i).name()).fieldId();
      spellings.put(id, file.columns().get(i).name());
    }
    NameMapping names = names(change.table());
    change
        .updateProperties()
        .set(
            TableProperties.DEFAULT_NAME_MAPPING,
            NameMappingParser.toJson(spelled(names, spellings)))
        .commit();
    change.commitTransaction();
    table.refresh();
  }

  private static NameMapping spelled(NameMapping names, Map<Integer, String> spellings) {
    List<MappedField> fields = new ArrayList<>();
    for (MappedField field : names.asMappedFields().fields()) {
      Set<String> all = new LinkedHashSet<>(field.names());
      Optional.ofNullable(spellings.get(field.id())).ifPresent(all::add);
      MappedFields nested = field.nestedMapping();
      fields.add(MappedField.of(field.id(), all, nested));
    }
    return NameMapping.of(fields);
  }

  private Table create(List<NestedField> fields) throws FileProblem {
    List<NestedField> all = new ArrayList<>(fields);
    for (Partitions.Key key : work.keys()) {
      Optional<NestedField> inFile =
          fields.stream().filter(field -> field.name().equalsIgnoreCase(key.name())).findFirst();
      if (inFile.isEmpty()) {
        all.add(NestedField.optional(all.size() + 1, key.name(), key.type()));
      } else if (!inFile.get().type().isPrimitiveType()) {
        throw new FileProblem(
            "its column " + key.name() + " is nested, and the folders have that name too",
            "Rename one, then load again.");
      }
    }
    Schema schema = new Schema(fresh(all));
    PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
    for (Partitions.Key key : work.keys()) {
      spec.identity(schema.caseInsensitiveFindField(key.name()).name());
    }
    createNamespace(work.name().namespace());
    Transaction making =
        catalog.newCreateTableTransaction(work.name(), schema, spec.build(), properties(schema));
    making
        .updateProperties()
        .set(
            TableProperties.DEFAULT_NAME_MAPPING,
            NameMappingParser.toJson(MappingUtil.create(making.table().schema())))
        .commit();
    making.commitTransaction();
    return catalog.loadTable(work.name());
  }

  private Map<String, String> properties(Schema schema) {
    Map<String, String> properties = new HashMap<>();
    properties.put(LakeCatalog.LOADED_FROM, work.folder());
    properties.put("comment", "Loaded from " + work.folder());
    // Some of its files belong to somebody else: no engine may delete any.
    properties.put(TableProperties.GC_ENABLED, "false");
    properties.put(TableProperties.PARQUET_COMPRESSION, "zstd");
    properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
    properties.put(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "2");
    // The folder says what the value is; a column of that name in the file may say otherwise.
    work.keys()
        .forEach(
            key ->
                properties.put(
                    TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX
                        + schema.caseInsensitiveFindField(key.name()).name(),
                    "none"));
    properties.put(TableProperties.FORMAT_VERSION, needsThree(schema) ? "3" : "2");
    return properties;
  }

  private static boolean needsThree(Schema schema) {
    return TypeUtil.indexById(schema.asStruct()).values().stream()
        .anyMatch(field -> field.type().typeId() == Type.TypeID.TIMESTAMP_NANO);
  }

  private void createNamespace(Namespace namespace) {
    if (catalog instanceof SupportsNamespaces namespaces
        && !namespaces.namespaceExists(namespace)) {
      try {
        namespaces.createNamespace(namespace);
      } catch (RuntimeException e) {
        // Another process may just have done the same; catalogs say so in different ways.
        if (!namespaces.namespaceExists(namespace)) {
          throw e;
        }
      }
    }
  }

  /** Checks that a table that is there was made from this very folder, in this way. */
  static void checkSame(Table table, LoadPlan.Work work) {
    String from = table.properties().get(LakeCatalog.LOADED_FROM);
    if (from == null) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot load into table " + work.name() + ": it was not made by a load.",
          "Give another name with --table, or another namespace with --into.");
    }
    if (!from.equals(work.folder())) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot load "
              + work.folder()
              + " into table "
              + work.name()
              + ": it was loaded from "
              + from
              + ".",
          "Give another name with --table, or another namespace with --into.");
    }
    List<String> keys = new ArrayList<>();
    for (PartitionField field : table.spec().fields()) {
      keys.add(table.schema().findField(field.sourceId()).name().toLowerCase(Locale.ROOT));
    }
    List<String> wanted =
        work.keys().stream().map(key -> key.name().toLowerCase(Locale.ROOT)).toList();
    if (!keys.equals(wanted)
        || table.spec().fields().stream().anyMatch(f -> !f.transform().isIdentity())) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot load into table "
              + work.name()
              + ": it is partitioned by "
              + keys
              + ", its folders by "
              + wanted
              + ".",
          "Give another name with --table, or another namespace with --into.");
    }
  }

  private void checkTaken(NestedField field, Type there) throws FileProblem {
    if (!isCovered(field.type(), there) && !isWider(field.type(), there)) {
      throw new FileProblem(
          "its column " + field.name() + " is " + field.type() + ", in the table it is " + there,
          "Write the file with the table's type, or load it into a table of its own.");
    }
  }

  /** Whether a table's type takes all values of a file's. */
  private static boolean isCovered(Type file, Type there) {
    if (file.isPrimitiveType() || there.isPrimitiveType()) {
      return file.equals(there)
          || (file.isPrimitiveType()
              && there.isPrimitiveType()
              && TypeUtil.isPromotionAllowed(file, there.asPrimitiveType()));
    }
    if (file.isStructType() && there.isStructType()) {
      return file.asStructType().fields().stream()
          .allMatch(
              field -> {
                NestedField same = there.asStructType().field(field.name());
                return same != null && isCovered(field.type(), same.type());
              });
    }
    if (file.isListType() && there.isListType()) {
      return isCovered(file.asListType().elementType(), there.asListType().elementType());
    }
    return file.isMapType()
        && there.isMapType()
        && isCovered(file.asMapType().keyType(), there.asMapType().keyType())
        && isCovered(file.asMapType().valueType(), there.asMapType().valueType());
  }

  /** Whether a table's type can become one that takes a file's values as well. */
  private static boolean isWider(Type file, Type there) {
    if (file.isPrimitiveType() || there.isPrimitiveType()) {
      return isCovered(file, there)
          || (file.isPrimitiveType()
              && there.isPrimitiveType()
              && TypeUtil.isPromotionAllowed(there, file.asPrimitiveType()));
    }
    if (file.isStructType() && there.isStructType()) {
      return file.asStructType().fields().stream()
          .allMatch(
              field -> {
                NestedField same = there.asStructType().field(field.name());
                return same == null || isWider(field.type(), same.type());
              });
    }
    if (file.isListType() && there.isListType()) {
      return isWider(file.asListType().elementType(), there.asListType().elementType());
    }
    return file.isMapType()
        && there.isMapType()
        && isCovered(file.asMapType().keyType(), there.asMapType().keyType())
        && isWider(file.asMapType().valueType(), there.asMapType().valueType());
  }

  /** Another file may lack what this one always has. */
  private static Type optional(Type type) {
    return switch (type.typeId()) {
      case STRUCT ->
          Types.StructType.of(
              type.asStructType().fields().stream()
                  .map(
                      field ->
                          NestedField.optional(
                              field.fieldId(), field.name(), optional(field.type())))
                  .toList());
      case LIST ->
          Types.ListType.ofOptional(
              type.asListType().elementId(), optional(type.asListType().elementType()));
      case MAP ->
          Types.MapType.ofOptional(
              type.asMapType().keyId(),
              type.asMapType().valueId(),
              type.asMapType().keyType(),
              optional(type.asMapType().valueType()));
      default -> type;
    };
  }

  /** With numbers of which none comes twice; the catalog gives its own. */
  private static List<NestedField> fresh(List<NestedField> fields) {
    int[] last = {0};
    List<NestedField> numbered = new ArrayList<>();
    for (NestedField field : fields) {
      numbered.add(NestedField.optional(++last[0], field.name(), field.type()));
    }
    List<NestedField> all = new ArrayList<>();
    for (NestedField field : numbered) {
      Type type = TypeUtil.assignFreshIds(field.type(), () -> ++last[0]);
      all.add(NestedField.optional(field.fieldId(), field.name(), type));
    }
    return all;
  }

  /** Whether the field numbers of a file are those of the table, for the same columns. */
  static boolean isSame(Schema file, Schema table) {
    Map<Integer, String> there = TypeUtil.indexNameById(table.asStruct());
    return TypeUtil.indexNameById(file.asStruct()).entrySet().stream()
        .allMatch(field -> field.getValue().equals(there.get(field.getKey())));
  }
}
