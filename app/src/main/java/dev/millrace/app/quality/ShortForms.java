package dev.millrace.app.quality;

import dev.millrace.api.ColumnType;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.Suggestion;
import dev.millrace.api.TableSchema;
import dev.millrace.flow.HoldBack;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads what stands behind {@code -- expect}: what is expected so often that it has a short form.
 */
final class ShortForms {
  private static final String PART = "(?:\"[^\"]+\"|[A-Za-z_][A-Za-z0-9_$]*)";
  private static final String TABLE = "(" + PART + "(?:\\." + PART + "){1,2})";
  private static final String COLUMN = "\\(\\s*(" + PART + ")\\s*\\)";
  private static final String COLUMNS = "\\(\\s*(" + PART + "(?:\\s*,\\s*" + PART + ")*)\\s*\\)";
  private static final String NUMBER = "(-?[0-9]+(?:\\.[0-9]+)?)?";

  private static final String MODEL = "model.";
  private static final List<String> KEY = List.of("source_system", "source_key");
  private static final Set<ColumnType.Kind> NUMBERS =
      Set.of(
          ColumnType.Kind.INT32,
          ColumnType.Kind.INT64,
          ColumnType.Kind.FLOAT32,
          ColumnType.Kind.FLOAT64,
          ColumnType.Kind.DECIMAL);
  private static final String UNIQUE = "unique";
  private static final String NOT_NULL = "not null";
  private static final String REFERENCE = "reference";
  private static final String RANGE = "range";
  private static final String FRESH = "fresh";
  private static final String CHECK = "check";

  /** Those of which each row is asked by itself. */
  private static final Set<String> OF_A_ROW = Set.of(NOT_NULL, RANGE, CHECK);

  private static final String HOLD = ", else hold back";
  private static final Pattern HOLDING = Pattern.compile("\\s*,\\s*else\\s+hold\\s+back$");
  private static final Pattern LIKE_HOLDING =
      Pattern.compile("[\\s,]hold(?:s|ing)?[\\s_-]*back\\W*$", Pattern.CASE_INSENSITIVE);

  private static final Map<String, Pattern> FORMS =
      new TreeMap<>(
          Map.of(
              UNIQUE, form(TABLE + "\\s*" + COLUMNS),
              NOT_NULL, form(TABLE + "\\s*" + COLUMNS),
              REFERENCE, form(TABLE + "\\s*" + COLUMN + "\\s*->\\s*" + TABLE),
              RANGE, form(TABLE + "\\s*" + COLUMN + "\\s*" + NUMBER + "\\s*\\.\\.\\s*" + NUMBER),
              FRESH, form(TABLE + "\\s+([0-9]+)\\s+(second|minute|hour|day)s?"),
              CHECK, form(TABLE + "\\s*\\((.+)\\)")));
  private static final Map<String, String> EXAMPLES =
      Map.of(
          UNIQUE, "unique model.item (source_system, item_code)",
          NOT_NULL, "not null model.item (name, base_uom)",
          REFERENCE, "reference model.sales_order_line (item_key) -> model.item",
          RANGE, "range model.item (gross_weight_kg) 0 .. 10000",
          FRESH, "fresh model.inventory_balance 15 minutes",
          CHECK, "check model.sales_order_line (quantity_shipped <= quantity_ordered)");

  private final String file;
  private final Map<String, TableSchema> model = new TreeMap<>();
  private final List<Problem> problems;

  private static Pattern form(String rest) {
    return Pattern.compile(rest);
  }

  /**
   * @param model tables that are known; others are looked for when they are asked
   * @param problems takes what is wrong
   */
  ShortForms(String file, Collection<TableSchema> model, List<Problem> problems) {
    this.file = file;
    model.forEach(table -> this.model.put(table.name().toString(), table));
    this.problems = problems;
  }

  /**
   * Reads one.
   *
   * @param text behind {@code -- expect}
   * @return empty when something is wrong with it
   */
  Optional<Expectation> read(String text, int line) {
    Matcher holding = HOLDING.matcher(text);
    if (holding.find()) {
      return read(text.substring(0, holding.start()), line, Violators.HELD_BACK);
    }
    if (LIKE_HOLDING.matcher(text).find()) {
      problem(
          line,
          "Cannot read what is expected: " + text + ".",
          "Write `" + HOLD + "` at its end to hold rows back.");
      return Optional.empty();
    }
    return read(text, line, Violators.COUNTED);
  }

  /** What becomes of rows that violate an expectation. */
  private enum Violators {
    COUNTED,
    HELD_BACK
  }

