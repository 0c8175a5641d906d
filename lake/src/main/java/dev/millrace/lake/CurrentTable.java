package dev.millrace.lake;

import dev.millrace.api.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.DVFileWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types.NestedField;

/**
 * One current-state table in the catalog. It refers to the data files of the history, whose rows
 * are not written again, and its deletion vectors take out those that are not the last of their
 * key. So its fields have the ids that they have in the history; what a history says of each change
 * is left out of its schema but for time and position.
 */
final class CurrentTable {
  /** How far the history had come that the table shows. */
  static final String SEQUENCE = Progress.SEQUENCE;

  /** Names a commit, so that its snapshot can be found. */
  static final String COMMIT = "millrace.commit";

  /** Stands for the snapshot of a table that has none. */
  static final long NOTHING = -1;

  private static final Set<Meta> KEPT = Set.of(Meta.COMMIT_TIME, Meta.POSITION);

  private final Table table;

  private CurrentTable(Table table) {
    this.table = table;
  }

  /**
   * Loads a table's current state, or creates it, with the fields that its history has now.
   *
   * @param format of a new table
   */
  static CurrentTable openOrCreate(
      Catalog catalog, TableName name, Table history, CurrentFormat format) {
    TableIdentifier identifier = LakeNames.current(name);
    CurrentTable opened;
    try {
      opened = new CurrentTable(catalog.loadTable(identifier));
    } catch (NoSuchTableException e) {
      if (catalog instanceof ViewCatalog views && views.viewExists(identifier)) {
        // What an earlier release showed the current state by.
        views.dropView(identifier);
      }
      // A new table's fields are numbered one by one, as those of the history were.
      opened =
          new CurrentTable(
              catalog.createTable(
                  identifier,
                  history.schema(),
                  PartitionSpec.unpartitioned(),
                  properties(name, history, format)));
    }
    return opened;
  }

  Table table() {
    return table;
  }

  /** How far the history had come, as the catalog has it now; 0 when there is nothing yet. */
  long refresh() {
    table.refresh();
    return sequence(table);
  }

  /**
   * Whether its rows are not those of the history any more: they are told apart by other columns,
   * or a column has got a type that its values have to be written in anew.
   */
  boolean isToBeRebuilt(Table history) {
    Set<Integer> wanted = ids(wanted(history));
    boolean typeChanged =
        !isNew()
            && table.schema().columns().stream()
                .anyMatch(field -> !wanted.contains(field.fieldId()));
    return typeChanged || !key(history.properties()).equals(key(table.properties()));
  }

  /** Whether it still has all fields of its history, as it is made. */
  private boolean isNew() {
    return table.schema().findField(Meta.SEQUENCE.column()) != null;
  }

  private static String key(Map<String, String> properties) {
    return properties.getOrDefault(HistoryColumns.KEY, "[]");
  }

  /** Whether the table has all fields that it is to have. */
  boolean isLike(Table history) {
    return shape(wanted(history)).equals(shape(table.schema()));
  }

  private static Set<List<Object>> shape(Schema schema) {
    Set<List<Object>> shape = new HashSet<>();
    for (NestedField field : schema.columns()) {
      shape.add(List.of(field.fieldId(), field.name(), field.type()));
    }
    return shape;
  }

  /** Gives the table the fields of its history. */
  void follow(Table history, Transaction transaction) {
    Map<Integer, NestedField> there = new HashMap<>();
    transaction.table().schema().columns().forEach(field -> there.put(field.fieldId(), field));
    Set<Integer> ids = ids(wanted(history));
    UpdateSchema less = transaction.updateSchema();
    there.values().stream()
        .filter(field -> !ids.contains(field.fieldId()))
        .forEach(field -> less.deleteColumn(field.name()));
    less.commit();
    int last = ((HasTableOperations) table).operations().current().lastColumnId();
    List<NestedField> all = new ArrayList<>(history.schema().columns());
    all.sort(Comparator.comparingInt(NestedField::fieldId));
    for (NestedField field : all) {
      NestedField own = there.get(field.fieldId());
      if (field.fieldId() > last) {
        add(field, transaction);
        if (!ids.contains(field.fieldId())) {
          // It came and went in the history meanwhile; here it only takes its number.
          transaction.updateSchema().deleteColumn(field.name()).commit();
        }
      } else if (own != null && ids.contains(field.fieldId()) && !own.type().equals(field.type())) {
        transaction
            .updateSchema()
            .updateColumn(own.name(), field.type().asPrimitiveType())
            .commit();
      }
    }
    transaction.updateProperties().set(HistoryColumns.KEY, key(history.properties())).commit();
  }

