package dev.millrace.live;

import dev.millrace.live.SqlTokens.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The times that a query asks for with {@code FOR TIMESTAMP AS OF '…'} after a table, as other
 * engines write it. DuckDB does not know these words, so they are taken out before it sees the
 * query.
 *
 * @param sql the query with spaces in their place, so that all else stays where it was
 * @param clauses in order
 */
record TimeTravel(String sql, List<Clause> clauses) {

  /**
   * One time.
   *
   * @param start where the words began
   * @param time the expression at their end
   */
  record Clause(int start, int end, String time) {}

  static TimeTravel of(String written) {
    SqlTokens tokens = new SqlTokens(written);
    StringBuilder sql = new StringBuilder(written);
    List<Clause> clauses = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (!tokens.are(i, "FOR", "TIMESTAMP", "AS", "OF")
          && !tokens.are(i, "FOR", "SYSTEM_TIME", "AS", "OF")) {
        continue;
      }
      int last = lastOfTime(tokens, i + 4);
      if (last < 0) {
        continue;
      }
      int start = tokens.get(i).start();
      int end = tokens.get(last).end();
      clauses.add(new Clause(start, end, written.substring(tokens.get(i + 4).start(), end)));
      for (int at = start; at < end; at++) {
        if (sql.charAt(at) != '\n') {
          sql.setCharAt(at, ' ');
        }
      }
      i = last;
    }
    return new TimeTravel(sql.toString(), List.copyOf(clauses));
  }

  /** A time is a text, perhaps with its type before it, or anything in brackets. */
  private static int lastOfTime(SqlTokens tokens, int first) {
    if (tokens.is(first, Kind.TEXT)) {
      return first;
    }
    if (tokens.is(first, Kind.WORD) && tokens.is(first + 1, Kind.TEXT)) {
      return first + 1;
    }
    return tokens.are(first, "(") ? tokens.closing(first) : -1;
  }
}
