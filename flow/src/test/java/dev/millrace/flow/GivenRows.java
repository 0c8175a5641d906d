package dev.millrace.flow;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Problem;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.api.explore.Exploration;
import dev.millrace.api.explore.RowChoice;
import dev.millrace.api.explore.SourceTable;
import dev.millrace.api.explore.TableSample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A source in memory, of tables with whole numbers and texts. */
final class GivenRows implements Exploration {
  private final Map<TableName, SourceTable> tables = new LinkedHashMap<>();
  private final Map<TableName, List<List<String>>> rows = new HashMap<>();
  private int asked;

  /**
   * Adds a table, whose key is its first column.
   *
   * @param columns separated by spaces; those with {@code #} behind are whole numbers
   * @param rows values separated by spaces; {@code -} is NULL
   */
  GivenRows table(String name, String columns, String... rows) {
    List<Column> described = new ArrayList<>();
    for (String column : columns.split(" ", -1)) {
      described.add(
          column.endsWith("#")
              ? Column.of(column.substring(0, column.length() - 1), ColumnType.INT32)
              : Column.of(column, ColumnType.TEXT));
    }
    TableName table = TableName.raw("erp", "public", name);
    TableSchema schema = new TableSchema(table, described, List.of(described.get(0).name()));
    tables.put(table, new SourceTable(schema, "", rows.length, List.of(), List.of(), Map.of()));
    this.rows.put(table, List.of(rows).stream().map(row -> List.of(row.split(" ", -1))).toList());
    return this;
  }

  /** How often rows were asked for by their values. */
  int asked() {
    return asked;
  }

  @Override
  public List<SourceTable> tables() {
    return List.copyOf(tables.values());
  }

  @Override
  public Optional<Problem> read(
      SourceTable table, List<String> columns, RowChoice choice, RowSink sink, Runnable endOfRow) {
    asked += choice.columns().isEmpty() ? 0 : 1;
    rows.get(table.name()).stream()
        .filter(
            row ->
                choice.columns().isEmpty()
                    || choice.values().contains(values(table, choice.columns(), row)))
        .limit(choice.most())
        .forEach(
            row -> {
              List<String> values = values(table, columns, row);
              for (int i = 0; i < values.size(); i++) {
                put(table.only(columns).columns().get(i), i, values.get(i), sink);
              }
              endOfRow.run();
            });
    return Optional.empty();
  }

  private static List<String> values(SourceTable table, List<String> columns, List<String> row) {
    return columns.stream()
        .map(column -> row.get(table.schema().indexOf(column).orElseThrow()))
        .toList();
  }

  private static void put(Column column, int place, String value, RowSink sink) {
    if (value.equals("-")) {
      sink.putNull(place);
    } else if (column.type().equals(ColumnType.INT32)) {
      sink.putInt(place, Integer.parseInt(value));
    } else {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      sink.putText(place, utf8, 0, utf8.length);
    }
  }

  /** A preview reads rows whole. */
  @Override
  public TableSample sample(SourceTable table, int most) {
    throw new AssertionError("Cannot sample " + table.name() + ": its values would be cut.");
  }

  @Override
  public OptionalLong present(SourceTable table, String column, Collection<String> values) {
    throw new AssertionError("Cannot look for values of " + column + ": rows are read.");
  }

  @Override
  public void close() {}
}
