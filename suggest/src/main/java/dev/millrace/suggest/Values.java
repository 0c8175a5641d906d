package dev.millrace.suggest;

import dev.millrace.api.ColumnType;
import dev.millrace.api.ColumnType.Kind;
import dev.millrace.suggest.ModelColumn.Nature;
import dev.millrace.suggest.Table.Col;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes of a source's value one that the model takes, as Flink's SQL writes it. */
final class Values {
  private static final Set<String> YES =
      Set.of("1", "true", "t", "y", "j", "x", "yes", "ja", "o", "s", "si", "oui", "-1", "v", "w");
  private static final int MOST_VALUES = 30;
  private static final Pattern LANGUAGE = Pattern.compile("\"([a-z]{2}_[A-Z]{2})\"\\s*:");

  private final Vocabulary vocabulary;
  private final ColumnEvidence evidence;

  Values(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.evidence = new ColumnEvidence(vocabulary);
  }

  /**
   * An expression, perhaps of several lines, and what remains to be said by a person.
   *
   * @param sql of it; the first line is not indented
   * @param below lines of comment that belong below it
   */
  record Expression(String sql, List<String> below) {
    static Expression of(String sql) {
      return new Expression(sql, List.of());
    }
  }

  /** A column's value for a column of the model that is no reference. */
  Expression of(String name, Table holder, Col column, ModelColumn wanted) {
    if (wanted.nature() == Nature.ENUMERATION) {
      return enumeration(name, holder, column, wanted);
    }
    if (wanted.nature() == Nature.FLAG) {
      return Expression.of(flag(name, column, wanted));
    }
    return Expression.of(cast(name, column, wanted.column().type()));
  }

  /** As text. */
  static String text(String name, Col column) {
    return column.text() ? name : "CAST(" + name + " AS STRING)";
  }

  /** A value of another type: as it is where Flink takes it without loss. */
  static String cast(String name, Col column, ColumnType wanted) {
    ColumnType type = column.column().type();
    return switch (wanted.kind()) {
      case TEXT -> type.kind() == Kind.JSON ? translated(name, column) : text(name, column);
      case INSTANT, TIMESTAMP -> moment(name, column, wanted);
      case DECIMAL ->
          switch (type.kind()) {
            case INT32, INT64 -> name;
            case DECIMAL ->
                type.scale() <= wanted.scale()
                        && type.precision() - type.scale() <= wanted.precision() - wanted.scale()
                    ? name
                    : "CAST(" + name + " AS " + flink(wanted) + ")";
            case TEXT -> "TRY_CAST(" + name + " AS " + flink(wanted) + ")";
            default -> "CAST(" + name + " AS " + flink(wanted) + ")";
          };
      default ->
          type.kind() == wanted.kind()
              ? name
              : (column.text() ? "TRY_CAST(" : "CAST(") + name + " AS " + flink(wanted) + ")";
    };
  }

  private static String moment(String name, Col column, ColumnType wanted) {
    Kind kind = column.column().type().kind();
    if (kind == wanted.kind()) {
      return name;
    }
    String type = flink(wanted);
    boolean digits = column.profile().days() > 0.5;
    return switch (kind) {
      case INSTANT, TIMESTAMP, DATE -> "CAST(" + name + " AS " + type + ")";
      default ->
          digits
              ? "CAST(TO_TIMESTAMP(" + text(name, column) + ", 'yyyyMMdd') AS " + type + ")"
              : "TRY_CAST(" + name + " AS " + type + ")";
    };
  }

  /** A text in several languages: the one that most rows have. */
  private static String translated(String name, Col column) {
    Map<String, Integer> languages = new HashMap<>();
    for (String value : column.profile().different()) {
      Matcher found = LANGUAGE.matcher(value);
      while (found.find()) {
        languages.merge(found.group(1), 1, Integer::sum);
      }
    }
    return languages.entrySet().stream()
        .max(
            Comparator.comparingInt((Map.Entry<String, Integer> one) -> one.getValue())
                .thenComparing(Map.Entry::getKey))
        .map(one -> "JSON_VALUE(" + name + ", '$." + one.getKey() + "')")
        .orElse(name);
  }

