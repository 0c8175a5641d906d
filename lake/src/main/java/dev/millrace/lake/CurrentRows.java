package dev.millrace.lake;

import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** The rows of a current-state table at one snapshot, and those that it should have. */
public final class CurrentRows {
  private final Table current;
  private final Table history;
  private final TableSchema schema;

  /**
   * @param history as far as the current state at least
   */
  CurrentRows(Table current, Table history, TableSchema schema) {
    this.current = current;
    this.history = history;
    this.schema = schema;
  }

  /** Reads the table's rows by Iceberg's own reader, as any engine sees them; in no order. */
  public void read(RowSink sink, Runnable endOfRow) {
    RecordReader reader =
        new RecordReader(current, HistoryColumns.of(history), schema.columns(), List.of());
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(current).project(reader.projection()).reuseContainers().build()) {
      for (Record row : rows) {
        reader.hand(row, sink);
        endOfRow.run();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the lake's table: " + current.name(), e);
    }
  }

  /** Reads the rows out of the history's changes up to the table's snapshot; in no order. */
  public void expected(RowSink sink, Runnable endOfRow) {
    Expression upTo =
        Expressions.lessThanOrEqual(Meta.SEQUENCE.column(), CurrentTable.sequence(current));
    new CurrentReader(history, schema, upTo, CurrentReader.KEYS_A_PASS).read(sink, endOfRow);
  }
}
