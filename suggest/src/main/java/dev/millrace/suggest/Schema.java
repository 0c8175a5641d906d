package dev.millrace.suggest;

import dev.millrace.api.Column;
import dev.millrace.api.TableName;
import dev.millrace.api.explore.SourceTable;
import dev.millrace.api.explore.TableSample;
import dev.millrace.suggest.Table.Col;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tables of a source, with the habits of its names found by counting. */
final class Schema {
  /** A piece that so large a part of names begins with says nothing. */
  private static final double HABIT = 0.6;

  private static final int FEWEST_TABLES = 4;
  private static final int FEWEST_COLUMNS = 4;
  private static final int MANY_COLUMNS = 6;

  private final Map<TableName, Table> tables = new LinkedHashMap<>();

  /**
   * Reads the catalog and the samples.
   *
   * @param samples by table; those of tables that were not sampled are missing
   */
  static Schema of(
      List<SourceTable> facts, Map<TableName, TableSample> samples, Vocabulary vocabulary) {
    Schema schema = new Schema();
    Set<String> heads =
        habit(facts.stream().map(table -> table.name().table()).toList(), FEWEST_TABLES);
    Set<String> tenants = tenants(facts, samples);
    for (SourceTable table : facts) {
      schema.tables.put(
          table.name(),
          table(
              table,
              samples.getOrDefault(table.name(), TableSample.EMPTY),
              heads,
              tenants,
              vocabulary));
    }
    return schema;
  }

  private static Table table(
      SourceTable facts,
      TableSample sample,
      Set<String> heads,
      Set<String> tenants,
      Vocabulary vocabulary) {
    List<Column> columns = facts.schema().columns();
    List<String> columnNames = columns.stream().map(Column::name).toList();
    Set<String> columnHeads = habit(columnNames, FEWEST_COLUMNS);
    int letters = columnHeads.isEmpty() ? sameLetters(columnNames) : 0;
    List<Col> cols = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int place = i;
      List<Optional<String>> values = sample.rows().stream().map(row -> row.get(place)).toList();
      Column column = columns.get(i);
      cols.add(
          new Col(
              column,
              Words.of(without(column.name().substring(letters), columnHeads), vocabulary),
              Words.of(column.comment().split("[,;:(.]", 2)[0], vocabulary),
              Profile.of(values)));
    }
    List<String> key =
        facts.schema().key().stream().filter(column -> !tenants.contains(column)).toList();
    return new Table(
        facts,
        Words.of(without(facts.name().table(), heads), vocabulary).stream().distinct().toList(),
        cols,
        key.isEmpty() ? facts.schema().key() : key);
  }

  /** The first pieces that most names have, such as llx in llx_product; none of few names. */
  private static Set<String> habit(List<String> names, int fewest) {
    Map<String, Integer> heads = new HashMap<>();
    for (String name : names) {
      List<String> pieces = Words.pieces(name);
      if (pieces.size() > 1) {
        heads.merge(pieces.get(0), 1, Integer::sum);
      }
    }
    Set<String> habits = new HashSet<>();
    heads.forEach(
        (head, count) -> {
          if (count >= fewest && count >= HABIT * names.size()) {
            habits.add(head);
          }
        });
    return habits;
  }

  /**
   * How many letters all columns of a table begin with, such as IM of IMITM and IMDSC1: older
   * systems number their columns through. No more than two, and only of many columns.
   */
  private static int sameLetters(List<String> names) {
    int same = 2;
    for (String name : names) {
      if (names.size() < MANY_COLUMNS
          || name.length() <= same
          || !name.startsWith(names.get(0).substring(0, same))) {
        return 0;
      }
    }
    return same;
  }

  private static String without(String name, Set<String> heads) {
    List<String> pieces = Words.pieces(name);
    if (pieces.size() > 1 && heads.contains(pieces.get(0))) {
      int length = pieces.get(0).length();
      // Names with accents or umlauts have pieces of another length; they keep their head.
      return Words.plain(name).startsWith(pieces.get(0)) ? name.substring(length) : name;
    }
    return name;
  }

  /**
   * Columns that begin most tables' keys and have one value everywhere, such as the client of a
   * system that many companies could share.
   */
  private static Set<String> tenants(
      List<SourceTable> tables, Map<TableName, TableSample> samples) {
    Map<String, Set<String>> values = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    int keyed = 0;
    for (SourceTable table : tables) {
      List<String> key = table.schema().key();
      keyed += key.isEmpty() ? 0 : 1;
      if (key.size() > 1) {
        String first = key.get(0);
        int place = table.schema().indexOf(first).orElseThrow();
        counts.merge(first, 1, Integer::sum);
        Set<String> seen = values.computeIfAbsent(first, none -> new HashSet<>());
        for (List<Optional<String>> row :
            samples.getOrDefault(table.name(), TableSample.EMPTY).rows()) {
          row.get(place).ifPresent(seen::add);
        }
      }
    }
    Set<String> tenants = new HashSet<>();
    for (Map.Entry<String, Integer> column : counts.entrySet()) {
      if (column.getValue() >= FEWEST_TABLES
          && column.getValue() * 2 >= keyed
          && values.get(column.getKey()).size() <= 1) {
        tenants.add(column.getKey());
      }
    }
    return tenants;
  }

  List<Table> tables() {
    return List.copyOf(tables.values());
  }

  Optional<Table> table(TableName name) {
    return Optional.ofNullable(tables.get(name));
  }
}
