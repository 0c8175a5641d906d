package dev.millrace.lake;

import dev.millrace.api.Column;
import dev.millrace.api.TableSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Rows of the current state that stand in no file of the history as they are: some of their values
 * stand in earlier changes, or in another type. They are put together here and written to files of
 * the current state's own.
 */
final class Patches {
  private final Table table;
  private final Schema schema;
  private final TableSchema target;
  private final HistoryColumns columns;
  private final Map<Long, Patch> byPlace = new LinkedHashMap<>();
  private int next;

  /**
   * @param schema of the current-state table, in which the rows are written
   * @param target the columns that changes are read with
   * @param columns where the table keeps them
   */
  Patches(Table table, Schema schema, TableSchema target, HistoryColumns columns) {
    this.table = table;
    this.schema = schema;
    this.target = target;
    this.columns = columns;
  }

  /** A row that is put together. */
  static final class Patch {
    final long place;
    final ChangeRow row;

    /** The row that has the values that are missing; {@link KeyIndex#NONE} when there is none. */
    final long base;

    final long keyHigh;
    final long keyLow;

    /** The columns, by place in the target schema, that no change has sent since that row. */
    final BitSet missing = new BitSet();

    private Patch(long place, ChangeRow row, long base, KeyHash key) {
      this.place = place;
      this.row = row;
      this.base = base;
      this.keyHigh = key.high();
      this.keyLow = key.low();
    }
  }

  int size() {
    return byPlace.size();
  }

  static boolean isPatch(long place) {
    return Places.file(place) == Places.NO_FILE;
  }

  /** Begins a row that follows another of its key. */
  Patch begin(KeyHash key, long base) {
    long place = Places.of(Places.NO_FILE, next++);
    Patch patch = new Patch(place, ChangeRow.overEarlier(target, columns, schema), base, key);
    patch.missing.set(0, target.columns().size());
    byPlace.put(place, patch);
    return patch;
  }

  Patch at(long place) {
    return byPlace.get(place);
  }

  /** Another change has taken the row's place. */
  void drop(long place) {
    byPlace.remove(place);
  }

  /**
   * Gives back all rows, whole, and forgets them.
   *
   * @param files by number, closed
   */
  List<Patch> take(IntFunction<DataFile> files) {
    Map<Integer, List<Patch>> byFile = new TreeMap<>();
    for (Patch patch : byPlace.values()) {
      if (patch.base != KeyIndex.NONE && !patch.missing.isEmpty()) {
        byFile.computeIfAbsent(Places.file(patch.base), any -> new ArrayList<>()).add(patch);
      }
    }
    byFile.forEach((number, patches) -> complete(files.apply(number), patches));
    List<Patch> whole = List.copyOf(byPlace.values());
    byPlace.clear();
    next = 0;
    return whole;
  }

  /** Reads what is missing out of one file. */
  private void complete(DataFile file, List<Patch> patches) {
    BitSet wanted = new BitSet();
    patches.forEach(patch -> wanted.or(patch.missing));
    List<NestedField> fields = new ArrayList<>();
    Map<Integer, Integer> placeByColumn = new HashMap<>();
    wanted.stream()
        .forEach(
            column -> {
              placeByColumn.put(column, fields.size());
              fields.add(schema.findField(fieldId(target.columns().get(column))));
            });
    patches.sort(Comparator.comparingInt(patch -> Places.row(patch.base)));
    int row = -1;
    int next = 0;
    try (CloseableIterable<StructLike> rows =
        ParquetRows.internal(table, file, new Schema(fields))) {
      for (StructLike values : rows) {
        row++;
        if (Places.row(patches.get(next).base) == row) {
          fill(patches.get(next++), values, placeByColumn);
          if (next == patches.size()) {
            return;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the lake's table: " + table.name(), e);
    }
  }

  private static void fill(Patch patch, StructLike values, Map<Integer, Integer> placeByColumn) {
    patch.missing.stream()
        .forEach(
            column -> {
              Object value = values.get(placeByColumn.get(column), Object.class);
              patch.row.setColumn(column, Values.kept(value));
            });
    patch.missing.clear();
  }

  private int fieldId(Column column) {
    return columns.live(column.name()).orElseThrow().id();
  }
}
