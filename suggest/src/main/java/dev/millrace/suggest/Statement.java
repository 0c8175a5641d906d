package dev.millrace.suggest;

import dev.millrace.api.ColumnType.Kind;
import dev.millrace.suggest.ModelColumn.Nature;
import dev.millrace.suggest.SqlNames.Aliases;
import dev.millrace.suggest.Table.Col;
import dev.millrace.suggest.Table.Link;
import dev.millrace.suggest.Values.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One SELECT of a mapping: the rows of one table of the source as rows of the model. */
final class Statement {
  /** From here on a match needs no remark. */
  static final double CERTAIN = 0.95;

  private static final Set<String> GONE =
      Set.of("deleted", "geloescht", "removed", "supprime", "eliminado", "cancellato");

  private final Match match;
  private final List<Match> all;
  private final Values values;
  private final Aliases aliases = new Aliases();
  private final String row;
  private final StringBuilder joins = new StringBuilder();
  private final List<String> moments = new ArrayList<>();

  Statement(Match match, List<Match> all, Values values) {
    this.match = match;
    this.all = all;
    this.values = values;
    this.row = aliases.of(match.table());
    moments.add(row + "._commit_time");
  }

  /** Whether a column of the model gets a value. */
  static boolean fills(Match match, ModelColumn column) {
    return match.choice(column).isPresent() || role(match, column).isPresent();
  }

  /** What a column that tells a role is for all rows, when the role of them is known. */
  private static Optional<String> role(Match match, ModelColumn column) {
    if (match.isRole(column) && !match.target().sides().isEmpty()) {
      return match.role().map(Values::literal);
    }
    String role = column.name().replaceFirst("^is_", "");
    return match.role().isPresent() && match.target().roles().contains(role)
        ? Optional.of(match.role().get().equals(role) ? "TRUE" : "FALSE")
        : Optional.empty();
  }

  /**
   * A column of the SELECT.
   *
   * @param remark behind it; empty when it needs none
   * @param below lines of comment under it
   */
  private record Entry(String sql, String remark, List<String> below) {}

