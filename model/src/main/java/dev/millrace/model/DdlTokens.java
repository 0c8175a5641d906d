package dev.millrace.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts SQL into words, numbers, texts and signs; comments and blanks are left out. */
final class DdlTokens {
  /**
   * The smallest part of SQL.
   *
   * @param kind what it is
   * @param text as written; of a text in quotes what it says
   * @param line from 1
   * @param column of its first character, from 1
   * @param start of it in the whole, from 0
   * @param end of it in the whole, exclusive
   */
  record Token(Kind kind, String text, int line, int column, int start, int end) {
    boolean is(String word) {
      return (kind == Kind.WORD || kind == Kind.SIGN) && text.equalsIgnoreCase(word);
    }
  }

  /** What a token is. */
  enum Kind {
    WORD,
    NAME_IN_BACKTICKS,
    NUMBER,
    TEXT,
    SIGN,
    END
  }

  private static final Pattern NEXT =
      Pattern.compile(
          "(?<blank>\\s+|--[^\\n]*|/\\*(?s:.*?)\\*/)"
              + "|(?<word>[A-Za-z_][A-Za-z0-9_]*)"
              + "|`(?<quoted>[^`\\n]*)`"
              + "|(?<number>[0-9]+)"
              + "|'(?<text>(?:[^']|'')*+)'"
              + "|(?<sign>(?s:.))");

  private DdlTokens() {}

  /** The tokens, the last of them of kind {@link Kind#END}. */
  static List<Token> of(String sql) {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = NEXT.matcher(sql);
    int line = 1;
    int lineStart = 0;
    int at = 0;
    while (at < sql.length() && matcher.find(at)) {
      if (matcher.group("blank") == null) {
        int end = matcher.end();
        tokens.add(new Token(kind(matcher), text(matcher), line, at - lineStart + 1, at, end));
      }
      for (int i = at; i < matcher.end(); i++) {
        if (sql.charAt(i) == '\n') {
          line++;
          lineStart = i + 1;
        }
      }
      at = matcher.end();
    }
    tokens.add(new Token(Kind.END, "", line, at - lineStart + 1, at, at));
    return tokens;
  }

  private static Kind kind(Matcher matcher) {
    if (matcher.group("word") != null) {
      return Kind.WORD;
    }
    if (matcher.group("quoted") != null) {
      return Kind.NAME_IN_BACKTICKS;
    }
    if (matcher.group("number") != null) {
      return Kind.NUMBER;
    }
    return matcher.group("text") != null ? Kind.TEXT : Kind.SIGN;
  }

  private static String text(Matcher matcher) {
    if (matcher.group("text") != null) {
      return matcher.group("text").replace("''", "'");
    }
    return matcher.group("quoted") != null ? matcher.group("quoted") : matcher.group();
  }
}
