package dev.millrace.lake;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Takes some columns out of a history's records, each in one type, in whichever of its fields a
 * record has the value.
 */
final class RecordReader {
  /** Stands for a value that was not sent. */
  static final Object UNSENT = new Object();

  /** Stands for an empty value that is known to be empty. */
  static final Object EMPTY = new Object();

  private static final BitSet NOTHING = new BitSet();

  private final ColumnType[] types;
  private final int[][] places;
  private final ColumnType[][] placeTypes;
  private final Map<Meta, Integer> metaPlaces = new HashMap<>();
  private final Schema projection;

  /**
   * @param columns where the history keeps them; a table that has not all of its fields is read by
   *     those that it has
   * @param wanted columns, with the types in which they are handed over
   * @param metas what is read besides
   */
  RecordReader(Table table, HistoryColumns columns, List<Column> wanted, List<Meta> metas) {
    types = new ColumnType[wanted.size()];
    places = new int[wanted.size()][];
    placeTypes = new ColumnType[wanted.size()][];
    List<NestedField> fields = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      types[i] = wanted.get(i).type();
      List<Field> held =
          columns.of(wanted.get(i).name()).stream()
              .filter(field -> table.schema().findField(field.id()) != null)
              .toList();
      places[i] = new int[held.size()];
      placeTypes[i] = new ColumnType[held.size()];
      for (int j = 0; j < held.size(); j++) {
        places[i][j] = fields.size();
        placeTypes[i][j] = held.get(j).type();
        fields.add(table.schema().findField(held.get(j).id()));
      }
    }
    for (Meta meta : metas) {
      metaPlaces.put(meta, fields.size());
      fields.add(table.schema().findField(meta.column()));
    }
    projection = new Schema(fields);
  }

  /** What a scan must read. */
  Schema projection() {
    return projection;
  }

  Object meta(Record record, Meta meta) {
    return record.get(metaPlaces.get(meta));
  }

  /** A column's value in its type; null when it is empty. */
  Object value(Record record, int column) {
    for (int j = 0; j < places[column].length; j++) {
      Object value = record.get(places[column][j]);
      if (value != null) {
        return Values.convert(value, placeTypes[column][j], types[column]);
      }
    }
    return null;
  }

  /** Hands over all columns of a record. */
  void hand(Record record, RowSink sink) {
    hand(record, NOTHING, sink);
  }

  /**
   * Hands over all columns of a record.
   *
   * @param unsent the columns, by their order, that the change did not send
   */
  void hand(Record record, BitSet unsent, RowSink sink) {
    for (int i = 0; i < types.length; i++) {
      hand(i, unsent.get(i) ? UNSENT : value(record, i), sink);
    }
  }

  /**
   * Hands over one column.
   *
   * @param to the sink's column
   */
  void hand(Record record, int column, int to, RowSink sink) {
    hand(column, to, value(record, column), sink);
  }

  /** Whether a value stands in another field than the one in which its column is written now. */
  boolean isInEarlierField(Record record) {
    for (int[] held : places) {
      for (int j = 1; j < held.length; j++) {
        if (record.get(held[j]) != null) {
          return true;
        }
      }
    }
    return false;
  }

  /** Hands over a row put together before. */
  void hand(Object[] values, RowSink sink) {
    for (int i = 0; i < types.length; i++) {
      hand(i, values[i], sink);
    }
  }

  private void hand(int column, Object value, RowSink sink) {
    hand(column, column, value, sink);
  }

  private void hand(int column, int to, Object value, RowSink sink) {
    if (value == null || value == EMPTY) {
      sink.putNull(to);
    } else if (value == UNSENT) {
      sink.putUnsent(to);
    } else {
      Values.put(sink, to, types[column], value);
    }
  }
}
