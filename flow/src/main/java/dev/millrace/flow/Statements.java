package dev.millrace.flow;

import dev.millrace.flow.MappingFile.Statement;
import java.util.ArrayList;
import java.util.List;

/** Splits SQL text into statements, minding quotes and comments. */
final class Statements {
  private Statements() {}

  static List<Statement> split(String sql) {
    List<Statement> statements = new ArrayList<>();
    int start = 0;
    int at = 0;
    while (at < sql.length()) {
      int next = skipQuotedOrComment(sql, at);
      if (next > at) {
        at = next;
      } else if (sql.charAt(at) == ';') {
        add(sql, start, at, statements);
        start = ++at;
      } else {
        at++;
      }
    }
    add(sql, start, sql.length(), statements);
    return statements;
  }

  /** The text with each comment turned into spaces, so that places stay. */
  static String withoutComments(String sql) {
    StringBuilder text = new StringBuilder(sql);
    int at = 0;
    while (at < sql.length()) {
      int next = skipQuotedOrComment(sql, at);
      if (next > at) {
        if (sql.startsWith("--", at) || sql.startsWith("/*", at)) {
          for (int i = at; i < next; i++) {
            if (text.charAt(i) != '\n') {
              text.setCharAt(i, ' ');
            }
          }
        }
        at = next;
      } else {
        at++;
      }
    }
    return text.toString();
  }

  /** The text as it is planned: without comments, and with one space where there is any. */
  static String bare(String sql) {
    StringBuilder text = new StringBuilder(sql.length());
    int at = 0;
    while (at < sql.length()) {
      int next = skipQuotedOrComment(sql, at);
      boolean comment = sql.startsWith("--", at) || sql.startsWith("/*", at);
      if (next > at && !comment) {
        text.append(sql, at, next);
        at = next;
        continue;
      }
      boolean blank = comment || Character.isWhitespace(sql.charAt(at));
      if (!blank) {
        text.append(sql.charAt(at));
      } else if (!text.isEmpty() && text.charAt(text.length() - 1) != ' ') {
        text.append(' ');
      }
      at = Math.max(next, at + 1);
    }
    return text.toString().strip();
  }

  private static void add(String sql, int from, int to, List<Statement> statements) {
    String bare = withoutComments(sql.substring(from, to));
    if (bare.isBlank()) {
      return;
    }
    int lead = 0;
    while (Character.isWhitespace(bare.charAt(lead))) {
      lead++;
    }
    int first = from + lead;
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < first; i++) {
      if (sql.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    statements.add(
        new Statement(sql.substring(first, to).stripTrailing(), line, first - lineStart + 1));
  }

  /** The end of the quoted text or comment that begins here, or the same place when none does. */
  private static int skipQuotedOrComment(String sql, int at) {
    char c = sql.charAt(at);
    if (c == '\'' || c == '"' || c == '`') {
      int end = sql.indexOf(c, at + 1);
      return end < 0 ? sql.length() : end + 1;
    }
    if (sql.startsWith("--", at)) {
      int end = sql.indexOf('\n', at);
      return end < 0 ? sql.length() : end;
    }
    if (sql.startsWith("/*", at)) {
      int end = sql.indexOf("*/", at + 2);
      return end < 0 ? sql.length() : end + 2;
    }
    return at;
  }
}