  /**
   * The SELECT, without a semicolon.
   *
   * @param columns of the model, in order; NULL where this has nothing
   */
  String select(List<ModelColumn> columns) {
    List<Entry> entries = new ArrayList<>();
    columns.forEach(column -> entries.add(entry(column)));
    String keyRemark =
        match.table().key().isEmpty() ? "the table has no key: its whole row is one" : "";
    entries.add(
        0,
        new Entry(
            "%s, %s, %s._position,\n%s"
                .formatted(
                    Values.literal(match.table().facts().name().source()),
                    prefix(match) + key(match.table(), row),
                    row,
                    moments.size() == 1
                        ? moments.get(0)
                        : "GREATEST(" + String.join(", ", moments) + ")"),
            keyRemark,
            List.of()));
    StringBuilder sql = new StringBuilder("SELECT");
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      sql.append("\n  ").append(entry.sql.replace("\n", "\n  "));
      sql.append(i < entries.size() - 1 ? "," : "");
      sql.append(entry.remark.isEmpty() ? "" : "  -- " + entry.remark);
      entry.below.forEach(line -> sql.append("\n  -- ").append(line));
    }
    return sql.append("\nFROM ")
        .append(SqlNames.quoted(match.table()))
        .append(" AS ")
        .append(row)
        .append(joins)
        .append(where())
        .toString();
  }

  private Entry entry(ModelColumn column) {
    Optional<String> role = role(match, column);
    if (role.isPresent()) {
      return new Entry(role.get(), "", List.of());
    }
    List<Choice> choices =
        match.choices().stream().filter(one -> one.wanted().equals(column)).toList();
    if (choices.isEmpty()) {
      String nothing = "CAST(NULL AS " + Values.flink(column.column().type()) + ")";
      return new Entry(nothing, column.name(), List.of());
    }
    List<Expression> expressions = choices.stream().map(this::expression).toList();
    String sql =
        expressions.size() == 1
            ? expressions.get(0).sql()
            : expressions.stream()
                .map(Expression::sql)
                .collect(Collectors.joining(", ", "COALESCE(", ")"));
    return new Entry(sql, remark(choices), expressions.get(0).below());
  }

  private static String remark(List<Choice> choices) {
    return choices.stream()
        .filter(choice -> choice.confidence() < CERTAIN)
        .map(
            choice ->
                choice.wanted().name()
                    + ", "
                    + percent(choice.confidence())
                    + ": "
                    + choice.reason())
        .distinct()
        .collect(Collectors.joining("; "))
        .replace('\n', ' ');
  }

  static String percent(double confidence) {
    return String.format(Locale.ROOT, "%d %%", (int) Math.floor(100 * confidence));
  }

  private Expression expression(Choice choice) {
    String holder = join(choice.path());
    Col column = choice.column();
    if (choice.wanted().nature() == Nature.REFERENCE) {
      return Expression.of(reference(choice, holder));
    }
    return values.of(
        holder + "." + SqlNames.quoted(column.name()),
        choice.holder(match.table()),
        column,
        choice.wanted());
  }

  /** The key, as the mapping of the table that is referred to makes it. */
  private String reference(Choice choice, String holder) {
    if (choice.refers().isEmpty()) {
      return Values.text(holder + "." + SqlNames.quoted(choice.column().name()), choice.column());
    }
    Link link = choice.refers().get();
    Optional<Match> other =
        all.stream()
            .filter(
                one ->
                    one.table() == link.to()
                        && choice.wanted().refersTo().contains(one.target().table()))
            .findFirst();
    String prefix = other.map(Statement::prefix).orElse("");
    if (link.referenced().equals(link.to().key())) {
      List<Col> columns = link.columns().stream().map(link.from()::column).toList();
      return prefix + joined(columns, holder);
    }
    if (link.columns().size() == 1 && link.to().key().isEmpty()) {
      return prefix + Values.text(holder + "." + SqlNames.quoted(link.column()), choice.column());
    }
    List<Step> path = new ArrayList<>(choice.path());
    path.add(Step.of(link));
    return prefix + key(link.to(), join(path));
  }

  /** Tables of one role each number their rows for themselves; so the role goes in front. */
  private static String prefix(Match match) {
    return match.role().map(role -> Values.literal(role + "/") + " || ").orElse("");
  }

  private static String key(Table table, String alias) {
    List<Col> columns =
        table.key().isEmpty()
            ? table.columns().stream()
                .filter(column -> column.column().type().kind() != Kind.BYTES)
                .toList()
            : table.key().stream().map(table::column).toList();
    return table.key().isEmpty()
        ? columns.stream()
            .map(column -> Values.text(alias + "." + SqlNames.quoted(column.name()), column))
            .collect(Collectors.joining(", ", "CONCAT_WS('/', ", ")"))
        : joined(columns, alias);
  }

  private static String joined(List<Col> columns, String alias) {
    return columns.stream()
        .map(column -> Values.text(alias + "." + SqlNames.quoted(column.name()), column))
        .collect(Collectors.joining(" || '/' || "));
  }

  /** Joins the tables of a path, each once; returns the short name of the last. */
  private String join(List<Step> path) {
    String from = row;
    for (Step step : path) {
      String left = from;
      from =
          aliases.of(
              List.of(left, step.to().name(), step.columns()),
              step.to(),
              alias -> addJoin(step, left, alias));
    }
    return from;
  }

  private void addJoin(Step step, String left, String alias) {
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < step.columns().size(); i++) {
      Col theirs = step.to().column(step.joined().get(i));
      Col ours = step.from().column(step.columns().get(i));
      String one = alias + "." + SqlNames.quoted(theirs.name());
      String other = left + "." + SqlNames.quoted(ours.name());
      conditions.add(
          theirs.text() == ours.text()
              ? one + " = " + other
              : Values.text(one, theirs) + " = " + Values.text(other, ours));
    }
    step.only()
        .ifPresent(
            only ->
                conditions.add(
                    alias
                        + "."
                        + SqlNames.quoted(only.column())
                        + " = "
                        + (step.to().column(only.column()).text()
                            ? Values.literal(only.value())
                            : only.value())));
    joins
        .append(step.always() ? "\nJOIN " : "\nLEFT JOIN ")
        .append(SqlNames.quoted(step.to()))
        .append(" AS ")
        .append(alias)
        .append(" ON ")
        .append(String.join(" AND ", conditions));
    moments.add(
        step.always()
            ? alias + "._commit_time"
            : "COALESCE(" + alias + "._commit_time, " + row + "._commit_time)");
  }

  /** Rows that are only marked as deleted are gone for the source's users. */
  private String where() {
    for (Col column : match.table().columns()) {
      boolean gone = Words.pieces(column.name()).stream().anyMatch(GONE::contains);
      Kind kind = column.column().type().kind();
      String name = row + "." + SqlNames.quoted(column.name());
      if (gone && (kind == Kind.INSTANT || kind == Kind.TIMESTAMP) && column.column().nullable()) {
        return "\nWHERE " + name + " IS NULL";
      }
      if (gone && kind == Kind.BOOLEAN) {
        return "\nWHERE " + name + " IS NOT TRUE";
      }
    }
    return "";
  }
}
