package dev.millrace.flow;

import dev.millrace.api.Column;
import dev.millrace.api.Position;
import dev.millrace.api.Problem;
import dev.millrace.api.TableSchema;
import dev.millrace.api.explore.Exploration;
import dev.millrace.api.explore.RowChoice;
import dev.millrace.api.explore.SourceTable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.binary.BinaryStringData;
import org.apache.flink.table.types.logical.LogicalType;

/** The rows of one raw table that a preview works on. */
final class SampledTable {
  /** So many times as many rows are read along as are read at first. */
  private static final int ALONG = 3;

  /** So many values are asked for in one question. */
  private static final int VALUES_AT_ONCE = 500;

  /** Rows of long texts are many bytes: no more of them are kept, however few they are. */
  private static final long MOST_BYTES = 24 << 20;

  private final SourceTable table;
  private final Exploration source;
  private final TableSchema schema;
  private final LogicalType[] types;
  private final int most;
  private final List<GenericRowData> rows = new ArrayList<>();
  private final Set<List<Object>> keys = new HashSet<>();
  private final Map<List<String>, Set<List<String>>> asked = new HashMap<>();
  private final GenericRowData origin = new GenericRowData(2);

  private boolean whole;
  private long bytes;
  private int along;
  private Optional<Problem> problem = Optional.empty();

  /**
   * @param columns that are read of it
   * @param most rows of its own, and several times as many that others refer to
   */
  SampledTable(SourceTable table, Exploration source, Set<String> columns, int most) {
    this.table = table;
    this.source = source;
    this.most = most;
    Set<String> needed = new HashSet<>(columns);
    needed.addAll(table.schema().key());
    schema =
        table.only(
            table.schema().columns().stream().map(Column::name).filter(needed::contains).toList());
    types =
        schema.columns().stream()
            .map(column -> FlinkTypes.type(column.type()).getLogicalType())
            .toArray(LogicalType[]::new);
    origin.setField(0, StringData.fromString(new Position(0, 0, 0).toString()));
    origin.setField(
        1, RowDataSink.timestamp(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())));
  }

  SourceTable table() {
    return table;
  }

  /** The columns of {@link #rows}. */
  List<String> columns() {
    List<String> names = new ArrayList<>();
    schema.columns().forEach(column -> names.add(column.name()));
    names.add(FlinkTypes.POSITION);
    names.add(FlinkTypes.COMMIT_TIME);
    return names;
  }

  List<GenericRowData> rows() {
    return rows;
  }

  boolean whole() {
    return whole;
  }

  /** How many rows were read because others refer to them. */
  int along() {
    return along;
  }

  Optional<Problem> problem() {
    return problem;
  }

  /** Reads all rows of a table that has not too many, and else a sample. */
  void read() {
    problem = take(RowChoice.any(most + 1));
    whole = problem.isEmpty() && rows.size() <= most && bytes <= MOST_BYTES;
    if (rows.size() > most) {
      keys.remove(key(rows.remove(most)));
    }
  }

  /** Reads all rows of a table that has not too many, and else none: they come {@link #along}. */
  void readIfSmall() {
    if (table.rows() <= most) {
      read();
    }
    if (!whole) {
      rows.clear();
      keys.clear();
    }
  }

  /**
   * Reads the rows that have some values and are not there yet.
   *
   * @param columns of the table
   * @param values one for each of the columns
   * @return whether all of these rows are there now that there are
   */
  boolean follow(List<String> columns, Set<List<String>> values) {
    Set<List<String>> open = new HashSet<>(values);
    open.removeAll(values(columns));
    open.removeAll(asked.getOrDefault(columns, Set.of()));
    List<List<String>> missing = List.copyOf(open);
    for (int begin = 0; begin < missing.size(); begin += VALUES_AT_ONCE) {
      int room = ALONG * most - along;
      if (room <= 0 || problem.isPresent() || bytes > MOST_BYTES) {
        return false;
      }
      List<List<String>> part =
          missing.subList(begin, Math.min(missing.size(), begin + VALUES_AT_ONCE));
      int before = rows.size();
      problem = take(RowChoice.having(columns, part, room));
      along += rows.size() - before;
      asked.computeIfAbsent(columns, none -> new HashSet<>()).addAll(part);
    }
    return problem.isEmpty() && bytes <= MOST_BYTES;
  }

  /** What stands in some columns, where none of them is empty. */
  Set<List<String>> values(List<String> columns) {
    int[] places = columns.stream().mapToInt(name -> schema.indexOf(name).orElseThrow()).toArray();
    Set<List<String>> values = new HashSet<>();
    for (GenericRowData row : rows) {
      List<String> value = new ArrayList<>(places.length);
      for (int place : places) {
        if (row.getField(place) != null) {
          value.add(RowValues.text(row.getField(place), types[place]));
        }
      }
      if (value.size() == places.length) {
        values.add(value);
      }
    }
    return values;
  }

  /** Whether no two rows agree in some columns. */
  boolean unique(List<String> columns) {
    return (table.schema().keyed() && columns.containsAll(table.schema().key()))
        || table.uniqueKeys().stream().anyMatch(columns::containsAll);
  }

  private Optional<Problem> take(RowChoice choice) {
    int[] places = new int[types.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    RowDataSink sink = new RowDataSink(schema, places);
    GenericRowData[] row = {next(sink)};
    List<String> names = schema.columns().stream().map(Column::name).toList();
    return source.read(
        table,
        names,
        choice,
        sink,
        () -> {
          add(row[0]);
          row[0] = next(sink);
        });
  }

  private GenericRowData next(RowDataSink sink) {
    GenericRowData row = new GenericRowData(types.length + 2);
    row.setField(types.length, origin.getField(0));
    row.setField(types.length + 1, origin.getField(1));
    sink.fill(row);
    return row;
  }

  private void add(GenericRowData row) {
    bytes += size(row);
    if (bytes <= MOST_BYTES && (!table.schema().keyed() || keys.add(key(row)))) {
      rows.add(row);
    }
  }

  /** Roughly: what is not text or bytes is small. */
  private static long size(GenericRowData row) {
    long size = 0;
    for (int i = 0; i < row.getArity(); i++) {
      Object value = row.getField(i);
      size +=
          value instanceof BinaryStringData text
              ? text.getSizeInBytes()
              : value instanceof byte[] bytes ? bytes.length : Long.BYTES;
    }
    return size;
  }

  private List<Object> key(GenericRowData row) {
    List<Object> key = new ArrayList<>();
    for (String column : table.schema().key()) {
      Object value = row.getField(schema.indexOf(column).orElseThrow());
      key.add(value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value);
    }
    return key;
  }
}
