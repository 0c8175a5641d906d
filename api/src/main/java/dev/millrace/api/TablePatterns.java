package dev.millrace.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which tables of a source are captured: {@code schema.table} or {@code table}, with {@code *} for
 * any run of characters; with {@code !} in front the tables that are left out. No pattern means all
 * tables.
 */
public final class TablePatterns {
  private final List<Pattern> expressions;

  private TablePatterns(List<String> expressions) {
    this.expressions =
        expressions.stream()
            .map(expression -> Pattern.compile(expression, Pattern.CASE_INSENSITIVE))
            .toList();
  }

  /**
   * Reads patterns.
   *
   * @param patterns as configured
   * @param schema the schema of patterns that name none, itself a pattern
   */
  public static TablePatterns of(List<String> patterns, String schema) {
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

  public boolean all() {
    return expressions.isEmpty();
  }

  /** As regular expressions over {@code schema.table}, separated by commas. */
  public String includeList() {
    return String.join(",", expressions.stream().map(Pattern::pattern).toList());
  }

  /** Whether a table is captured. */
  public boolean matches(String schema, String table) {
    String name = schema + "." + table;
    return all() || expressions.stream().anyMatch(one -> one.matcher(name).matches());
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
