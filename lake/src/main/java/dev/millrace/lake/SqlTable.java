package dev.millrace.lake;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.TableName;
import dev.millrace.api.lake.Condition;
import dev.millrace.api.lake.LakeColumn;
import dev.millrace.api.lake.LakeScan;
import dev.millrace.api.lake.LakeTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types.NestedField;

/**
 * A table as SQL sees it: one that is there, or the current state that is folded out of a history.
 * The state of a past moment is always folded out of the history, which keeps every change, while
 * snapshots are forgotten; only a table without a history is read by its snapshots.
 */
final class SqlTable implements LakeTable {
  private static final String FILES = "_files";
  private static final String OTHER_ENGINE =
      "Read it with another engine that knows Iceberg, such as Spark or Trino.";
  private static final String COPY =
      "Load it anew with `millrace load … --copy`, which writes it as Parquet, or read it with"
          + " another engine that knows Iceberg.";

  private final Catalog catalog;
  private final String name;
  private final String warehouse;
  private final SqlLayouts layouts;
  private final FileCache cache;
  private final Optional<TableIdentifier> stored;
  private final Optional<TableIdentifier> history;
  private Table storedTable;
  private Table historyTable;

  /**
   * @param layouts knows where files have their values
   * @param cache has the files that are not on this machine
   * @param stored the table with the rows; when empty they are folded out of {@code history}
   * @param history with the changes of its rows, when there is one
   */
  SqlTable(
      Catalog catalog,
      String name,
      String warehouse,
      SqlLayouts layouts,
      FileCache cache,
      Optional<TableIdentifier> stored,
      Optional<TableIdentifier> history) {
    this.catalog = catalog;
    this.name = name;
    this.warehouse = warehouse;
    this.layouts = layouts;
    this.cache = cache;
    this.stored = stored;
    this.history = history;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<LakeColumn> columns() {
    return stored.isPresent() ? columns(storedTable().schema()) : foldedColumns();
  }

  @Override
  public String version() {
    Table table = stored.isPresent() ? storedTable() : historyTable();
    Snapshot snapshot = table.currentSnapshot();
    return table.schema().schemaId() + "/" + (snapshot == null ? "" : snapshot.snapshotId());
  }

  @Override
  public LakeScan scan(Optional<Instant> asOf, Condition condition) {
    if (stored.isEmpty()) {
      return fold(asOf, condition);
    }
    Table table = storedTable();
    if (asOf.isEmpty()) {
      return rows(table, read(table::newScan), Expressions.alwaysTrue(), condition, "");
    }
    boolean ofChanges =
        stored.get().name().endsWith(LakeNames.HISTORY) || TableKind.isOfEvents(table);
    if (ofChanges && isHistory(table)) {
      return rows(table, read(table::newScan), until(asOf.get()), condition, where(asOf.get()));
    }
    return history.isPresent() ? past(asOf.get(), condition) : snapshot(table, asOf.get());
  }

  private LakeScan rows(
      Table table, TableScan scan, Expression limit, Condition condition, String where) {
    Schema schema = scan.schema();
    SqlFilter filter = new SqlFilter(schema, column -> field(schema, column));
    FileCache.Request wanted = cache.request(table.io(), name);
    return new LakeScan(
        files(wanted, table, scan, Expressions.and(limit, filter.of(condition))),
        fields(schema),
        FILES,
        "SELECT * FROM " + FILES + where,
        wanted);
  }

  private static Optional<String> field(Schema schema, String column) {
    return fields(schema).stream()
        .filter(field -> field.name().equalsIgnoreCase(column))
        .map(field -> schema.findField(field.id()).name())
        .findFirst();
  }

  /** What a table without a history was, as long as its snapshots tell. */
  private LakeScan snapshot(Table table, Instant asOf) {
    TableScan scan;
    try {
      scan = table.newScan().asOfTime(asOf.toEpochMilli());
    } catch (IllegalArgumentException e) {
      throw new MillraceException(
          ErrorCode.SQL_INVALID,
          "Cannot read " + name + " as it was at " + asOf + ": it has no snapshot so old.",
          "Give a later time; only tables with a history can be read at any time.",
          e);
    }
    return rows(table, scan, Expressions.alwaysTrue(), Condition.ANY, "");
  }

  /** The past of a table whose present is stored, in the columns that it has now. */
  private LakeScan past(Instant asOf, Condition condition) {
    LakeScan fold = fold(Optional.of(asOf), condition);
    Set<String> known = foldedColumns().stream().map(LakeColumn::name).collect(Collectors.toSet());
    String select =
        columns().stream()
            .map(LakeColumn::name)
            .filter(known::contains)
            .map(Dialect.DUCKDB::identifier)
            .collect(Collectors.joining(", "));
    return new LakeScan(
        fold.files(),
        fold.fields(),
        fold.relation(),
        "SELECT " + select + " FROM (" + fold.sql() + ") AS past",
        fold.supply());
  }

  private LakeScan fold(Optional<Instant> asOf, Condition condition) {
    Table table = historyTable();
    HistoryColumns columns = HistoryColumns.of(table);
    // A change that meets the condition may have a successor that does not, unless it is about the
    // key, which all changes of a row share.
    Set<String> key =
        columns.effectiveKey().stream()
            .filter(column -> columns.of(column).size() == 1)
            .map(column -> columns.of(column).get(0).name())
            .collect(Collectors.toSet());
    SqlFilter filter = new SqlFilter(table.schema(), named(key));
    Expression limit = asOf.map(SqlTable::until).orElse(Expressions.alwaysTrue());
    TableName any = TableName.model("table");
    String changes = LakeNames.history(any).name();
    String sql =
        "WITH "
            + Dialect.DUCKDB.identifier(changes)
            + " AS NOT MATERIALIZED (SELECT * FROM "
            + FILES
            + asOf.map(SqlTable::where).orElse("")
            + ") "
            + CurrentView.sql(Dialect.DUCKDB, any, columns);
    FileCache.Request wanted = cache.request(table.io(), name);
    return new LakeScan(
        files(wanted, table, read(table::newScan), Expressions.and(limit, filter.of(condition))),
        fields(table.schema()),
        FILES,
        sql,
        wanted);
  }

  private static Function<String, Optional<String>> named(Set<String> names) {
    return column -> names.stream().filter(column::equalsIgnoreCase).findFirst();
  }

  private static Expression until(Instant asOf) {
    return Expressions.lessThanOrEqual(Meta.COMMIT_TIME.column(), SqlFilter.micros(asOf));
  }

  private static String where(Instant asOf) {
    return " WHERE "
        + Dialect.DUCKDB.identifier(Meta.COMMIT_TIME.column())
        + " <= make_timestamptz("
        + SqlFilter.micros(asOf)
        + ")";
  }

  private List<LakeColumn> foldedColumns() {
    List<LakeColumn> all = new ArrayList<>();
    HistoryColumns.of(historyTable())
        .columns()
        .forEach(
            column ->
                all.add(
                    new LakeColumn(
                        Meta.columnFor(column.name()),
                        SqlTypes.of(Field.icebergType(column.type()), column.name()))));
    for (Meta meta : List.of(Meta.POSITION, Meta.COMMIT_TIME)) {
      all.add(new LakeColumn(meta.column(), SqlTypes.of(meta.type(), meta.column())));
    }
    return all;
  }

  private static List<LakeColumn> columns(Schema schema) {
    return fields(schema).stream()
        .map(field -> new LakeColumn(field.name(), field.type()))
        .toList();
  }

  /** DuckDB does not tell upper from lower case, so a name that comes again gets an underscore. */
  private static List<LakeScan.Field> fields(Schema schema) {
    List<LakeScan.Field> fields = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (NestedField field : schema.columns()) {
      String free = field.name();
      while (!taken.add(free.toLowerCase(Locale.ROOT))) {
        free = free + "_";
      }
      String type = SqlTypes.of(field.type(), field.name());
      fields.add(new LakeScan.Field(field.fieldId(), free, type));
    }
    return fields;
  }

  private List<LakeScan.File> files(
      FileCache.Request wanted, Table table, TableScan scan, Expression filter) {
    return read(
        () -> {
          List<LakeScan.File> files = new ArrayList<>();
          try (CloseableIterable<FileScanTask> tasks =
              scan.filter(filter).ignoreResiduals().planFiles()) {
            tasks.forEach(task -> files.add(file(wanted, table, task)));
          }
          return files;
        });
  }

  private LakeScan.File file(FileCache.Request wanted, Table table, FileScanTask task) {
    String location = task.file().location();
    if (task.file().format() != FileFormat.PARQUET) {
      boolean loaded = table.properties().containsKey(LakeCatalog.LOADED_FROM);
      throw unsupported(
          "it has a file of format " + task.file().format(), loaded ? COPY : OTHER_ENGINE);
    }
    if (table.io() instanceof LocalFiles && !LocalFiles.isLocal(location)) {
      throw unsupported(
          "its files are not in the lake's store but at " + location.replaceAll("/[^/]*$", ""),
          OTHER_ENGINE);
    }
    if (task.deletes().stream().anyMatch(d -> d.content() == FileContent.EQUALITY_DELETES)) {
      throw unsupported(
          "another writer has left equality deletes in it", "Have that writer compact the table.");
    }
    Map<String, Path> deletes = new HashMap<>();
    task.deletes()
        .forEach(d -> deletes.put(d.location(), wanted.path(d.location(), d.fileSizeInBytes())));
    Optional<LakeScan.DeadRows> dead =
        deletes.isEmpty()
            ? Optional.empty()
            : Optional.of(place -> dead(task, deletes).forEach(place));
    return new LakeScan.File(
        wanted.path(location, task.file().fileSizeInBytes()),
        task.file().recordCount(),
        dead,
        layouts.of(table, task));
  }

  private PositionDeleteIndex dead(FileScanTask task, Map<String, Path> fetched) {
    return read(
        () ->
            new BaseDeleteLoader(d -> LocalFiles.input(fetched.get(d.location())))
                .loadPositionDeletes(task.deletes(), task.file().location()));
  }

  private MillraceException unsupported(String why, String remedy) {
    return new MillraceException(
        ErrorCode.TABLE_UNSUPPORTED, "Cannot read " + name + " in SQL: " + why + ".", remedy);
  }

  private static boolean isHistory(Table table) {
    return table.properties().containsKey(HistoryColumns.KEY)
        && table.schema().findField(Meta.OP.column()) != null
        && table.schema().findField(Meta.SEQUENCE.column()) != null;
  }

  private synchronized Table storedTable() {
    if (storedTable == null) {
      storedTable = load(stored.orElseThrow());
    }
    return storedTable;
  }

  private synchronized Table historyTable() {
    if (historyTable == null) {
      Table loaded = load(history.orElseThrow());
      if (!isHistory(loaded)) {
        throw unsupported("there is no such table, and no history of one", OTHER_ENGINE);
      }
      historyTable = loaded;
    }
    return historyTable;
  }

  private Table load(TableIdentifier id) {
    return read(
        () -> {
          try {
            return catalog.loadTable(id);
          } catch (NoSuchTableException e) {
            throw new MillraceException(
                ErrorCode.TABLE_UNKNOWN,
                "Cannot find table in the lake: " + name + ".",
                "It has just been removed; check its name.",
                e);
          }
        });
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private <T> T read(Reading<T> reading) {
    try {
      return reading.read();
    } catch (MillraceException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new MillraceException(Problems.reading(e, name, warehouse), e);
    }
  }
}
