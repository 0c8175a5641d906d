package dev.millrace.flow;

import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.flow.ColumnForm.From;
import dev.millrace.flow.ColumnForm.Made;
import dev.millrace.flow.ColumnForm.Part;
import dev.millrace.flow.ColumnForm.RawColumn;
import dev.millrace.flow.PlannedColumns.Join;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.table.data.GenericRowData;

/**
 * The rows of all raw tables that a preview works on: so many of each, and with them the rows that
 * they refer to, so that what is missing in the end is missing in the source.
 */
final class PreviewSample {
  /** A reference of a reference of a reference: more are not followed. */
  private static final int ROUNDS = 5;

  private static final Set<ColumnType.Kind> COMPARABLE =
      Set.of(
          ColumnType.Kind.TEXT,
          ColumnType.Kind.INT32,
          ColumnType.Kind.INT64,
          ColumnType.Kind.DECIMAL,
          ColumnType.Kind.DATE);

  private final Map<TableName, SampledTable> tables;
  private final Map<Link, Boolean> followed = new LinkedHashMap<>();

  /** Columns whose values are those of columns in which each row has others. */
  private record Link(TableName from, List<String> values, TableName to, List<String> key) {}

  PreviewSample(Map<TableName, SampledTable> tables) {
    this.tables = tables;
  }

  /** What a join finds is to be in the sample. */
  void follow(Join join) {
    add(join.left(), join.right());
    add(join.right(), join.left());
  }

  /**
   * What a column of the model refers to is to be in the sample.
   *
   * @param reference what the column is made of
   * @param key what the other table's {@code source_key} is made of
   */
  void follow(ColumnForm reference, ColumnForm key) {
    for (List<Part> way : reference.ways()) {
      link(way, key).ifPresent(link -> followed.put(link, false));
    }
  }

  private void add(List<RawColumn> from, List<RawColumn> to) {
    link(from, to).ifPresent(link -> followed.put(link, false));
  }

  private Optional<Link> link(List<Part> way, ColumnForm key) {
    return key.ways().stream()
        .filter(other -> ColumnForm.alike(way, other))
        .map(other -> link(ColumnForm.columns(way), ColumnForm.columns(other)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<Link> link(List<RawColumn> from, List<RawColumn> to) {
    boolean two =
        from.stream().map(RawColumn::table).distinct().count() == 1
            && to.stream().map(RawColumn::table).distinct().count() == 1;
    if (!two || from.equals(to)) {
      return Optional.empty();
    }
    SampledTable target = tables.get(to.get(0).table());
    List<String> key = to.stream().map(RawColumn::column).toList();
    boolean can =
        tables.containsKey(from.get(0).table())
            && target.unique(key)
            && from.stream().allMatch(this::comparable)
            && to.stream().allMatch(this::comparable);
    return can
        ? Optional.of(
            new Link(
                from.get(0).table(),
                from.stream().map(RawColumn::column).toList(),
                to.get(0).table(),
                key))
        : Optional.empty();
  }

  private boolean comparable(RawColumn column) {
    var schema = tables.get(column.table()).table().schema();
    int place = schema.indexOf(column.column()).orElseThrow();
    return COMPARABLE.contains(schema.columns().get(place).type().kind());
  }

  /** Reads along what is referred to, until nothing is missing that can be found. */
  void complete() {
    for (int round = 0; round < ROUNDS; round++) {
      int before = size();
      followed.replaceAll(
          (link, done) ->
              tables.get(link.to).follow(link.key, tables.get(link.from).values(link.values)));
      if (size() == before) {
        return;
      }
    }
  }

  private int size() {
    return tables.values().stream().mapToInt(table -> table.rows().size()).sum();
  }

  /** Whether all rows are here that a column can refer to. */
  boolean complete(ColumnForm reference, ColumnForm key, Set<TableName> read) {
    if (read.stream().allMatch(table -> tables.get(table).whole())) {
      return true;
    }
    return reference.known() == Made.WHOLLY
        && reference.ways().stream()
            .filter(way -> way.stream().anyMatch(From.class::isInstance))
            .allMatch(way -> link(way, key).map(followed::get).orElse(false));
  }

  Map<TableName, List<GenericRowData>> rows() {
    Map<TableName, List<GenericRowData>> rows = new HashMap<>();
    tables.forEach((name, table) -> rows.put(name, table.rows()));
    return rows;
  }

  Map<TableName, List<String>> columns() {
    Map<TableName, List<String>> columns = new HashMap<>();
    tables.forEach((name, table) -> columns.put(name, table.columns()));
    return columns;
  }

  SampledTable table(TableName name) {
    return tables.get(name);
  }
}
