package dev.millrace.suggest;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Problem;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.api.explore.Exploration;
import dev.millrace.api.explore.ForeignKey;
import dev.millrace.api.explore.RowChoice;
import dev.millrace.api.explore.SourceTable;
import dev.millrace.api.explore.TableSample;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A source in memory, written down as tables and rows. */
final class GivenSource implements Exploration {
  private final Map<TableName, SourceTable> tables = new LinkedHashMap<>();
  private final Map<TableName, List<List<Optional<String>>>> rows = new HashMap<>();
  private int sampled;

  /**
   * Adds a table.
   *
   * @param columns separated by commas: name and type, with * for a column of the key, with ? for
   *     one that may be empty, and with {@code > table} for a foreign key to the key of that table
   * @param rows values between bars; a blank value is NULL
   */
  GivenSource table(String name, String columns, String... rows) {
    TableName.Raw table = new TableName.Raw("erp", "public", name);
    List<Column> described = new ArrayList<>();
    List<String> key = new ArrayList<>();
    List<ForeignKey> foreign = new ArrayList<>();
    for (String text : columns.split(",", -1)) {
      String[] sides = text.split(">", 2);
      String[] words = sides[0].strip().split(" (?=[a-z]\\w*[*?]?$)", 2);
      String type = words[1].replaceAll("[*?]", "");
      described.add(new Column(words[0], type(type), words[1].endsWith("?"), ""));
      if (words[1].endsWith("*")) {
        key.add(words[0]);
      }
      if (sides.length > 1) {
        TableName.Raw to = new TableName.Raw("erp", "public", sides[1].strip());
        foreign.add(new ForeignKey(List.of(words[0]), to, tables.get(to).schema().key()));
      }
    }
    List<List<Optional<String>>> values = new ArrayList<>();
    for (String row : rows) {
      List<Optional<String>> one = new ArrayList<>();
      for (String value : row.split("\\|", -1)) {
        one.add(value.isBlank() ? Optional.empty() : Optional.of(value.strip()));
      }
      values.add(one);
    }
    tables.put(
        table,
        new SourceTable(
            new TableSchema(table, described, key), "", rows.length, List.of(), foreign, Map.of()));
    this.rows.put(table, values);
    return this;
  }

  private static ColumnType type(String word) {
    return word.equals("decimal") ? ColumnType.decimal(12, 3) : ColumnType.parse(word);
  }

  @Override
  public List<SourceTable> tables() {
    return List.copyOf(tables.values());
  }

  /** Adds all tables to another source. */
  void copyInto(GivenSource other) {
    other.tables.putAll(tables);
    other.rows.putAll(rows);
  }

  /** How many tables were sampled. */
  int sampled() {
    return sampled;
  }

  @Override
  public TableSample sample(SourceTable table, int most) {
    sampled++;
    return TableSample.of(rows.get(table.name()).stream().limit(most).toList());
  }

  @Override
  public OptionalLong present(SourceTable table, String column, Collection<String> values) {
    int place = table.schema().indexOf(column).orElseThrow();
    return OptionalLong.of(
        rows.get(table.name()).stream()
            .map(row -> row.get(place).orElse(""))
            .distinct()
            .filter(values::contains)
            .count());
  }

  /** A proposal looks at samples alone. */
  @Override
  public Optional<Problem> read(
      SourceTable table, List<String> columns, RowChoice rows, RowSink sink, Runnable endOfRow) {
    throw new AssertionError("Cannot read rows of " + table.name() + ": a proposal samples.");
  }

  @Override
  public void close() {}
}
