package dev.millrace.live;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

/** Says what is wrong with a query, and where. */
final class QueryErrors {
  /** The file that a query's place names. */
  static final String FILE = "query";

  private static final String CHECK = "Correct the query.";

  private QueryErrors() {}

  static MillraceException invalid(String message, String sql, int position) {
    return invalid(message, CHECK, sql, position);
  }

  static MillraceException invalid(String message, String remedy, String sql, int position) {
    Problem problem =
        Problem.of(ErrorCode.SQL_INVALID, "Cannot run the query: " + ended(message), remedy);
    return new MillraceException(at(problem, sql, position));
  }

  static MillraceException timeout(Duration limit) {
    return new MillraceException(
        ErrorCode.SQL_TIMEOUT,
        "Cannot finish the query in " + limit.toMillis() + " ms.",
        "Read fewer rows, or allow more time.");
  }

  static MillraceException tooLarge(long chunkBytes) {
    return new MillraceException(
        ErrorCode.RESOURCES_EXHAUSTED,
        "Cannot hand over the answer: its rows take more than "
            + chunkBytes / 1_000_000
            + " MB at a time.",
        "Ask for fewer rows or columns, or shorten texts with left(…).");
  }

  /**
   * What a failure of DuckDB means.
   *
   * @param sql as it was written
   * @param before where in it a place is of what DuckDB was given, in bytes
   */
  static MillraceException of(SQLException e, String sql, IntUnaryOperator before) {
    String message = ended(DuckErrors.message(e));
    ErrorCode code =
        switch (DuckErrors.kind(e)) {
          case "Permission", "TransactionContext" -> ErrorCode.SQL_FORBIDDEN;
          case "Out of Memory", "IO" -> ErrorCode.RESOURCES_EXHAUSTED;
          case "INTERNAL", "FATAL" -> ErrorCode.INTERNAL;
          default -> ErrorCode.SQL_INVALID;
        };
    String remedy =
        switch (code) {
          case SQL_FORBIDDEN -> "Read tables of Millrace only.";
          case RESOURCES_EXHAUSTED -> "Read, group or sort fewer rows.";
          case INTERNAL -> "Report it, with the query.";
          default -> CHECK;
        };
    Problem problem = Problem.of(code, "Cannot run the query: " + message, remedy);
    int position = DuckErrors.position(e);
    return new MillraceException(
        at(problem, sql, position < 0 ? -1 : before.applyAsInt(position)), e);
  }

  private static String ended(String message) {
    String text = message.strip();
    return text.endsWith(".") || text.endsWith("!") || text.endsWith("?") ? text : text + ".";
  }

  /** DuckDB counts bytes of UTF-8; people count lines and characters. */
  static Problem at(Problem problem, String sql, int position) {
    byte[] utf8 = sql.getBytes(StandardCharsets.UTF_8);
    if (position < 0 || position > utf8.length) {
      return problem;
    }
    String before = new String(Arrays.copyOf(utf8, position), StandardCharsets.UTF_8);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column = before.length() - before.lastIndexOf('\n');
    return problem.at(FILE, line, column);
  }

  /** Whether a query that was interrupted says so. */
  static boolean interrupted(SQLException e) {
    return DuckErrors.kind(e).toLowerCase(Locale.ROOT).startsWith("interrupt");
  }
}
