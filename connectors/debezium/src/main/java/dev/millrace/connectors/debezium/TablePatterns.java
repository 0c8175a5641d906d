package dev.millrace.connectors.debezium;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which tables of a source are captured: {@code schema.table} or {@code table}, with {@code *} for
 * any run of characters; with {@code !} in front the tables that are left out. No pattern means all
 * tables.
 */
final class TablePatterns {
  private final List<String> expressions;

  private TablePatterns(List<String> expressions) {
    this.expressions = expressions;
  }

  /**
   * Reads patterns.
   *
   * @param patterns as configured
   * @param schema the schema of patterns that name none, itself a pattern
   */
  static TablePatterns of(List<String> patterns, String schema) {
    List<String> wanted = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (String pattern : patterns) {
      boolean out = pattern.startsWith("!");
      String name = out ? pattern.substring(1) : pattern;
      int dot = name.indexOf('.');
      String schemaPart = dot < 0 ? schema : name.substring(0, dot);
      String tablePart = dot < 0 ? name : name.substring(dot + 1);
      (out ? leftOut : wanted).add(expression(schemaPart) + "\\." + expression(tablePart));
    }
    if (leftOut.isEmpty()) {
      return new TablePatterns(wanted);
    }
    if (wanted.isEmpty()) {
      wanted.add(".*");
    }
    String guard = "(?!(?:" + String.join("|", leftOut) + ")$)";
    return new TablePatterns(wanted.stream().map(expression -> guard + expression).toList());
  }

  boolean all() {
    return expressions.isEmpty();
  }

  /** As Debezium takes it: regular expressions, separated by commas. */
  String includeList() {
    return String.join(",", expressions);
  }

  boolean matches(String schema, String table) {
    return all()
        || expressions.stream()
            .anyMatch(
                expression ->
                    Pattern.compile(expression, Pattern.CASE_INSENSITIVE)
                        .matcher(schema + "." + table)
                        .matches());
  }

  private static String expression(String pattern) {
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '*') {
        expression.append(".*");
      } else if (Character.isLetterOrDigit(c) || c == '_') {
        expression.append(c);
      } else {
        expression.append('\\').append(c);
      }
    }
    return expression.toString();
  }
}
