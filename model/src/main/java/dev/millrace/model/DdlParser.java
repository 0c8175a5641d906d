package dev.millrace.model;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the one form a table of the model is written in:
 *
 * <pre>
 * CREATE TABLE model.item (
 *   source_key STRING NOT NULL COMMENT '…',
 *   item_code STRING COMMENT '…',
 *   PRIMARY KEY (source_key) NOT ENFORCED
 * ) COMMENT '…';
 * </pre>
 *
 * <p>It is strict, one column a line, so that a file which other readers of SQL might take
 * otherwise is refused rather than understood twice.
 */
final class DdlParser {
  private static final String NAME = "([a-z][a-z0-9_]*)";
  private static final String COMMENT = "COMMENT '((?:[^']|'')*+)'";
  private static final Pattern HEAD = Pattern.compile("CREATE TABLE model\\." + NAME + " \\(");
  private static final Pattern COLUMN =
      Pattern.compile("  " + NAME + " ([A-Z_]+(?:\\([0-9, ]+\\))?)( NOT NULL)? " + COMMENT + ",");
  private static final Pattern KEY =
      Pattern.compile("  PRIMARY KEY \\((" + NAME + "(?:, " + NAME + ")*)\\) NOT ENFORCED");
  private static final Pattern TAIL = Pattern.compile("\\) " + COMMENT + ";");
  private static final Pattern DECIMAL =
      Pattern.compile("DECIMAL\\(([0-9]{1,2}), ?([0-9]{1,2})\\)");

  private final String file;
  private final String ddl;
  private final List<String> lines;
  private int line;

  DdlParser(String file, String ddl) {
    this.file = file;
    this.ddl = ddl;
    this.lines = ddl.lines().toList();
  }

  ModelTable parse() {
    TableName name = TableName.model(next(HEAD, "CREATE TABLE model.<table> (").group(1));
    List<Column> columns = new ArrayList<>();
    while (line < lines.size() && !lines.get(line).startsWith("  PRIMARY KEY")) {
      columns.add(column(columns));
    }
    List<String> key =
        List.of(next(KEY, "  PRIMARY KEY (<column>, …) NOT ENFORCED").group(1).split(", "));
    requireKey(key, columns);
    String comment = comment(next(TAIL, ") COMMENT '<what a row is>';").group(1));
    if (line < lines.size()) {
      line++;
      throw wrong("Cannot read what follows the table.", "End the file after the table's comment.");
    }
    return new ModelTable(new TableSchema(name, columns, key), comment, ddl);
  }

  private Column column(List<Column> before) {
    Matcher found = next(COLUMN, "  <column> <TYPE> [NOT NULL] COMMENT '<meaning>',");
    String name = found.group(1);
    if (before.stream().anyMatch(column -> column.name().equals(name))) {
      throw wrong("Cannot define column " + name + " twice.", "Remove or rename one of them.");
    }
    boolean nullable = found.group(3) == null;
    return new Column(name, type(found.group(2)), nullable, comment(found.group(4)));
  }

  private ColumnType type(String text) {
    return switch (text) {
      case "STRING" -> ColumnType.TEXT;
      case "INT" -> ColumnType.INT32;
      case "BIGINT" -> ColumnType.INT64;
      case "DOUBLE" -> ColumnType.FLOAT64;
      case "BOOLEAN" -> ColumnType.BOOLEAN;
      case "DATE" -> ColumnType.DATE;
      case "TIMESTAMP(6)" -> ColumnType.TIMESTAMP;
      case "TIMESTAMP_LTZ(6)" -> ColumnType.INSTANT;
      default -> decimal(text);
    };
  }

  private ColumnType decimal(String text) {
    Matcher decimal = DECIMAL.matcher(text);
    if (decimal.matches()) {
      int precision = Integer.parseInt(decimal.group(1));
      int scale = Integer.parseInt(decimal.group(2));
      if (precision >= 1 && precision <= ColumnType.MAX_PRECISION && scale <= precision) {
        return ColumnType.decimal(precision, scale);
      }
    }
    throw wrong(
        "Cannot use column type: " + text + ".",
        "Write STRING, INT, BIGINT, DOUBLE, BOOLEAN, DATE, TIMESTAMP(6), TIMESTAMP_LTZ(6) or"
            + " DECIMAL(precision, scale) with at most "
            + ColumnType.MAX_PRECISION
            + " digits.");
  }

  private String comment(String quoted) {
    if (quoted.isBlank()) {
      throw wrong("Cannot leave a comment empty.", "Say what is meant.");
    }
    return quoted.replace("''", "'");
  }

  private void requireKey(List<String> key, List<Column> columns) {
    for (String name : key) {
      Column column =
          columns.stream()
              .filter(candidate -> candidate.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      wrong(
                          "Cannot find key column: " + name + ".",
                          "Define it above, or take it out of the key."));
      if (column.nullable()) {
        throw wrong(
            "Cannot use a column that may be empty as key: " + name + ".",
            "Write NOT NULL after its type.");
      }
    }
    if (key.stream().distinct().count() < key.size()) {
      throw wrong("Cannot name a key column twice.", "Name each once.");
    }
  }

  private Matcher next(Pattern form, String written) {
    String text = line < lines.size() ? lines.get(line) : "";
    line++;
    Matcher matcher = form.matcher(text);
    if (!matcher.matches()) {
      throw wrong(
          text.isEmpty() ? "Cannot end the table here." : "Cannot read: " + text.strip() + ".",
          "Write: " + written.strip());
    }
    return matcher;
  }

  private MillraceException wrong(String message, String remedy) {
    return new MillraceException(Problem.of(ErrorCode.INTERNAL, message, remedy).at(file, line, 0));
  }
}
