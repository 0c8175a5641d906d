package dev.millrace.lake;

import dev.millrace.api.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types.NestedField;

/** Reads the keys of a current-state table's rows out of its files. */
final class KeyReader {
  private final Table table;
  private final RowKeys keys;
  private final Schema projection;
  private final int[] places;
  private final KeyHash hash = new KeyHash();

  /**
   * @param columns where the table keeps its source's columns
   */
  KeyReader(Table table, HistoryColumns columns, RowKeys keys) {
    this.table = table;
    this.keys = keys;
    List<NestedField> fields = new ArrayList<>();
    places = new int[keys.columns().size()];
    for (Column column : keys.columns()) {
      places[fields.size()] = fields.size();
      fields.add(table.schema().findField(columns.live(column.name()).orElseThrow().id()));
    }
    projection = new Schema(fields);
  }

  /** Puts the places of a file's live rows into an index. */
  void read(LiveFile file, KeyIndex index) {
    int row = 0;
    try (CloseableIterable<StructLike> rows = ParquetRows.internal(table, file.file, projection)) {
      for (StructLike values : rows) {
        if (!file.isDead(row)) {
          index.put(hash.of(keys.of(values, places)), Places.of(file.number, row));
        }
        row++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the lake's table: " + table.name(), e);
    }
  }
}
