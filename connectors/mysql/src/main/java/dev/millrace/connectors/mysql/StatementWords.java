package dev.millrace.connectors.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The words of a statement, read as far as they are asked for. Comments are left out but for what
 * the server takes from them.
 */
final class StatementWords {
  private final String sql;
  private final List<Word> words = new ArrayList<>();
  private int at;

  /** A quoted word is no keyword. */
  private record Word(String text, boolean quoted) {
    String keyword() {
      return quoted ? "" : text.toUpperCase(Locale.ROOT);
    }
  }

  StatementWords(String sql) {
    this.sql = sql;
  }

  /** Whether there are so many words and one more. */
  boolean has(int place) {
    while (words.size() <= place) {
      skip();
      if (at >= sql.length()) {
        return false;
      }
      words.add(next());
    }
    return true;
  }

  /** A word without its quotes. */
  String text(int place) {
    return has(place) ? words.get(place).text : "";
  }

  /** In capital letters; empty for a word that is quoted or is not there. */
  String keyword(int place) {
    return has(place) ? words.get(place).keyword() : "";
  }

  /** Whether there is a keyword, and behind it others. */
  boolean is(int place, String... keywords) {
    for (int i = 0; i < keywords.length; i++) {
      if (!keyword(place + i).equals(keywords[i])) {
        return false;
      }
    }
    return true;
  }

  /** A word as it was written but for the case of letters outside of quotes. */
  String canonical(int place) {
    return has(place) && words.get(place).quoted ? "'" + text(place) + "'" : keyword(place);
  }

  private void skip() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (sql.startsWith("/*!", at) || sql.startsWith("/*M!", at)) {
        at = sql.indexOf('!', at) + 1;
        while (at < sql.length() && Character.isDigit(sql.charAt(at))) {
          at++;
        }
      } else if (sql.startsWith("*/", at)) {
        at += 2;
      } else if (sql.startsWith("/*", at)) {
        at = after("*/");
      } else if (c == '#' || isDashes()) {
        at = after("\n");
      } else {
        return;
      }
    }
  }

  /** Two dashes begin a comment when a space is behind them, or nothing. */
  private boolean isDashes() {
    return sql.startsWith("--", at)
        && (at + 2 == sql.length() || Character.isWhitespace(sql.charAt(at + 2)));
  }

  private int after(String end) {
    int found = sql.indexOf(end, at);
    return found < 0 ? sql.length() : found + end.length();
  }

  private Word next() {
    char c = sql.charAt(at);
    if (c == '`' || c == '"' || c == '\'') {
      return new Word(quoted(c), true);
    }
    int from = at;
    while (at < sql.length() && isNamePart(sql.charAt(at))) {
      at++;
    }
    if (at == from) {
      at++;
    }
    return new Word(sql.substring(from, at), false);
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 0x80;
  }

  private String quoted(char quote) {
    StringBuilder text = new StringBuilder();
    at++;
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c == quote) {
        if (at < sql.length() && sql.charAt(at) == quote) {
          at++;
        } else {
          break;
        }
      } else if (c == '\\' && quote != '`' && at < sql.length()) {
        c = sql.charAt(at++);
      }
      text.append(c);
    }
    return text.toString();
  }
}
