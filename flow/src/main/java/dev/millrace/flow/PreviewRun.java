package dev.millrace.flow;

import dev.millrace.api.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;

/**
 * What one preview's job reads and what comes of it. Flink makes operators from bytes, so they find
 * it by its name: as {@link SharedSchemas}, it has state that a process shares.
 */
final class PreviewRun implements AutoCloseable {
  private static final Map<String, PreviewRun> RUNNING = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();
  private final Map<TableName, List<GenericRowData>> raw;
  private final Map<TableName, List<String>> columns;
  private final Map<Integer, Changes<List<Optional<String>>>> made = new HashMap<>();
  private final Map<Integer, Changes<Rejected>> rejected = new HashMap<>();

  /**
   * A row that a statement could not make.
   *
   * @param columns of the row, as the step has them that could not take it
   */
  record Rejected(List<String> columns, List<Optional<String>> values, String cause) {}

  /** Rows and how often each is there: what is taken back is not. */
  static final class Changes<T> {
    private final Map<T, Long> counts = new LinkedHashMap<>();

    private void add(T row, RowKind kind) {
      long change = kind == RowKind.INSERT || kind == RowKind.UPDATE_AFTER ? 1 : -1;
      counts.merge(row, change, (before, more) -> before + more == 0 ? null : before + more);
    }

    /** Each row as often as it is there. */
    List<T> rows() {
      List<T> rows = new ArrayList<>();
      counts.forEach(
          (row, count) -> {
            for (long i = 0; i < count; i++) {
              rows.add(row);
            }
          });
      return rows;
    }
  }

  private PreviewRun(
      Map<TableName, List<GenericRowData>> raw, Map<TableName, List<String>> columns) {
    this.raw = raw;
    this.columns = columns;
  }

  /**
   * Opens a run; operators find it until it is closed.
   *
   * @param raw rows by table
   * @param columns of these rows by table
   */
  static PreviewRun open(
      Map<TableName, List<GenericRowData>> raw, Map<TableName, List<String>> columns) {
    PreviewRun run = new PreviewRun(raw, columns);
    RUNNING.put(run.name, run);
    return run;
  }

  static PreviewRun named(String name) {
    return RUNNING.get(name);
  }

  String name() {
    return name;
  }

  List<GenericRowData> raw(TableName table) {
    return raw.getOrDefault(table, List.of());
  }

  /** Where columns stand in the rows of a raw table. */
  int[] places(TableName table, List<String> wanted) {
    List<String> all = columns.get(table);
    return wanted.stream().mapToInt(all::indexOf).toArray();
  }

  /** A row that a statement has made, or takes back. */
  synchronized void made(int statement, RowData row, RowValues values) {
    made.computeIfAbsent(statement, none -> new Changes<>()).add(values.of(row), row.getRowKind());
  }

  /** A row that a statement could not make, or takes back. */
  synchronized void rejected(int statement, RowKind kind, Rejected row) {
    rejected.computeIfAbsent(statement, none -> new Changes<>()).add(row, kind);
  }

  synchronized List<List<Optional<String>>> made(int statement) {
    return made.containsKey(statement) ? made.get(statement).rows() : List.of();
  }

  synchronized List<Rejected> rejected(int statement) {
    return rejected.containsKey(statement) ? rejected.get(statement).rows() : List.of();
  }

  @Override
  public void close() {
    RUNNING.remove(name);
  }
}
