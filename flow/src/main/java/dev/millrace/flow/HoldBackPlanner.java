package dev.millrace.flow;

import dev.millrace.api.Column;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.flow.MappingFile.Statement;
import dev.millrace.flow.function.Functions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.internal.TableEnvironmentImpl;
import org.apache.flink.table.operations.SinkModifyOperation;

/**
 * Plans statements so that they hold rows back: behind the columns that a statement makes, the
 * first of the key is made only of a row that violates nothing, else {@link HeldBackFunction} is
 * called. So it is Flink's own step that rejects the row, in the code that Flink makes of the
 * statement, and all is as with other rows that a mapping cannot take: what the changelog takes
 * back is rejected too, which takes the dead letter back and nothing out of the model.
 *
 * <p>It is a column of the key because the planner then knows of no key that the rows keep, and
 * asks for the rows that an update takes back.
 */
final class HoldBackPlanner {
  private static final Pattern OTHER_ROWS =
      Pattern.compile("\\bSELECT\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern NOT_THE_ROW =
      Pattern.compile(
          "\\b(?:(CURRENT_\\w+|LOCALTIME\\w*)|(NOW|PROCTIME|RAND|RAND_INTEGER|UUID|UNIX_TIMESTAMP)"
              + "\\s*\\()",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern TEXT = Pattern.compile("'[^']*'|`[^`]*`");

  private final StreamTableEnvironment tables;
  private final Map<TableName, TableSchema> model;
  private final List<HoldBack> all;

  /**
   * @param tables in which the statements are planned
   * @param model all its tables
   * @param all what may hold back rows, of whichever table
   */
  HoldBackPlanner(
      StreamTableEnvironment tables, Collection<TableSchema> model, Collection<HoldBack> all) {
    this.tables = tables;
    this.model = model.stream().collect(Collectors.toMap(TableSchema::name, Function.identity()));
    this.all = List.copyOf(all);
    tables.createTemporarySystemFunction(HeldBackFunction.NAME, HeldBackFunction.class);
  }

  /** Those of some tables. */
  static List<HoldBack> of(Collection<HoldBack> all, Collection<TableName> tables) {
    return all.stream().filter(one -> tables.contains(one.table())).toList();
  }

  /**
   * Adds a statement to a job.
   *
   * @param number of the statement in its job
   */
  void add(StreamStatementSet set, int number, Statement statement) {
    SortedSet<TableName> written = MappingFile.writes(statement);
    List<HoldBack> holding = of(all, written);
    if (holding.isEmpty()) {
      set.addInsertSql(statement.sql());
      return;
    }
    TableSchema table = model.get(written.first());
    String rows = "made_by_statement_" + number;
    List<String> names = table.columns().stream().map(Column::name).toList();
    tables.createTemporaryView(
        rows,
        made(statement).as(names.get(0), names.subList(1, names.size()).toArray(String[]::new)));
    set.addInsertSql(insert(table, rows, holding));
  }

  /** What a statement inserts, in the order of the table's columns. */
  private Table made(Statement statement) {
    TableEnvironmentImpl internal = (TableEnvironmentImpl) tables;
    SinkModifyOperation insert =
        (SinkModifyOperation) internal.getParser().parse(statement.sql()).get(0);
    return internal.createTable(insert.getChild());
  }

  private static String insert(TableSchema table, String rows, List<HoldBack> holding) {
    String key = table.key().get(0);
    List<String> columns = new ArrayList<>();
    for (Column column : table.columns()) {
      String name = quoted(column.name());
      columns.add(
          column.name().equals(key)
              ? "CASE WHEN "
                  + holding.stream()
                      .map(one -> "(" + one.violation() + ")")
                      .collect(Collectors.joining(" OR "))
                  + " THEN CAST("
                  + call(table, holding)
                  + " AS "
                  + type(column)
                  + ") ELSE "
                  + name
                  + " END"
              : name);
    }
    return "INSERT INTO model.%s SELECT %s FROM (%s)"
        .formatted(
            quoted(table.name().table()),
            String.join(", ", columns),
            typed(table, Column::name, " FROM " + rows));
  }

  /** What {@link HeldBackFunction} is told. */
  private static String call(TableSchema table, List<HoldBack> holding) {
    List<String> told = new ArrayList<>();
    for (HoldBack one : holding) {
      told.add("CASE WHEN " + one.violation() + " THEN " + text(one.origin()) + " END");
      for (String name : one.columns()) {
        told.add(text(name));
        told.add(value(table.columns().get(table.indexOf(name).orElseThrow())));
      }
      told.add("CAST(NULL AS STRING)");
    }
    return HeldBackFunction.NAME + "(" + String.join(", ", told) + ")";
  }

  private static String value(Column column) {
    String value = "CAST(" + quoted(column.name()) + " AS STRING)";
    return switch (column.type().kind()) {
      case BOOLEAN, INT32, INT64, FLOAT32, FLOAT64, DECIMAL -> value;
      default -> "'''' || " + value + " || ''''";
    };
  }

  /** A query of a table's columns, each of the type that the model has. */
  private static String typed(TableSchema table, Function<Column, String> value, String from) {
    return "SELECT "
        + table.columns().stream()
            .map(
                column ->
                    "CAST(%s AS %s) AS %s"
                        .formatted(value.apply(column), type(column), quoted(column.name())))
            .collect(Collectors.joining(", "))
        + from;
  }

  private static String type(Column column) {
    return FlinkTypes.type(column.type()).getLogicalType().asSerializableString();
  }

  private static String quoted(String name) {
    return "`" + name + "`";
  }

  private static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** See {@link HoldBack#problems}. */
  static List<Problem> problems(Collection<HoldBack> all, Collection<TableSchema> model) {
    StreamTableEnvironment tables =
        StreamTableEnvironment.create(
            StreamExecutionEnvironment.getExecutionEnvironment(new Configuration()),
            JobSettings.sql());
    Functions.register(tables);
    return new HoldBackPlanner(tables, model, all).problems().toList();
  }

  private Stream<Problem> problems() {
    return all.stream().flatMap(one -> problem(one).stream());
  }

  /**
   * Refuses conditions that cannot be used.
   *
   * @param written tables whose rows they hold back; others are passed over
   * @throws MillraceException CONFIGURATION_INVALID, with file and line
   */
  void requireSound(Collection<TableName> written) {
    for (HoldBack one : of(all, written)) {
      problem(one)
          .ifPresent(
              problem -> {
                throw new MillraceException(problem);
              });
    }
  }

  private Optional<Problem> problem(HoldBack one) {
    String bare = TEXT.matcher(one.violation()).replaceAll("''");
    if (OTHER_ROWS.matcher(bare).find()) {
      return Optional.of(
          problem(
              one,
              "it looks at other rows",
              "Ask of the row's own columns alone, or leave `hold back` out."));
    }
    Matcher changing = NOT_THE_ROW.matcher(bare);
    if (changing.find()) {
      return Optional.of(
          problem(
              one,
              "its answer is not always the same, since it asks for "
                  + Optional.ofNullable(changing.group(1)).orElse(changing.group(2)),
              "Ask of the row's own columns alone, or leave `hold back` out."));
    }
    TableSchema table = model.get(one.table());
    try {
      tables.sqlQuery(
          "SELECT 1 FROM (%s) WHERE %s"
              .formatted(typed(table, column -> "NULL", ""), one.violation()));
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(
          problem(
              one,
              SqlProblems.reason(e),
              SqlProblems.remedy(
                  e,
                  MappingJob.names(List.of(table)),
                  "Write a condition in SQL that DuckDB and Flink both understand.")));
    }
  }

  private static Problem problem(HoldBack one, String reason, String remedy) {
    return Problem.of(
            ErrorCode.CONFIGURATION_INVALID,
            "Cannot hold rows back by: " + one.text() + ": " + reason + ".",
            remedy)
        .at(one.file(), one.line(), 0);
  }
}
