package dev.millrace.live;

import java.util.ArrayList;
import java.util.List;

/** The words of a query, without what stands between them. */
final class SqlTokens {
  private static final String SPACES = " \t\n\r\f\u000b\u00a0";

  /** What a word is. */
  enum Kind {
    WORD,
    QUOTED_NAME,
    TEXT,
    SYMBOL
  }

  /**
   * A word.
   *
   * @param start of its first character
   * @param end after its last character
   */
  record Token(Kind kind, int start, int end) {}

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();

  SqlTokens(String sql) {
    this.sql = sql;
    int at = skip(0);
    while (at < sql.length()) {
      Token token = token(at);
      tokens.add(token);
      at = skip(token.end());
    }
  }

  int size() {
    return tokens.size();
  }

  Token get(int index) {
    return tokens.get(index);
  }

  /** The token that begins at a character; -1 when none does. */
  int startingAt(int character) {
    int low = 0;
    int high = tokens.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int start = tokens.get(middle).start();
      if (start == character) {
        return middle;
      }
      if (start < character) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** Whether these words stand one after the other from a token on, in upper or lower case. */
  boolean are(int index, String... words) {
    for (int i = 0; i < words.length; i++) {
      if (index + i >= tokens.size() || !text(index + i).equalsIgnoreCase(words[i])) {
        return false;
      }
    }
    return true;
  }

  boolean is(int index, Kind kind) {
    return index < tokens.size() && tokens.get(index).kind() == kind;
  }

  String text(int index) {
    Token token = tokens.get(index);
    return sql.substring(token.start(), token.end());
  }

  /** The token that closes the bracket at a token; -1 when none does. */
  int closing(int opening) {
    int depth = 0;
    for (int i = opening; i < tokens.size(); i++) {
      if (are(i, "(")) {
        depth++;
      } else if (are(i, ")") && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private int skip(int from) {
    int at = from;
    while (at < sql.length()) {
      if (SPACES.indexOf(sql.charAt(at)) >= 0) {
        at++;
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end + 1;
      } else if (sql.startsWith("/*", at)) {
        at = afterComment(at);
      } else {
        return at;
      }
    }
    return at;
  }

  /** Comments may hold comments. */
  private int afterComment(int from) {
    int depth = 0;
    int at = from;
    while (at < sql.length()) {
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        at += 2;
        if (--depth == 0) {
          return at;
        }
      } else {
        at++;
      }
    }
    return at;
  }

  private Token token(int at) {
    char c = sql.charAt(at);
    if (c == '\'') {
      boolean escaped = at > 0 && Character.toLowerCase(sql.charAt(at - 1)) == 'e' && isPrefix();
      return new Token(Kind.TEXT, at, afterQuote(at, escaped));
    }
    if (c == '"') {
      return new Token(Kind.QUOTED_NAME, at, afterQuote(at, false));
    }
    if (c == '$') {
      int end = afterDollars(at);
      if (end > 0) {
        return new Token(Kind.TEXT, at, end);
      }
    }
    if (isWord(c)) {
      int end = at + 1;
      while (end < sql.length() && (isWord(sql.charAt(end)) || sql.charAt(end) == '$')) {
        end++;
      }
      return new Token(Kind.WORD, at, end);
    }
    return new Token(Kind.SYMBOL, at, at + 1);
  }

  /** Whether the word before is E alone: {@code E'…'} has escapes. */
  private boolean isPrefix() {
    Token last = tokens.isEmpty() ? null : tokens.get(tokens.size() - 1);
    return last != null && last.kind() == Kind.WORD && last.end() - last.start() == 1;
  }

  private int afterQuote(int from, boolean escaped) {
    char quote = sql.charAt(from);
    int at = from + 1;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == '\\' && escaped) {
        at += 2;
      } else if (c != quote) {
        at++;
      } else if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
        at += 2;
      } else {
        return at + 1;
      }
    }
    return sql.length();
  }

  /** The end of a text like {@code $tag$…$tag$} that begins here; -1 when none does. */
  private int afterDollars(int from) {
    int tagEnd = from + 1;
    while (tagEnd < sql.length() && isWord(sql.charAt(tagEnd))) {
      tagEnd++;
    }
    boolean isTag =
        tagEnd < sql.length()
            && sql.charAt(tagEnd) == '$'
            && !Character.isDigit(sql.charAt(from + 1));
    if (!isTag) {
      return -1;
    }
    String tag = sql.substring(from, tagEnd + 1);
    int end = sql.indexOf(tag, tagEnd + 1);
    return end < 0 ? sql.length() : end + tag.length();
  }

  private static boolean isWord(char c) {
    return c == '_' || c >= 0x80 || Character.isLetterOrDigit(c);
  }
}