  private Optional<Expectation> read(String text, int line, Violators violators) {
    Optional<String> kind = FORMS.keySet().stream().filter(k -> text.startsWith(k + " ")).findAny();
    if (kind.isEmpty()) {
      String word = text.replaceFirst("\\s.*", "");
      problem(
          line,
          "Cannot read what is expected: " + text + ".",
          Suggestion.nearest(word, FORMS.keySet())
              .map(near -> "Did you mean " + near + "?")
              .orElse("Begin with one of: " + String.join(", ", FORMS.keySet()) + "."));
      return Optional.empty();
    }
    Matcher form = FORMS.get(kind.get()).matcher(text.substring(kind.get().length()).strip());
    boolean endless =
        kind.get().equals(RANGE)
            && form.matches()
            && form.group(3) == null
            && form.group(4) == null;
    if (!form.matches() || endless) {
      problem(
          line,
          "Cannot read what is expected: " + text + ".",
          "Write it like: " + EXAMPLES.get(kind.get()) + ".");
      return Optional.empty();
    }
    Optional<String> sql =
        switch (kind.get()) {
          case UNIQUE -> unique(form, line);
          case NOT_NULL -> notNull(form, line);
          case REFERENCE -> reference(form, line);
          case RANGE -> range(form, line);
          case CHECK -> check(form, line);
          default -> fresh(form, line);
        };
    if (sql.isEmpty() || (violators == Violators.HELD_BACK && !canHold(kind.get(), form, line))) {
      return Optional.empty();
    }
    return Optional.of(
        new Expectation(
            text,
            file,
            line,
            sql.get(),
            kind.get().equals(FRESH) ? Expectation.Cause.TIME : Expectation.Cause.CHANGES,
            violators == Violators.HELD_BACK
                ? Optional.of(holdBack(kind.get(), form, text, line))
                : Optional.empty()));
  }

  private boolean canHold(String kind, Matcher form, int line) {
    String table = form.group(1);
    if (!OF_A_ROW.contains(kind)) {
      problem(
          line,
          "Cannot hold rows back by " + kind + ": it does not depend on one row alone.",
          "Leave `" + HOLD + "` out; not null, range and check can hold back.");
      return false;
    }
    if (!table.startsWith(MODEL)) {
      problem(
          line,
          "Cannot hold back rows of " + table + ": mappings do not write it.",
          "Expect it of the model's table, or leave `" + HOLD + "` out.");
      return false;
    }
    return true;
  }

  private HoldBack holdBack(String kind, Matcher form, String text, int line) {
    TableSchema table = model.get(form.group(1));
    List<String> columns;
    String violation;
    if (kind.equals(CHECK)) {
      RowCondition condition = new RowCondition(form.group(2));
      columns = condition.columns(table);
      violation = "NOT (" + condition.forFlink(table) + ")";
    } else {
      List<String> names = columns(form.group(2));
      columns = names.stream().map(RowCondition::unquoted).toList();
      violation =
          kind.equals(RANGE)
              ? outside(RowCondition.flinkName(names.get(0)), form)
              : each(names.stream().map(RowCondition::flinkName).toList(), " IS NULL", " OR ");
    }
    return new HoldBack(table.name(), violation, columns, text, file, line);
  }

  /** Tells that a SELECT cannot hold back, if its comment asks for that. */
  void refuseHoldingBack(String title, int line) {
    if (HOLDING.matcher(title).find()) {
      problem(
          line,
          "Cannot hold back what a SELECT finds: it may look at other rows.",
          "Write `-- expect check <table> (<condition>)"
              + HOLD
              + "`, or take it out of the comment.");
    }
  }

  private Optional<String> unique(Matcher form, int line) {
    List<String> columns = columns(form.group(2));
    if (!known(form.group(1), columns, line)) {
      return Optional.empty();
    }
    String all = String.join(", ", columns);
    return Optional.of(
        "SELECT "
            + all
            + ", count(*) AS \"rows\" FROM "
            + form.group(1)
            + " WHERE "
            + each(columns, " IS NOT NULL", " AND ")
            + " GROUP BY "
            + all
            + " HAVING count(*) > 1");
  }

  private Optional<String> notNull(Matcher form, int line) {
    List<String> columns = columns(form.group(2));
    return select(form.group(1), columns, each(columns, " IS NULL", " OR "), line);
  }

