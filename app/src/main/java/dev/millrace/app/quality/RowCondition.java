package dev.millrace.app.quality;

import dev.millrace.api.Column;
import dev.millrace.api.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A condition on the columns of one row, as somebody has written it for the live store. */
final class RowCondition {
  private static final Pattern TOKEN =
      Pattern.compile("'(?:[^']|'')*'|\"[^\"]*\"|[A-Za-z_][A-Za-z0-9_$]*|.", Pattern.DOTALL);

  private final List<String> tokens = new ArrayList<>();

  RowCondition(String text) {
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      tokens.add(token.group());
    }
  }

  /** Whether each parenthesis and each quote has its other. */
  boolean isWhole() {
    int open = 0;
    for (String token : tokens) {
      switch (token) {
        case "(" -> open++;
        case ")" -> open--;
        case "'", "\"", ";" -> {
          return false;
        }
        default -> {}
      }
      if (open < 0) {
        return false;
      }
    }
    return open == 0;
  }

  /** The columns of a table that it names, in their order. */
  List<String> columns(TableSchema table) {
    Set<String> named = new TreeSet<>();
    tokens.forEach(token -> named.add(unquoted(token)));
    return table.columns().stream().map(Column::name).filter(named::contains).toList();
  }

  /** The same in Flink's SQL, which quotes names otherwise and reserves more words. */
  String forFlink(TableSchema table) {
    Set<String> columns = Set.copyOf(columns(table));
    return tokens.stream()
        .map(
            token ->
                token.startsWith("\"") || columns.contains(token)
                    ? flinkName(unquoted(token))
                    : token)
        .collect(Collectors.joining());
  }

  /** A column's name in Flink's SQL. */
  static String flinkName(String name) {
    return "`" + unquoted(name) + "`";
  }

  static String unquoted(String name) {
    return name.length() > 1 && name.startsWith("\"") ? name.substring(1, name.length() - 1) : name;
  }
}
