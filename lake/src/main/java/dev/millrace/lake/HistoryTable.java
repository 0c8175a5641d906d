package dev.millrace.lake;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.DataFiles.Written;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;

/**
 * One table of changes in the catalog, as its writer sees it: the history of a table of rows, or
 * the events of an event table.
 */
final class HistoryTable {
  /** How many changes the log had given up before they were read. */
  private static final String LOST = "millrace.lost";

  private final Table table;
  private HistoryColumns columns;

  private HistoryTable(Table table) {
    this.table = table;
    this.columns = HistoryColumns.of(table);
  }

  /**
   * Loads a table's history, or its events, or creates them.
   *
   * @throws MillraceException when the lake has rows of the table and it is an event table now, or
   *     the other way round
   */
  static HistoryTable openOrCreate(Catalog catalog, TableSchema schema) {
    TableIdentifier name = LakeNames.changes(schema);
    try {
      Table table = catalog.loadTable(name);
      if (TableKind.isOfEvents(table) == schema.events()) {
        if (!"false".equals(table.properties().get(TableProperties.GC_ENABLED))) {
          // An earlier release made it, when its files were its own.
          table.updateProperties().set(TableProperties.GC_ENABLED, "false").commit();
        }
        return new HistoryTable(table);
      }
    } catch (NoSuchTableException e) {
      createNamespace(catalog, name.namespace());
    }
    TableKind.makeRoom(catalog, schema);
    Schema fields = HistoryColumns.newSchema(schema);
    return new HistoryTable(
        catalog.createTable(
            name,
            fields,
            PartitionSpec.builderFor(fields).day(Meta.COMMIT_TIME.column()).build(),
            properties(schema)));
  }

  Table table() {
    return table;
  }

  HistoryColumns columns() {
    return columns;
  }

  /**
   * How far the table has come, as it stands in the catalog now.
   *
   * @throws MillraceException when its snapshots do not say so
   */
  Progress progress() {
    table.refresh();
    columns = HistoryColumns.of(table);
    if (table.currentSnapshot() == null) {
      return Progress.NONE;
    }
    return Progress.newest(ancestors(table))
        .orElseThrow(
            () ->
                new MillraceException(
                    ErrorCode.LAKE_FAILED,
                    "Cannot go on with table in the lake: "
                        + table.name()
                        + ": none of its snapshots says how far it has come.",
                    "Roll it back to a snapshot that Millrace wrote, or rename it to have it"
                        + " written anew from the log."));
  }

  /** Makes room for all columns of a schema. */
  void evolve(TableSchema schema) {
    columns.evolve(table, schema);
    columns = HistoryColumns.of(table);
  }

  /** Notes columns that were not sent, so that readers look for their values in earlier changes. */
  void noteUnsent(Set<String> names) {
    Set<String> all = new TreeSet<>(columns.unsent());
    all.addAll(names);
    table.updateProperties().set(HistoryColumns.UNSENT, HistoryColumns.json(all)).commit();
    columns = HistoryColumns.of(table);
  }

  /** How many changes are missing, since the log had given them up before they were read. */
  long lost() {
    return Long.parseLong(table.properties().getOrDefault(LOST, "0"));
  }

  /** Notes that changes more are missing. */
  void noteLost(long more) {
    table.updateProperties().set(LOST, Long.toString(lost() + more)).commit();
  }

  /**
   * Appends files and progress in one snapshot, unless somebody else has moved the table on.
   *
   * @throws org.apache.iceberg.exceptions.ValidationException when the table's progress is not
   *     {@code before}; nothing is committed then
   */
  void append(List<Written> files, Progress before, Progress after) {
    AppendFiles append = table.newAppend();
    files.forEach(written -> append.appendFile(written.file()));
    after.summary().forEach(append::set);
    append.validateWith(new StillAt(before));
    append.commit();
  }

  static List<Snapshot> ancestors(Table table) {
    List<Snapshot> ancestors = new ArrayList<>();
    Snapshot snapshot = table.currentSnapshot();
    while (snapshot != null) {
      ancestors.add(snapshot);
      snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }
    return ancestors;
  }

  private static void createNamespace(Catalog catalog, Namespace namespace) {
    if (catalog instanceof SupportsNamespaces namespaces
        && !namespaces.namespaceExists(namespace)) {
      try {
        namespaces.createNamespace(namespace);
      } catch (RuntimeException e) {
        // Another writer may just have done the same; catalogs say so in different ways.
        if (!namespaces.namespaceExists(namespace)) {
          throw e;
        }
      }
    }
  }

  private static Map<String, String> properties(TableSchema schema) {
    Map<String, String> properties = fileProperties();
    properties.putAll(HistoryColumns.newProperties(schema));
    if (schema.events()) {
      properties.put(TableKind.EVENTS, "true");
    }
    properties.put(
        "comment", (schema.events() ? "The events of " : "Every change of ") + schema.name());
    properties.put(TableProperties.FORMAT_VERSION, "2");
    return properties;
  }

  /** What holds for the files of histories and current-state tables alike. */
  static Map<String, String> fileProperties() {
    Map<String, String> properties = new HashMap<>();
    properties.put(TableProperties.PARQUET_COMPRESSION, "zstd");
    properties.put(TableProperties.PARQUET_COMPRESSION_LEVEL, "1");
    properties.put(
        TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES, Long.toString(DataFiles.ROW_GROUP_BYTES));
    properties.put(TableProperties.PARQUET_PAGE_SIZE_BYTES, Integer.toString(128 << 10));
    properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
    properties.put(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "2");
    // A history and its current state share files: only who knows both may delete any.
    properties.put(TableProperties.GC_ENABLED, "false");
    return properties;
  }

  /** Holds when nobody has committed changes since the writer read the table's progress. */
  private record StillAt(Progress expected) implements SnapshotAncestryValidator {
    @Override
    public boolean validate(Iterable<Snapshot> ancestors) {
      return Progress.newest(ancestors).orElse(Progress.NONE).equals(expected);
    }

    @Override
    public String errorMessage() {
      return "Another writer has moved the table on";
    }
  }
}
