package dev.millrace.model;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.model.DdlStatement.PlacedColumn;
import dev.millrace.model.DdlTokens.Kind;
import dev.millrace.model.DdlTokens.Token;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the two statements that the model is written in:
 *
 * <pre>
 * CREATE TABLE model.pump_test (
 *   source_key STRING NOT NULL COMMENT '…',
 *   pressure_bar DECIMAL(9, 3) COMMENT '…',
 *   PRIMARY KEY (source_key) NOT ENFORCED
 * ) COMMENT '…' WITH ('kind' = 'events');
 *
 * ALTER TABLE model.item ADD (colour STRING COMMENT '…');
 * </pre>
 *
 * <p>It takes no more than that, so that a file which Flink or another reader of SQL might take
 * otherwise is refused rather than understood twice.
 */
final class DdlParser {
  private static final String EVENTS_REMEDY =
      "Write WITH ('kind' = 'events') for a table whose rows are only added, or leave WITH out.";

  private final String file;
  private final String sql;
  private final List<Token> tokens;
  private final List<Problem> problems = new ArrayList<>();
  private int at;

  /**
   * @param file as problems show it
   */
  DdlParser(String file, String sql) {
    this.file = file;
    this.sql = sql;
    this.tokens = DdlTokens.of(sql);
  }

  /** The statements that could be read; {@link #problems} says why others could not. */
  List<DdlStatement> parse() {
    List<DdlStatement> statements = new ArrayList<>();
    while (token().kind() != Kind.END) {
      try {
        statements.add(statement());
      } catch (MillraceException e) {
        problems.add(e.problem());
        skipStatement();
      }
    }
    return statements;
  }

  /** What could not be read, at most one for each statement. */
  List<Problem> problems() {
    return problems;
  }

  private void skipStatement() {
    while (token().kind() != Kind.END && !token().is(";")) {
      at++;
    }
    if (token().is(";")) {
      at++;
    }
  }

  private DdlStatement statement() {
    int start = token().start();
    boolean create = token().is("CREATE");
    if (!create && !token().is("ALTER")) {
      throw unreadable(
          "Write CREATE TABLE model.<table> (…) or ALTER TABLE model.<table> ADD (…).");
    }
    at++;
    expect("TABLE", "Write TABLE.");
    if (!token().text().equals("model")) {
      throw unreadable("Write model.<table>: the model's tables are in the schema model.");
    }
    at++;
    expect(".", "Write model.<table>.");
    Problem.Place place = place(token());
    TableName.Model table = new TableName.Model(name("table"));
    return create ? create(table, place, start) : add(table, place, start);
  }

  private DdlStatement create(TableName.Model name, Problem.Place place, int start) {
    List<Column> columns = new ArrayList<>();
    List<String> key = List.of();
    expect("(", "Write the columns in parentheses.");
    do {
      if (token().is("PRIMARY")) {
        if (!key.isEmpty()) {
          throw wrong(token(), "Cannot define a second primary key.", "Keep one of them.");
        }
        key = key();
      } else {
        PlacedColumn next = column();
        requireNew(next, columns);
        columns.add(next.column());
      }
    } while (follows(","));
    expect(")", "Write a comma before the next column, or ) after the last.");
    String comment = comment();
    boolean events = follows("WITH") && eventsOption();
    String text = end(start);
    if (key.isEmpty()) {
      throw wrong(
          place,
          "Cannot use table " + name + ": it has no primary key.",
          "Write PRIMARY KEY (source_system, source_key) NOT ENFORCED after its columns.");
    }
    requireFilled(key, columns, place);
    return new DdlStatement.Create(
        new ModelTable(new TableSchema(name, columns, key, events), comment, text + ";\n"), place);
  }

  private DdlStatement add(TableName.Model table, Problem.Place place, int start) {
    expect("ADD", "Write ADD (<column> <TYPE> COMMENT '<meaning>', …): columns may only be added.");
    List<PlacedColumn> columns = new ArrayList<>();
    boolean several = follows("(");
    do {
      PlacedColumn next = column();
      requireNew(next, columns.stream().map(PlacedColumn::column).toList());
      if (!next.column().nullable()) {
        throw wrong(
            next.place(),
            "Cannot add column " + next.column().name() + " as NOT NULL.",
            "Remove NOT NULL: rows of mappings that do not know the column leave it empty.");
      }
      columns.add(next);
    } while (several && follows(","));
    if (several) {
      expect(")", "Write a comma before the next column, or ) after the last.");
    }
    return new DdlStatement.Add(table, place, columns, end(start));
  }

  private PlacedColumn column() {
    Token start = token();
    String name = name("column");
    ColumnType type = type();
    boolean nullable = true;
    if (follows("NOT")) {
      expect("NULL", "Write NOT NULL.");
      nullable = false;
    }
    return new PlacedColumn(new Column(name, type, nullable, comment()), place(start));
  }

