package dev.millrace.api;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The columns of a table and which of them are its key.
 *
 * @param name of the table
 * @param columns in the source's order
 * @param key names of the key's columns, in key order; empty when the table has no key, in which
 *     case the whole row is its key
 * @param events whether it is an event table: rows are added, never changed or removed, and are
 *     kept for a while. Its key tells one event from another, a repeat having the same; it is no
 *     state of which the last row counts
 */
public record TableSchema(TableName name, List<Column> columns, List<String> key, boolean events)
    implements Serializable {

  public TableSchema {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      if (seen.put(columns.get(i).name(), i) != null) {
        throw new IllegalArgumentException(
            "Cannot describe table " + name + ": column " + columns.get(i).name() + " is twice.");
      }
    }
    for (String column : key) {
      if (!seen.containsKey(column)) {
        throw new IllegalArgumentException(
            "Cannot describe table " + name + ": key column " + column + " is missing.");
      }
    }
  }

  /** A table of rows: the last row of each key is its state. */
  public TableSchema(TableName name, List<Column> columns, List<String> key) {
    this(name, columns, key, false);
  }

  /** The same table with other columns; those of its key are among them. */
  public TableSchema withColumns(List<Column> others) {
    return new TableSchema(name, others, key, events);
  }

  /** Whether the source names a key; otherwise the whole row is the key. */
  public boolean keyed() {
    return !key.isEmpty();
  }

  /** Where a column stands, if the table has it. */
  public OptionalInt indexOf(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** The places of the key's columns, in key order; of all columns for a table without a key. */
  public int[] keyIndexes() {
    if (key.isEmpty()) {
      int[] all = new int[columns.size()];
      for (int i = 0; i < all.length; i++) {
        all[i] = i;
      }
      return all;
    }
    int[] indexes = new int[key.size()];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = indexOf(key.get(i)).orElseThrow();
    }
    return indexes;
  }

  /**
   * This schema with the columns that only {@code earlier} has, kept at the end: a dropped column
   * stays, empty.
   */
  public TableSchema keeping(TableSchema earlier) {
    List<Column> all = new ArrayList<>(columns);
    for (Column column : earlier.columns()) {
      if (indexOf(column.name()).isEmpty()) {
        all.add(new Column(column.name(), column.type(), true, column.comment()));
      }
    }
    return withColumns(all);
  }
}
