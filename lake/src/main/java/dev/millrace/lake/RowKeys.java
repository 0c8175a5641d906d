package dev.millrace.lake;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.ColumnType.Kind;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.Record;

/**
 * The keys of a table's rows, in the bytes by which the log tells rows apart. The log's own encoder
 * makes them, from the columns' present types.
 */
final class RowKeys {
  private final List<Column> columns = new ArrayList<>();
  private final ChangeEncoder encoder;

  RowKeys(TableSchema table) {
    for (int i : table.keyIndexes()) {
      columns.add(table.columns().get(i));
    }
    encoder = new ChangeEncoder(table.withColumns(columns), 0);
  }

  /** The columns of the key in its order; all columns of a table without a key. */
  List<Column> columns() {
    return columns;
  }

  /**
   * The key of a change out of a history.
   *
   * @param indexes of the key's columns among those that the reader reads
   */
  byte[] of(Record record, RecordReader reader, int[] indexes) {
    RowSink sink = begin();
    for (int i = 0; i < indexes.length; i++) {
      reader.hand(record, indexes[i], i, sink);
    }
    return encoder.key();
  }

  private RowSink begin() {
    return encoder.begin(Operation.INSERT, Position.LEAST, 0, 0, "");
  }

  /** The key of a row whose columns stand at some places in Iceberg's inner form. */
  byte[] of(StructLike row, int[] places) {
    RowSink sink = begin();
    for (int i = 0; i < places.length; i++) {
      InternalValues.put(sink, i, columns.get(i).type(), row.get(places[i], Object.class));
    }
    return encoder.key();
  }

  /** Where the key's columns stand. */
  int[] places(ToIntFunction<String> placeOfColumn) {
    return columns.stream().map(Column::name).mapToInt(placeOfColumn).toArray();
  }

  /** Whether rows of both have the same bytes for their keys. */
  static boolean same(TableSchema one, TableSchema other) {
    if (!one.key().equals(other.key())) {
      return false;
    }
    int[] ones = one.keyIndexes();
    int[] others = other.keyIndexes();
    if (ones.length != others.length) {
      return false;
    }
    for (int i = 0; i < ones.length; i++) {
      Column first = one.columns().get(ones[i]);
      Column second = other.columns().get(others[i]);
      if (!first.name().equals(second.name()) || !sameBytes(first.type(), second.type())) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameBytes(ColumnType one, ColumnType other) {
    return one.equals(other) || (isInteger(one) && isInteger(other));
  }

  private static boolean isInteger(ColumnType type) {
    return type.kind() == Kind.INT32 || type.kind() == Kind.INT64;
  }
}