  private ColumnType type() {
    Token start = token();
    if (start.kind() != Kind.WORD) {
      throw unreadable("Write the column's type, such as STRING.");
    }
    at++;
    List<Integer> sizes = new ArrayList<>();
    if (follows("(")) {
      do {
        if (token().kind() != Kind.NUMBER || token().text().length() > 3) {
          throw unreadable("Write a number.");
        }
        sizes.add(Integer.parseInt(token().text()));
        at++;
      } while (follows(","));
      expect(")", "Write ) after the type's size.");
    }
    String written = sql.substring(start.start(), tokens.get(at - 1).end());
    return DdlTypes.of(start.text(), sizes)
        .orElseThrow(
            () -> wrong(start, "Cannot use column type: " + written + ".", DdlTypes.KNOWN));
  }

  private List<String> key() {
    at++;
    expect("KEY", "Write PRIMARY KEY (<column>, …) NOT ENFORCED.");
    expect("(", "Write the key's columns in parentheses.");
    List<String> key = new ArrayList<>();
    do {
      Token column = token();
      String name = name("key column");
      if (key.contains(name)) {
        throw wrong(column, "Cannot name a key column twice: " + name + ".", "Name each once.");
      }
      key.add(name);
    } while (follows(","));
    expect(")", "Write ) after the key's columns.");
    expect("NOT", "Write NOT ENFORCED after the key, as Flink wants it.");
    expect("ENFORCED", "Write NOT ENFORCED after the key, as Flink wants it.");
    return key;
  }

  /** Reads {@code ('kind' = 'events')}, the one option there is. */
  private boolean eventsOption() {
    expect("(", EVENTS_REMEDY);
    Token option = token();
    if (option.kind() != Kind.TEXT) {
      throw unreadable(EVENTS_REMEDY);
    }
    if (!option.text().equals("kind")) {
      throw wrong(option, "Cannot set table option: " + option.text() + ".", EVENTS_REMEDY);
    }
    at++;
    expect("=", EVENTS_REMEDY);
    Token kind = token();
    if (kind.kind() != Kind.TEXT || !kind.text().equals("events")) {
      throw wrong(kind, "Cannot use kind of table: " + kind.text() + ".", EVENTS_REMEDY);
    }
    at++;
    expect(")", EVENTS_REMEDY);
    return true;
  }

  private void requireFilled(List<String> key, List<Column> columns, Problem.Place place) {
    for (String name : key) {
      Column column =
          columns.stream()
              .filter(candidate -> candidate.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      wrong(
                          place,
                          "Cannot find key column: " + name + ".",
                          "Define it, or take it out of the key."));
      if (column.nullable()) {
        throw wrong(
            place,
            "Cannot use a column that may be empty as key: " + name + ".",
            "Write NOT NULL after its type.");
      }
    }
  }

  private void requireNew(PlacedColumn column, List<Column> before) {
    String name = column.column().name();
    if (before.stream().anyMatch(known -> known.name().equals(name))) {
      throw wrong(
          column.place(), "Cannot define column " + name + " twice.", "Remove or rename one.");
    }
  }

  private String comment() {
    if (!follows("COMMENT")) {
      return "";
    }
    Token text = token();
    if (text.kind() != Kind.TEXT) {
      throw unreadable("Write the comment in single quotes; a quote in it is written twice.");
    }
    if (text.text().isBlank()) {
      throw wrong(text, "Cannot leave a comment empty.", "Say what is meant.");
    }
    at++;
    return text.text();
  }

  /** The statement's text, after its semicolon has been read. */
  private String end(int start) {
    int end = tokens.get(at - 1).end();
    expect(";", "End the statement with a semicolon.");
    return sql.substring(start, end);
  }

  private String name(String what) {
    Token token = token();
    boolean word = token.kind() == Kind.WORD || token.kind() == Kind.NAME_IN_BACKTICKS;
    if (!word) {
      throw unreadable("Write the name of the " + what + ".");
    }
    if (!token.text().matches("[a-z][a-z0-9_]*")) {
      throw wrong(
          token,
          "Cannot name a " + what + ": " + token.text() + ".",
          "Use lower-case letters, digits and _, beginning with a letter.");
    }
    at++;
    return token.text();
  }

  private boolean follows(String word) {
    if (token().is(word)) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(String word, String remedy) {
    if (!follows(word)) {
      throw unreadable(remedy);
    }
  }

  private Token token() {
    return tokens.get(at);
  }

  private MillraceException unreadable(String remedy) {
    Token token = token();
    return token.kind() == Kind.END
        ? wrong(token, "Cannot end the file here.", remedy)
        : wrong(token, "Cannot read: " + lineOf(token) + ".", remedy);
  }

  /** What stands from the token to the end of its line. */
  private String lineOf(Token token) {
    int end = sql.indexOf('\n', token.start());
    return sql.substring(token.start(), end < 0 ? sql.length() : end).strip();
  }

  private Problem.Place place(Token token) {
    return new Problem.Place(file, token.line(), token.column());
  }

  private MillraceException wrong(Token token, String message, String remedy) {
    return wrong(place(token), message, remedy);
  }

  private static MillraceException wrong(Problem.Place place, String message, String remedy) {
    return new MillraceException(
        new Problem(ErrorCode.CONFIGURATION_INVALID, message, remedy, place));
  }
}
