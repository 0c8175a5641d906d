package dev.millrace.connectors.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The few statements of the binary log that matter: those that begin and end transactions, and
 * those that change rows without logging them. No other is understood, and none needs be.
 *
 * @param schema of the table; that of the session when the statement names none
 * @param table empty when the statement is of none
 */
record LoggedStatement(Kind kind, String schema, String table, String text) {

  /** What a statement does. */
  enum Kind {
    BEGIN,
    COMMIT,
    ROLLBACK,
    SAVEPOINT,
    ROLLBACK_TO,
    XA_START,
    XA_END,
    XA_COMMIT,
    XA_ROLLBACK,
    TRUNCATE,
    /** Changes rows, which the log should have brought as such. */
    CHANGES_ROWS,
    /** Takes rows away with the part of the table that has them. */
    DROPS_ROWS,
    OTHER
  }

  private static final int WORDS_MAX = 64;
  private static final Set<String> MODIFIERS =
      Set.of(
          "LOW_PRIORITY",
          "HIGH_PRIORITY",
          "DELAYED",
          "IGNORE",
          "QUICK",
          "INTO",
          "FROM",
          "TABLE",
          "ONLINE");

  /**
   * Reads a statement.
   *
   * @param session the schema of its session
   */
  static LoggedStatement of(String sql, String session) {
    Words words = new Words(sql);
    List<Word> first = words.take(WORDS_MAX);
    if (first.isEmpty()) {
      return new LoggedStatement(Kind.OTHER, session, "", sql);
    }
    return switch (first.get(0).keyword()) {
      case "BEGIN" -> plain(Kind.BEGIN, session, sql);
      case "START" -> plain(is(first, 1, "TRANSACTION") ? Kind.BEGIN : Kind.OTHER, session, sql);
      case "COMMIT" -> plain(Kind.COMMIT, session, sql);
      case "SAVEPOINT", "RELEASE" -> plain(Kind.SAVEPOINT, session, sql);
      case "ROLLBACK" ->
          plain(
              is(first, 1, "TO") || is(first, 2, "TO") ? Kind.ROLLBACK_TO : Kind.ROLLBACK,
              session,
              sql);
      case "XA" -> plain(xa(first), session, sql);
      case "TRUNCATE" -> ofTable(Kind.TRUNCATE, first, 1, session, sql);
      case "INSERT", "REPLACE", "UPDATE", "DELETE" ->
          ofTable(Kind.CHANGES_ROWS, first, 1, session, sql);
      case "WITH" -> plain(Kind.CHANGES_ROWS, session, sql);
      case "LOAD" -> ofTable(Kind.CHANGES_ROWS, first, into(first), session, sql);
      case "ALTER" -> alter(first, session, sql);
      default -> plain(Kind.OTHER, session, sql);
    };
  }

  private static Kind xa(List<Word> words) {
    if (is(words, 1, "START") || is(words, 1, "BEGIN")) {
      return Kind.XA_START;
    }
    if (is(words, 1, "COMMIT")) {
      return Kind.XA_COMMIT;
    }
    return is(words, 1, "ROLLBACK") ? Kind.XA_ROLLBACK : Kind.XA_END;
  }

  private static LoggedStatement alter(List<Word> words, String session, String sql) {
    for (int i = 2; i + 1 < words.size(); i++) {
      boolean removes =
          is(words, i, "TRUNCATE") || is(words, i, "DROP") || is(words, i, "EXCHANGE");
      if (removes && is(words, i + 1, "PARTITION")) {
        return ofTable(Kind.DROPS_ROWS, words, 1, session, sql);
      }
    }
    return plain(Kind.OTHER, session, sql);
  }

  private static int into(List<Word> words) {
    for (int i = 1; i < words.size(); i++) {
      if (is(words, i, "INTO")) {
        return i;
      }
    }
    return words.size();
  }

  private static boolean is(List<Word> words, int place, String keyword) {
    return place < words.size() && words.get(place).keyword().equals(keyword);
  }

  private static LoggedStatement plain(Kind kind, String session, String sql) {
    return new LoggedStatement(kind, session, "", sql);
  }

  private static LoggedStatement ofTable(
      Kind kind, List<Word> words, int from, String session, String sql) {
    int at = from;
    while (at < words.size() && MODIFIERS.contains(words.get(at).keyword())) {
      at++;
    }
    if (at >= words.size()) {
      return new LoggedStatement(kind, session, "", sql);
    }
    boolean qualified = at + 2 < words.size() && words.get(at + 1).text.equals(".");
    return qualified
        ? new LoggedStatement(kind, words.get(at).text, words.get(at + 2).text, sql)
        : new LoggedStatement(kind, session, words.get(at).text, sql);
  }

  /** The name of an XA transaction in {@code XA COMMIT X'6d79',X'',1}. */
  String xid() {
    List<Word> words = new Words(text).take(WORDS_MAX);
    StringBuilder xid = new StringBuilder();
    for (Word word : words.subList(Math.min(2, words.size()), words.size())) {
      if (!word.keyword().equals("ONE") && !word.keyword().equals("PHASE")) {
        xid.append(word.quoted ? "'" + word.text + "'" : word.keyword());
      }
    }
    return xid.toString();
  }

  /** A word of a statement; a quoted one is no keyword. */
  private record Word(String text, boolean quoted) {
    String keyword() {
      return quoted ? "" : text.toUpperCase(Locale.ROOT);
    }
  }

  /** Reads words, and leaves out comments but for what the server takes from them. */
  private static final class Words {
    private final String sql;
    private int at;

    Words(String sql) {
      this.sql = sql;
    }

    List<Word> take(int max) {
      List<Word> words = new ArrayList<>();
      while (words.size() < max) {
        skip();
        if (at >= sql.length()) {
          break;
        }
        words.add(next());
      }
      return words;
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
        } else if (c == '#' || sql.startsWith("-- ", at)) {
          at = after("\n");
        } else {
          return;
        }
      }
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
}
