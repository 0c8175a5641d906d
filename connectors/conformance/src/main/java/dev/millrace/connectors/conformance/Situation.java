package dev.millrace.connectors.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that happens to tables, and the changes that are to come of it.
 *
 * <p>Its text has SQL that makes tables and their first rows, a line {@code ---}, and then one
 * statement a line, each its own transaction. Behind {@code ->} stand the changes of the line: I,
 * U, D or T and the values in the order of the columns, as {@code U 1|new|-|?}. {@code -} is NULL,
 * {@code ?} was not sent, {@code x…3000} is a long text; behind {@code <} stands the row before.
 * Changes are of table {@code t} unless another is named, as {@code child: I 1}. A line that is
 * indented goes on with the one before.
 *
 * @param before SQL that is run before capture begins
 */
public record Situation(String name, String before, List<Step> steps) {
  static final int LONG = 60;

  /** A statement and its changes, as the text has them. */
  public record Step(String sql, List<String> changes) {}

  /** Where it happens. */
  public String schema() {
    return "s_" + name;
  }

  public static Situation of(String name, String text) {
    String[] halves = text.strip().split("\n---\n", 2);
    List<String> lines = new ArrayList<>();
    for (String line : halves[1].lines().toList()) {
      if (line.startsWith(" ")) {
        lines.add(lines.remove(lines.size() - 1) + " " + line.strip());
      } else {
        lines.add(line.strip());
      }
    }
    return new Situation(name, halves[0], lines.stream().map(Situation::step).toList());
  }

  private static Step step(String line) {
    String[] sides = line.split(" -> ", 2);
    List<String> changes =
        sides.length == 1 ? List.of() : List.of(sides[1].strip().split("\\s*;\\s*", -1));
    return new Step(sides[0].strip(), changes);
  }

  /** The changes that are to come of each table, in order. */
  public Map<String, List<String>> expected() {
    Map<String, List<String>> byTable = new LinkedHashMap<>();
    for (Step step : steps) {
      for (String change : step.changes) {
        int colon = change.indexOf(": ");
        String table = colon < 0 ? "t" : change.substring(0, colon);
        byTable
            .computeIfAbsent(table, name -> new ArrayList<>())
            .add(colon < 0 ? change : change.substring(colon + 2));
      }
    }
    return byTable;
  }

  /** A change as a situation's text has it. */
  public static String text(Change change) {
    String operation =
        change.operation().orElseThrow().label().substring(0, 1).toUpperCase(java.util.Locale.ROOT);
    return operation
        + " "
        + values(change.row())
        + change.before().map(before -> " < " + values(before)).orElse("");
  }

  private static String values(Map<String, Object> row) {
    return String.join("|", row.values().stream().map(Situation::value).toList());
  }

  /** A value as a situation's text has it. */
  public static String value(Object value) {
    if (value == null) {
      return "-";
    }
    if (value == RowMap.UNSENT) {
      return "?";
    }
    String text = value instanceof java.math.BigDecimal d ? d.toPlainString() : value.toString();
    return text.length() < LONG ? text : text.charAt(0) + "…" + text.length();
  }
}
