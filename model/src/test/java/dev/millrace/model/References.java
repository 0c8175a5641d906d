package dev.millrace.model;

import dev.millrace.api.Column;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a column's comment says of the tables its values are keys of. */
final class References {
  private static final Pattern SENTENCE = Pattern.compile("Refers to (.+)\\.$");
  private static final Pattern TABLE = Pattern.compile("model\\.([a-z][a-z0-9_]*)");

  private References() {}

  /** The tables' names, without {@code model.}; none when the column refers to nothing. */
  static List<String> of(Column column) {
    Matcher sentence = SENTENCE.matcher(column.comment());
    if (!sentence.find()) {
      return List.of();
    }
    return TABLE
        .matcher(sentence.group(1))
        .results()
        .map((MatchResult table) -> table.group(1))
        .toList();
  }
}