  static String flink(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> "BOOLEAN";
      case INT32 -> "INT";
      case INT64 -> "BIGINT";
      case FLOAT32 -> "FLOAT";
      case FLOAT64 -> "DOUBLE";
      case DECIMAL -> "DECIMAL(" + type.precision() + ", " + type.scale() + ")";
      case TEXT, JSON, TIME -> "STRING";
      case BYTES -> "BYTES";
      case DATE -> "DATE";
      case TIMESTAMP -> "TIMESTAMP(6)";
      case INSTANT -> "TIMESTAMP_LTZ(6)";
    };
  }

  private String flag(String name, Col column, ModelColumn wanted) {
    boolean opposite = evidence.opposite(column, wanted);
    if (column.column().type().kind() == Kind.BOOLEAN) {
      return opposite ? "NOT " + name : name;
    }
    if (!column.text()) {
      boolean rank =
          column.words().stream()
              .anyMatch(word -> Set.of("rang", "rank", "priority", "prio").contains(word.text()));
      return rank ? name + " = 1" : name + (opposite ? " = 0" : " > 0");
    }
    List<String> values = column.profile().different();
    Optional<String> yes =
        values.stream().filter(value -> YES.contains(value.toLowerCase(Locale.ROOT))).findFirst();
    Optional<String> no =
        values.stream().filter(value -> !yes.equals(Optional.of(value))).findFirst();
    if (opposite && no.isPresent()) {
      return name + " = " + literal(no.get());
    }
    String truth = literal(yes.orElse("X"));
    return opposite ? "COALESCE(" + name + ", '') <> " + truth : name + " = " + truth;
  }

  private Expression enumeration(String name, Table holder, Col column, ModelColumn wanted) {
    List<String> seen =
        holder.facts().declaredValues().getOrDefault(column.name(), column.profile().different());
    List<String> values = seen.stream().sorted().limit(MOST_VALUES).toList();
    List<String> known = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    boolean asTheyAre = column.text();
    for (String value : values) {
      Optional<String> means = meaning(value, column, wanted.allowed());
      String written = column.text() ? literal(value) : value;
      asTheyAre &= means.equals(Optional.of(value));
      means.ifPresentOrElse(
          allowed -> known.add("WHEN " + written + " THEN '" + allowed + "'"),
          () -> unknown.add("WHEN " + written + " THEN '…'"));
    }
    if (asTheyAre && !values.isEmpty()) {
      return Expression.of(name);
    }
    String oneOf = "one of: " + String.join(", ", wanted.allowed());
    if (known.isEmpty()) {
      List<String> below = new ArrayList<>();
      below.add("Say what the values of " + name + " mean, each " + oneOf);
      below.add("CASE " + name);
      unknown.forEach(line -> below.add("  " + line));
      below.add("END");
      return new Expression("CAST(NULL AS STRING)", below);
    }
    List<String> lines = new ArrayList<>(List.of("CASE " + name));
    known.forEach(line -> lines.add("  " + line));
    unknown.forEach(line -> lines.add("  -- " + line + "  " + oneOf));
    lines.add("END");
    return Expression.of(String.join("\n", lines));
  }

  /** By the value itself, or by what the column's comment says of it: {@code 10 draft, 20 open}. */
  private Optional<String> meaning(String value, Col column, List<String> allowed) {
    Optional<String> direct = vocabulary.allowed(value, allowed);
    if (direct.isPresent()) {
      return direct;
    }
    Matcher said =
        Pattern.compile(
                "(?:^|[\\s,;(|])" + Pattern.quote(value) + "\\s*[:=.)\\-]*\\s*(\\p{L}[\\p{L} _]*)")
            .matcher(column.column().comment());
    if (!said.find()) {
      return Optional.empty();
    }
    Optional<String> whole = vocabulary.allowed(said.group(1), allowed);
    return whole.isPresent()
        ? whole
        : Words.pieces(said.group(1)).stream()
            .map(word -> vocabulary.allowed(word, allowed))
            .flatMap(Optional::stream)
            .findFirst();
  }

  static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
