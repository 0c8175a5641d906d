package dev.millrace.bench.mapping;

import dev.millrace.suggest.Proposal;
import dev.millrace.suggest.Proposal.ColumnMatch;
import dev.millrace.suggest.Proposal.TableMatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a proposal compares with the truth. A column of the model is found when a column that is
 * right feeds it, in the right table; a proposed column is right when the truth has it for that
 * column of the model and that table.
 *
 * @param wrong what was proposed and is not in the truth, for people to read
 * @param missed what is in the truth and was not proposed
 */
record Score(
    int tablesTrue,
    int tablesProposed,
    int tablesRight,
    int columnsTrue,
    int columnsFound,
    int columnsProposed,
    int columnsRight,
    List<String> wrong,
    List<String> missed) {

  static Score of(Proposal proposal, Truth truth) {
    Map<String, Map<String, Set<String>>> expected = new LinkedHashMap<>();
    for (Truth.Filled filled : truth.tables()) {
      Map<String, Set<String>> columns =
          expected.computeIfAbsent(
              filled.target() + " <- " + filled.source(), none -> new LinkedHashMap<>());
      filled
          .columns()
          .forEach(
              (column, right) ->
                  columns.merge(
                      column,
                      right,
                      (one, other) -> {
                        Set<String> all = new java.util.LinkedHashSet<>(one);
                        all.addAll(other);
                        return all;
                      }));
    }
    int columnsTrue = expected.values().stream().mapToInt(Map::size).sum();
    int tablesRight = 0;
    int proposed = 0;
    int right = 0;
    int found = 0;
    List<String> wrong = new ArrayList<>();
    List<String> missed = new ArrayList<>();
    for (TableMatch match : proposal.tables()) {
      String pair = match.target() + " <- " + match.source().name().table();
      Map<String, Set<String>> columns = expected.remove(pair);
      tablesRight += columns == null ? 0 : 1;
      Map<String, Boolean> seen = new LinkedHashMap<>();
      for (ColumnMatch column : match.columns()) {
        String source = column.source().table() + "." + column.column();
        boolean good =
            columns != null && columns.getOrDefault(column.target(), Set.of()).contains(source);
        proposed++;
        right += good ? 1 : 0;
        seen.merge(column.target(), good, Boolean::logicalOr);
        if (!good) {
          wrong.add(
              "%s.%s = %s (%d %%, %s)"
                  .formatted(
                      pair,
                      column.target(),
                      source,
                      (int) (100 * column.confidence()),
                      column.reason()));
        }
      }
      if (columns != null) {
        columns.forEach(
            (column, sources) -> {
              if (!seen.getOrDefault(column, false)) {
                missed.add(pair + "." + column + " = " + sources);
              }
            });
        found +=
            (int) columns.keySet().stream().filter(one -> seen.getOrDefault(one, false)).count();
      }
    }
    expected.keySet().forEach(pair -> missed.add(pair + ", the whole table"));
    return new Score(
        tablesRight + expected.size(),
        proposal.tables().size(),
        tablesRight,
        columnsTrue,
        found,
        proposed,
        right,
        wrong,
        missed);
  }

  double columnPrecision() {
    return percent(columnsRight, columnsProposed);
  }

  double columnRecall() {
    return percent(columnsFound, columnsTrue);
  }

  double tablePrecision() {
    return percent(tablesRight, tablesProposed);
  }

  double tableRecall() {
    return percent(tablesRight, tablesTrue);
  }

  private static double percent(int part, int whole) {
    return whole == 0 ? 0 : 100.0 * part / whole;
  }
}