  private void add(NestedField field, Transaction transaction) {
    transaction.updateSchema().addColumn(null, field.name(), field.type(), field.doc()).commit();
    int id = transaction.table().schema().findField(field.name()).fieldId();
    if (id != field.fieldId()) {
      throw new IllegalStateException(
          "Cannot add column "
              + field.name()
              + " to "
              + table.name()
              + ": it would be field "
              + id
              + " and is field "
              + field.fieldId()
              + " of the history. Was the table altered by somebody else? Drop it, and it is made"
              + " anew from the history.");
    }
  }

  private static Set<Integer> ids(Schema schema) {
    Set<Integer> ids = new HashSet<>();
    schema.columns().forEach(field -> ids.add(field.fieldId()));
    return ids;
  }

  /** The fields in which columns are written now, and the kept ones of each change. */
  private static Schema wanted(Table history) {
    HistoryColumns columns = HistoryColumns.of(history);
    Set<Integer> ids = new HashSet<>();
    columns.columns().forEach(column -> ids.add(columns.live(column.name()).orElseThrow().id()));
    KEPT.forEach(meta -> ids.add(history.schema().findField(meta.column()).fieldId()));
    List<NestedField> fields = new ArrayList<>();
    for (NestedField field : history.schema().columns()) {
      if (ids.contains(field.fieldId())) {
        fields.add(field);
      }
    }
    return new Schema(fields);
  }

  /** How far the history had come when the table's newest snapshot was made; 0 without one. */
  static long sequence(Table table) {
    return sequence(HistoryTable.ancestors(table)).orElse(0L);
  }

