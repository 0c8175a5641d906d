package dev.millrace.flow;

import dev.millrace.api.Column;
import dev.millrace.api.TableSchema;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/**
 * Which columns of a raw table a mapping reads, and in what order: the others are neither decoded
 * nor kept in its state.
 *
 * @param table as it is known when the mapping is planned
 * @param names of columns, {@code _position} and {@code _commit_time} among them where they are
 *     read
 */
record RawColumns(TableSchema table, List<String> names) implements Serializable {

  RawColumns {
    names = List.copyOf(names);
  }

  /** All columns, then position and commit time. */
  static RawColumns all(TableSchema table) {
    List<String> names = new ArrayList<>();
    table.columns().forEach(column -> names.add(column.name()));
    names.add(FlinkTypes.POSITION);
    names.add(FlinkTypes.COMMIT_TIME);
    return new RawColumns(table, names);
  }

  /** Some of these columns, by their places. */
  RawColumns project(int[][] places) {
    List<String> chosen = new ArrayList<>();
    for (int[] place : places) {
      chosen.add(names.get(place[0]));
    }
    return new RawColumns(table, chosen);
  }

  /** Whether a table has these columns with the same types, and the same key. */
  boolean areIn(TableSchema now) {
    return new RawColumns(now, names).toString().equals(toString());
  }

  RowType rowType() {
    List<RowType.RowField> fields = new ArrayList<>();
    for (String name : names) {
      fields.add(new RowType.RowField(name, type(name)));
    }
    return new RowType(false, fields);
  }

  private LogicalType type(String name) {
    return switch (name) {
      case FlinkTypes.POSITION -> DataTypes.STRING().getLogicalType();
      case FlinkTypes.COMMIT_TIME -> DataTypes.TIMESTAMP_LTZ(6).getLogicalType();
      default -> {
        Column column = table.columns().get(table.indexOf(name).orElseThrow());
        yield FlinkTypes.type(column.type()).getLogicalType().copy(!table.key().contains(name));
      }
    };
  }

  /** The table's own columns among these, for the decoder. */
  TableSchema decoded() {
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      table.indexOf(name).ifPresent(index -> columns.add(table.columns().get(index)));
    }
    return new TableSchema(table.name(), columns, List.of());
  }

  /** Where each decoded column stands in the row. */
  int[] places() {
    return decoded().columns().stream().mapToInt(column -> names.indexOf(column.name())).toArray();
  }

  /**
   * Table, its kind and key, and names and types of the columns: what a state of them depends on.
   */
  @Override
  public String toString() {
    String kind = table.events() ? " as events" : "";
    return table.name() + kind + " by " + table.key() + ": " + rowType();
  }
}
