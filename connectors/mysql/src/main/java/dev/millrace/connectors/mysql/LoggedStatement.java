package dev.millrace.connectors.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The few statements of the binary log that matter: those that begin and end transactions, those
 * that change rows without logging them, and those that give a table's name to other rows. No other
 * is understood, and none needs be.
 *
 * @param schema of the table; that of the session when the statement names none
 * @param table empty when the statement is of none
 * @param moved names that mean other rows from here on, or none
 */
record LoggedStatement(Kind kind, String schema, String table, List<Name> moved, String text) {

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
    /** Takes names from tables, or gives them to others. */
    MOVES_NAMES,
    /** Takes away a schema with all its tables. */
    DROPS_SCHEMA,
    /** Changes rows, which the log should have brought as such. */
    CHANGES_ROWS,
    /** Takes rows away with the part of the table that has them. */
    DROPS_ROWS,
    OTHER
  }

  /** What a table is called. */
  record Name(String schema, String table) {}

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
          "TABLES",
          "ONLINE",
          "IF",
          "NOT",
          "EXISTS");

  /** Behind RENAME: it is not the table that is renamed. */
  private static final Set<String> PARTS = Set.of("COLUMN", "INDEX", "KEY");

  LoggedStatement {
    moved = List.copyOf(moved);
  }

  /**
   * Reads a statement.
   *
   * @param session the schema of its session
   */
  static LoggedStatement of(String sql, String session) {
    StatementWords words = new StatementWords(sql);
    return switch (words.keyword(0)) {
      case "BEGIN" -> plain(Kind.BEGIN, session, sql);
      case "START" -> plain(words.is(1, "TRANSACTION") ? Kind.BEGIN : Kind.OTHER, session, sql);
      case "COMMIT" -> plain(Kind.COMMIT, session, sql);
      case "SAVEPOINT", "RELEASE" -> plain(Kind.SAVEPOINT, session, sql);
      case "ROLLBACK" ->
          plain(
              words.is(1, "TO") || words.is(2, "TO") ? Kind.ROLLBACK_TO : Kind.ROLLBACK,
              session,
              sql);
      case "XA" -> plain(xa(words), session, sql);
      case "TRUNCATE" -> ofTable(Kind.TRUNCATE, words, 1, session, sql);
      case "INSERT", "REPLACE", "UPDATE", "DELETE" ->
          ofTable(Kind.CHANGES_ROWS, words, 1, session, sql);
      case "WITH" -> plain(Kind.CHANGES_ROWS, session, sql);
      case "LOAD" -> ofTable(Kind.CHANGES_ROWS, words, find(words, "INTO"), session, sql);
      case "ALTER" -> alter(words, session, sql);
      case "DROP" -> drop(words, session, sql);
      case "RENAME" -> moving(words.is(1, "USER") ? List.of() : renamed(words, session), sql);
      case "CREATE" ->
          moving(
              words.is(1, "OR", "REPLACE", "TABLE")
                  ? List.of(name(words, afterModifiers(words, 3), session))
                  : List.of(),
              sql);
      default -> plain(Kind.OTHER, session, sql);
    };
  }

  private static Kind xa(StatementWords words) {
    if (words.is(1, "START") || words.is(1, "BEGIN")) {
      return Kind.XA_START;
    }
    if (words.is(1, "COMMIT")) {
      return Kind.XA_COMMIT;
    }
    return words.is(1, "ROLLBACK") ? Kind.XA_ROLLBACK : Kind.XA_END;
  }

  private static LoggedStatement alter(StatementWords words, String session, String sql) {
    int what = 1;
    while (words.is(what, "ONLINE") || words.is(what, "IGNORE")) {
      what++;
    }
    if (!words.is(what, "TABLE")) {
      return plain(Kind.OTHER, session, sql);
    }
    int table = afterModifiers(words, what);
    for (int i = table; words.has(i); i++) {
      if (words.is(i, "RENAME") && !PARTS.contains(words.keyword(i + 1))) {
        boolean linked = words.is(i + 1, "TO") || words.is(i + 1, "AS") || words.is(i + 1, "=");
        return moving(
            List.of(name(words, table, session), name(words, linked ? i + 2 : i + 1, session)),
            sql);
      }
      boolean removes = words.is(i, "TRUNCATE") || words.is(i, "DROP") || words.is(i, "EXCHANGE");
      if (removes && words.is(i + 1, "PARTITION")) {
        return ofTable(Kind.DROPS_ROWS, words, table, session, sql);
      }
    }
    return plain(Kind.OTHER, session, sql);
  }

  /** A temporary table may have any name: its rows are not in the log. */
  private static LoggedStatement drop(StatementWords words, String session, String sql) {
    if (words.is(1, "DATABASE") || words.is(1, "SCHEMA")) {
      String schema = words.text(afterModifiers(words, 2));
      return new LoggedStatement(Kind.DROPS_SCHEMA, schema, "", List.of(), sql);
    }
    if (!words.is(1, "TABLE") && !words.is(1, "TABLES")) {
      return plain(Kind.OTHER, session, sql);
    }
    List<Name> names = new ArrayList<>();
    int at = afterModifiers(words, 1);
    names.add(name(words, at, session));
    for (at = behind(words, at); words.is(at, ","); at = behind(words, at + 1)) {
      names.add(name(words, at + 1, session));
    }
    return moving(names, sql);
  }

  /** Both names of each pair. */
  private static List<Name> renamed(StatementWords words, String session) {
    List<Name> names = new ArrayList<>();
    int at = afterModifiers(words, 1);
    while (words.has(at)) {
      names.add(name(words, at, session));
      at = behind(words, at);
      while (words.has(at) && !words.is(at, "TO")) {
        at++;
      }
      names.add(name(words, at + 1, session));
      // A comma is between pairs.
      at = behind(words, at + 1) + 1;
    }
    return names;
  }

  private static int find(StatementWords words, String keyword) {
    int at = 1;
    while (words.has(at) && !words.is(at, keyword)) {
      at++;
    }
    return at;
  }

  private static LoggedStatement plain(Kind kind, String session, String sql) {
    return new LoggedStatement(kind, session, "", List.of(), sql);
  }

  private static LoggedStatement moving(List<Name> names, String sql) {
    return new LoggedStatement(names.isEmpty() ? Kind.OTHER : Kind.MOVES_NAMES, "", "", names, sql);
  }

  private static LoggedStatement ofTable(
      Kind kind, StatementWords words, int from, String session, String sql) {
    Name name = name(words, afterModifiers(words, from), session);
    return new LoggedStatement(kind, name.schema, name.table, List.of(), sql);
  }

  private static int afterModifiers(StatementWords words, int from) {
    int at = from;
    while (MODIFIERS.contains(words.keyword(at))) {
      at++;
    }
    return at;
  }

  private static Name name(StatementWords words, int at, String session) {
    return words.is(at + 1, ".")
        ? new Name(words.text(at), words.text(at + 2))
        : new Name(session, words.text(at));
  }

  /** The place behind a name. */
  private static int behind(StatementWords words, int name) {
    return words.is(name + 1, ".") ? name + 3 : name + 1;
  }

  /** What the table is called that the statement is of. */
  Name name() {
    return new Name(schema, table);
  }

  /** The name of an XA transaction in {@code XA COMMIT X'6d79',X'',1}. */
  String xid() {
    StatementWords words = new StatementWords(text);
    StringBuilder xid = new StringBuilder();
    for (int i = 2; words.has(i); i++) {
      if (!words.is(i, "ONE") && !words.is(i, "PHASE")) {
        xid.append(words.canonical(i));
      }
    }
    return xid.toString();
  }
}
