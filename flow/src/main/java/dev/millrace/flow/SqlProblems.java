package dev.millrace.flow;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.Suggestion;
import dev.millrace.flow.MappingFile.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what Flink says of a statement into a problem with a place in the mapping's file. */
final class SqlProblems {
  private static final Pattern PLACE = Pattern.compile("[Ll]ine (\\d+), column (\\d+)");
  private static final Pattern HINT = Pattern.compile("did you mean '([^']+)'");
  private static final Pattern UNKNOWN_TABLE = Pattern.compile("Object '([^']+)' not found");
  private static final Pattern UNKNOWN_COLUMN = Pattern.compile("Column '([^']+)' not found");
  private static final Pattern ADDED_ONLY =
      Pattern.compile("Table sink '([^']+)' doesn't support consuming (?:update|delete)");
  private static final int LONGEST = 400;

  private SqlProblems() {}

  /**
   * @param names of tables and columns that could have been meant
   */
  static Problem of(
      MappingFile mapping, Statement statement, Throwable failure, Collection<String> names) {
    String all = messages(failure);
    int line = statement.line();
    int column = statement.column();
    Matcher place = PLACE.matcher(all);
    if (place.find()) {
      int inLine = Integer.parseInt(place.group(1));
      int inColumn = Integer.parseInt(place.group(2));
      column = inLine == 1 ? statement.column() + inColumn - 1 : inColumn;
      line = statement.line() + inLine - 1;
    }
    return Problem.of(
            ErrorCode.MAPPING_INVALID,
            "Cannot use mapping " + mapping.name() + ": " + reason(failure) + ".",
            remedy(
                failure, names, "Mend the statement; Flink SQL's reference says what it may hold."))
        .at(mapping.file(), line, column);
  }

  /** What Flink says, in a line without its place. */
  static String reason(Throwable failure) {
    Matcher event = ADDED_ONLY.matcher(messages(failure));
    if (event.find()) {
      return "it would change or remove rows of "
          + event.group(1).replaceAll("^.*?(model\\..*)$", "$1").replace("`", "")
          + ", an event table, to which rows are only added";
    }
    Throwable deepest = failure;
    while (deepest.getCause() != null && deepest.getCause().getMessage() != null) {
      deepest = deepest.getCause();
    }
    String message = String.valueOf(deepest.getMessage()).strip();
    int end = message.indexOf('\n');
    String first = end < 0 ? message : message.substring(0, end);
    String plain = first.replaceFirst("^From line .*?: ", "").replaceFirst("[.:]$", "");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain;
  }

  /**
   * What to do.
   *
   * @param names of tables and columns that could have been meant
   * @param other what to do where nothing more can be said
   */
  static String remedy(Throwable failure, Collection<String> names, String other) {
    String all = messages(failure);
    if (ADDED_ONLY.matcher(all).find()) {
      return "Read event tables only, each event by itself, or aggregate into another table.";
    }
    Matcher hint = HINT.matcher(all);
    if (hint.find()) {
      return "Did you mean " + hint.group(1) + "?";
    }
    for (Pattern unknown : List.of(UNKNOWN_COLUMN, UNKNOWN_TABLE)) {
      Matcher name = unknown.matcher(all);
      if (name.find()) {
        Optional<String> near = Suggestion.nearest(name.group(1), names);
        if (near.isPresent()) {
          return "Did you mean " + near.get() + "?";
        }
      }
    }
    Matcher table = UNKNOWN_TABLE.matcher(all);
    if (table.find()) {
      return "Look whether "
          + table.group(1)
          + " is captured: `millrace status` and GET"
          + " /api/tables list what there is.";
    }
    if (UNKNOWN_COLUMN.matcher(all).find()) {
      return "Look up the table's columns on the SQL page or in docs/reference/model.md.";
    }
    return other;
  }

  private static String messages(Throwable failure) {
    StringBuilder all = new StringBuilder();
    for (Throwable t = failure; t != null; t = t.getCause()) {
      all.append(t.getMessage()).append('\n');
    }
    return all.toString();
  }
}