  private static Optional<Long> sequence(Iterable<Snapshot> ancestors) {
    for (Snapshot snapshot : ancestors) {
      String sequence = snapshot.summary().get(SEQUENCE);
      if (sequence != null) {
        return Optional.of(Long.valueOf(sequence));
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> properties(
      TableName name, Table history, CurrentFormat format) {
    Map<String, String> properties = HistoryTable.fileProperties();
    properties.put(HistoryColumns.KEY, key(history.properties()));
    properties.put("comment", "The current state of " + name);
    properties.put(TableProperties.FORMAT_VERSION, Integer.toString(format.formatVersion()));
    return properties;
  }

  /**
   * The files that the table's snapshot has.
   *
   * @param numbers gives each its number
   */
  List<LiveFile> files(ToIntFunction<DataFile> numbers) {
    BaseDeleteLoader loader =
        new BaseDeleteLoader(vector -> table.io().newInputFile(vector.location()));
    List<LiveFile> found = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        LiveFile file = new LiveFile(numbers.applyAsInt(task.file()));
        file.file = task.file().copyWithoutStats();
        DeleteFile vector = task.deletes().isEmpty() ? null : task.deletes().get(0).copy();
        PositionDeleteIndex dead =
            vector == null
                ? null
                : loader.loadPositionDeletes(List.of(vector), file.file.location());
        file.settle(dead, vector);
        found.add(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the lake's table: " + table.name(), e);
    }
    return found;
  }

  /** How the table is by its newest snapshot. */
  LakeStatus.Current status() {
    Snapshot snapshot = table.currentSnapshot();
    if (snapshot == null) {
      return LakeStatus.Current.NONE;
    }
    Map<String, String> summary = snapshot.summary();
    long dead = total(summary, SnapshotSummary.TOTAL_POS_DELETES_PROP);
    return new LakeStatus.Current(
        total(summary, SnapshotSummary.TOTAL_DATA_FILES_PROP),
        total(summary, SnapshotSummary.TOTAL_RECORDS_PROP) - dead,
        dead,
        total(summary, SnapshotSummary.TOTAL_FILE_SIZE_PROP));
  }

  private static long total(Map<String, String> summary, String name) {
    return Long.parseLong(summary.getOrDefault(name, "0"));
  }

  /** Writes which rows of some files are dead; by the files' locations. */
  Map<String, DeleteFile> writeDeletes(Map<LiveFile, PositionDeleteIndex> dead) {
    Map<String, DeleteFile> written = new HashMap<>();
    try {
      if (isOfFormat2()) {
        for (Map.Entry<LiveFile, PositionDeleteIndex> entry : dead.entrySet()) {
          if (entry.getValue().isNotEmpty()) {
            String location = entry.getKey().file.location();
            written.put(location, writePositions(location, entry.getValue()));
          }
        }
      } else {
        writeVectors(dead).forEach(vector -> written.put(vector.referencedDataFile(), vector));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write which rows are dead in the lake's table: " + table.name(), e);
    }
    return written;
  }

  private boolean isOfFormat2() {
    return ((HasTableOperations) table).operations().current().formatVersion() < 3;
  }

  private List<DeleteFile> writeVectors(Map<LiveFile, PositionDeleteIndex> dead)
      throws IOException {
    OutputFileFactory names =
        OutputFileFactory.builderFor(table, 0, 0)
            .defaultSpec(DataFiles.specOf(table))
            .format(FileFormat.PUFFIN)
            .build();
    DVFileWriter writer = new BaseDVFileWriter(names, location -> null);
    try (writer) {
      dead.forEach(
          (file, rows) -> {
            if (rows.isNotEmpty()) {
              writer.delete(file.file.location(), rows, DataFiles.specOf(table), null);
            }
          });
    }
    return writer.result().deleteFiles();
  }

  private DeleteFile writePositions(String location, PositionDeleteIndex dead) throws IOException {
    OutputFile file =
        OutputFileFactory.builderFor(table, 0, 0)
            .defaultSpec(DataFiles.specOf(table))
            .format(FileFormat.PARQUET)
            .suffix("deletes")
            .build()
            .newOutputFile()
            .encryptingOutputFile();
    PositionDeleteWriter<Record> writer =
        Parquet.writeDeletes(file)
            .forTable(table)
            .rowSchema(null)
            // Readers tell by the bounds of the files' names that one data file alone is meant.
            .metricsConfig(MetricsConfig.forPositionDelete())
            .withSpec(DataFiles.specOf(table))
            .buildPositionWriter();
    PositionDelete<Record> row = PositionDelete.create();
    try (writer) {
      dead.forEach(place -> writer.write(row.set(location, place)));
    }
    return writer.toDeleteFile();
  }

  /**
   * The snapshot that a commit has made, or the newest at all.
   *
   * @param token of the commit; null for the newest
   * @return its id; {@link #NOTHING} when there is none
   */
  long snapshot(String token) {
    for (Snapshot snapshot : HistoryTable.ancestors(table)) {
      if (token == null || token.equals(snapshot.summary().get(COMMIT))) {
        return snapshot.snapshotId();
      }
    }
    return NOTHING;
  }

  /**
   * Holds when nobody has committed since, not even files that were put together: what is known of
   * the files' rows would not be true any more.
   */
  record StillAt(long snapshot) implements SnapshotAncestryValidator {
    @Override
    public boolean validate(Iterable<Snapshot> ancestors) {
      Iterator<Snapshot> newest = ancestors.iterator();
      return (newest.hasNext() ? newest.next().snapshotId() : NOTHING) == snapshot;
    }

    @Override
    public String errorMessage() {
      return "Another writer has moved the table on";
    }
  }
}
