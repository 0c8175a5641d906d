package dev.millrace.model.pack;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tables of one schema of a source.
 *
 * @param schema its name
 * @param types of the columns, by table and column
 */
record SchemaTables(String schema, Map<String, Map<String, ColumnType>> types) {

  /** The tables by their schemas; the schema with most tables comes first. */
  static List<SchemaTables> of(List<TableSchema> tables) {
    Map<String, Map<String, Map<String, ColumnType>>> schemas = new TreeMap<>();
    for (TableSchema table : tables) {
      if (table.name() instanceof TableName.Raw name) {
        Map<String, ColumnType> columns = new HashMap<>();
        for (Column column : table.columns()) {
          columns.put(column.name(), column.type());
        }
        schemas.computeIfAbsent(name.schema(), none -> new HashMap<>()).put(name.table(), columns);
      }
    }
    List<SchemaTables> all = new ArrayList<>();
    schemas.forEach((schema, types) -> all.add(new SchemaTables(schema, types)));
    all.sort((a, b) -> Integer.compare(b.types.size(), a.types.size()));
    return all;
  }

  boolean hasTable(String table) {
    return types.containsKey(table);
  }

  /**
   * Whether a column is there.
   *
   * @param place {@code <table>.<column>}, and its type behind a blank if that matters
   */
  boolean has(String place) {
    int dot = place.indexOf('.');
    int blank = place.indexOf(' ', dot);
    String column = blank < 0 ? place.substring(dot + 1) : place.substring(dot + 1, blank);
    ColumnType type = types.getOrDefault(place.substring(0, dot), Map.of()).get(column);
    return type != null && (blank < 0 || type.toString().equals(place.substring(blank + 1)));
  }

  boolean hasAll(List<String> places) {
    return places.stream().allMatch(this::has);
  }
}