  private Optional<String> range(Matcher form, int line) {
    String column = form.group(2);
    Optional<String> sql = select(form.group(1), List.of(column), outside(column, form), line);
    boolean number =
        Optional.ofNullable(model.get(form.group(1)))
            .map(
                table ->
                    table.columns().get(table.indexOf(RowCondition.unquoted(column)).orElse(0)))
            .map(found -> NUMBERS.contains(found.type().kind()))
            .orElse(true);
    if (sql.isPresent() && !number) {
      problem(
          line,
          "Cannot expect a range of " + form.group(1) + "." + column + ": it is no number.",
          "Name a column of numbers, or write `check " + form.group(1) + " (<condition>)`.");
      return Optional.empty();
    }
    return sql;
  }

  private static String outside(String column, Matcher form) {
    List<String> outside = new ArrayList<>();
    Optional.ofNullable(form.group(3)).ifPresent(least -> outside.add(column + " < " + least));
    Optional.ofNullable(form.group(4)).ifPresent(most -> outside.add(column + " > " + most));
    return String.join(" OR ", outside);
  }

  private Optional<String> check(Matcher form, int line) {
    String table = form.group(1);
    RowCondition condition = new RowCondition(form.group(2));
    if (!condition.isWhole()) {
      problem(
          line,
          "Cannot read the condition: " + form.group(2) + ".",
          "Close each parenthesis and quote; write it like: " + EXAMPLES.get(CHECK) + ".");
      return Optional.empty();
    }
    List<String> columns =
        Optional.ofNullable(model.get(table)).map(condition::columns).orElse(List.of());
    return select(table, columns, "NOT (" + form.group(2) + ")", line);
  }

  /** References of the model are to rows of the same source, by their key there. */
  private Optional<String> reference(Matcher form, int line) {
    String table = form.group(1);
    String column = form.group(2);
    String target = form.group(3);
    if (!known(table, List.of(column), line) || !known(target, List.of(), line)) {
      return Optional.empty();
    }
    if (!table.startsWith(MODEL) || !target.startsWith(MODEL)) {
      problem(
          line,
          "Cannot expect a reference between " + table + " and " + target + ".",
          "Both must be tables of the model; write a SELECT for others.");
      return Optional.empty();
    }
    return Optional.of(
        "SELECT r.source_system, r.source_key, r."
            + column
            + " FROM "
            + table
            + " AS r WHERE r."
            + column
            + " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
            + target
            + " AS t WHERE t.source_system = r.source_system AND t.source_key = r."
            + column
            + ")");
  }

  private Optional<String> fresh(Matcher form, int line) {
    String table = form.group(1);
    String time = table.startsWith(MODEL) ? "updated_at" : "_commit_time";
    return known(table, List.of(), line)
        ? Optional.of(
            "SELECT newest FROM (SELECT max(%s) AS newest FROM %s)".formatted(time, table)
                + " WHERE newest IS NULL OR newest < now() - INTERVAL %s %s"
                    .formatted(form.group(2), form.group(3)))
        : Optional.empty();
  }

  private Optional<String> select(String table, List<String> columns, String where, int line) {
    if (!known(table, columns, line)) {
      return Optional.empty();
    }
    String shown =
        table.startsWith(MODEL)
            ? String.join(", ", Stream.concat(KEY.stream(), columns.stream()).distinct().toList())
            : "*";
    return Optional.of("SELECT " + shown + " FROM " + table + " WHERE " + where);
  }

  private static String each(List<String> columns, String condition, String between) {
    return String.join(between, columns.stream().map(column -> column + condition).toList());
  }

  private static List<String> columns(String list) {
    return List.of(list.split("\\s*,\\s*", -1));
  }

  /** Whether a table and its columns are there; only of the model is that known beforehand. */
  boolean known(String table, List<String> columns, int line) {
    if (!table.startsWith(MODEL)) {
      return true;
    }
    TableSchema schema = model.get(table);
    if (schema == null) {
      problem(
          line,
          "Cannot find table: " + table + ".",
          Suggestion.nearest(table, model.keySet())
              .map(near -> "Did you mean " + near + "?")
              .orElse("docs/reference/model.md lists the model's tables."));
      return false;
    }
    boolean all = true;
    for (String column : columns) {
      if (schema.indexOf(column.replace("\"", "")).isEmpty()) {
        List<String> names = schema.columns().stream().map(c -> c.name()).toList();
        problem(
            line,
            "Cannot find column: " + table + "." + column + ".",
            Suggestion.nearest(column, names)
                .map(near -> "Did you mean " + near + "?")
                .orElse("Its columns: " + String.join(", ", names) + "."));
        all = false;
      }
    }
    return all;
  }

  private void problem(int line, String message, String remedy) {
    problems.add(Problem.of(ErrorCode.CONFIGURATION_INVALID, message, remedy).at(file, line, 0));
  }
}
