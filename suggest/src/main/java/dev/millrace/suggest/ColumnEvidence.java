package dev.millrace.suggest;

import dev.millrace.api.ColumnType.Kind;
import dev.millrace.suggest.ModelColumn.Nature;
import dev.millrace.suggest.Table.Col;
import dev.millrace.suggest.Words.Word;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a column's name, type and values say of whether it is a column of the model. */
final class ColumnEvidence {
  private static final double PRIOR = -2.5;
  private static final double NO_WORD = -2.5;
  private static final double SOME_WORD = -1.6;
  private static final double SAME_WORDS = 7;

  /** A comment says more than the column holds; so its words count for less. */
  private static final double COMMENT = 0.8;

  private static final double SURE = 0.9;

  /** What is zero in all rows is not in use. */
  private static final double ZERO = -1.2;

  /** A name that says what kind something is does not say which one. */
  private static final double KIND = -2;

  /** A reference that rows may do without is not told by what it refers to alone. */
  private static final double UNNAMED = -3;

  private static final double LEAST_NAMED = 0.3;

  /** What is only planned has not happened. */
  private static final double PLAN = -3;

  private static final Set<String> PLANS =
      Set.of("planned", "expected", "estimated", "promised", "requested");

  /** What else than pieces is counted in units. */
  private static final Set<String> MEASURED = Set.of("weight", "volume");

  private static final double EMPTY = -1.5;

  /** A number is a code only by way of a list, which is looked for elsewhere. */
  private static final double NUMBER_OF_LIST = -3;

  /** A name that speaks of payment, of people or of the record itself is of nothing wanted here. */
  private static final double FOREIGN = -4;

  /** Whose number it is, when it is not that of the row's own keeper. */
  private static final Set<String> OTHERS = Set.of("customer", "supplier", "party", "from");

  private final Names names;
  private final Vocabulary vocabulary;

  ColumnEvidence(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.names = new Names(vocabulary);
  }

  /** All but what the column refers to, which depends on what other tables are. */
  Evidence of(Table table, Col column, Target target, ModelColumn wanted) {
    Evidence form = form(table, column, target, wanted);
    if (!form.possible()) {
      return form;
    }
    Set<String> context = target.context(table);
    double named = likeness(column.words(), wanted, context);
    double said = COMMENT * likeness(column.comment(), wanted, context);
    double likeness = Math.max(named, said);
    double weight = likeness == 0 ? NO_WORD : SOME_WORD + SAME_WORDS * likeness;
    String reason =
        named >= said ? (likeness > 0.99 ? "name" : "name is like it") : "comment says so";
    Evidence evidence =
        Evidence.of(PRIOR).and(likeness > LEAST_NAMED ? weight : Math.min(weight, 0), reason);
    evidence = new Evidence(evidence.weight() + form.weight(), joined(evidence, form));
    if (column.words().stream()
        .anyMatch(word -> vocabulary.isForeign(word) && !word.isOneOf(wanted.words()))) {
      evidence = evidence.and(FOREIGN);
    }
    if (wanted.nature() == Nature.REFERENCE && wanted.optional() && likeness < LEAST_NAMED) {
      evidence = evidence.and(UNNAMED);
    }
    boolean says = wanted.nature() == Nature.TEXT || wanted.nature() == Nature.IDENTITY;
    if (says && !wanted.words().contains("kind") && mentions(column, "kind")) {
      evidence = evidence.and(KIND);
    }
    if (wanted.nature() == Nature.NUMBER && column.profile().zero()) {
      evidence = evidence.and(ZERO);
    }
    return column.profile().empty() ? evidence.and(EMPTY) : evidence;
  }

  private double likeness(List<Word> words, ModelColumn wanted, Set<String> context) {
    return words.stream().anyMatch(word -> word.isOneOf(wanted.words()))
        ? names.likeness(words, wanted.phrases(), context)
        : 0;
  }

  private static List<String> joined(Evidence first, Evidence second) {
    List<String> all = new java.util.ArrayList<>(first.reasons());
    all.addAll(second.reasons());
    return all;
  }

  /** Whether a name says the opposite of a yes-or-no column: blocked, where active is wanted. */
  boolean opposite(Col column, ModelColumn wanted) {
    Optional<String> opposite = vocabulary.opposite(wanted.name());
    return opposite.isPresent()
        && column.words().stream().anyMatch(word -> word.means(opposite.get()))
        && column.words().stream().noneMatch(word -> word.means(wanted.name()));
  }

  private Evidence form(Table table, Col column, Target target, ModelColumn wanted) {
    Profile values = column.profile();
    Kind kind = column.column().type().kind();
    if (kind == Kind.BYTES || kind == Kind.TIME) {
      return Evidence.impossible();
    }
    boolean moment = kind == Kind.INSTANT || kind == Kind.TIMESTAMP || kind == Kind.DATE;
    if (moment != (wanted.nature() == Nature.MOMENT)
        && !(wanted.nature() == Nature.MOMENT && isWrittenDay(column))) {
      return Evidence.impossible();
    }
    return switch (wanted.nature()) {
      case MOMENT ->
          Evidence.of(moment ? 0.8 : 0.6).and(isPlan(column) && !isPlan(wanted) ? PLAN : 0);
      case REFERENCE ->
          kind == Kind.BOOLEAN || isFraction(column) || kind == Kind.JSON
              ? Evidence.impossible()
              : Evidence.of(values.yesOrNo() && values.filled() > 20 ? -2 : 0)
                  .and(isHeadsKey(table, column, target, wanted) ? 2 : 0, "the key begins with it");
      case FLAG -> flag(column, kind);
      case LINE_NUMBER -> lineNumber(table, column);
      case NUMBER -> column.numeric() ? number(table, column, wanted) : Evidence.impossible();
      case PERCENT ->
          !column.numeric()
              ? Evidence.impossible()
              : values.least() >= 0 && values.most() <= 100 ? Evidence.of(0.8) : Evidence.of(-3);
      case LATITUDE -> degrees(column, 90);
      case LONGITUDE -> degrees(column, 180);
      case CURRENCY -> coded(column, values.currencies(), "values are ISO 4217 codes");
      case COUNTRY -> coded(column, values.countries(), "values are ISO 3166 codes");
      case GTIN -> gtin(column);
      case UNIT -> unit(column);
      case ENUMERATION -> enumeration(column, kind, wanted);
      case IDENTITY -> identity(table, column, wanted, kind);
      case NAME ->
          !column.text() && kind != Kind.JSON
              ? Evidence.impossible()
              : table.unique(column.name())
                  ? Evidence.of(-1.5)
                  : values.filled() == 0
                      ? Evidence.of(0)
                      : values.words() > 0.5
                          ? Evidence.of(0).and(1.2, "values are words")
                          : Evidence.of(values.numbers() > 0.5 ? -4 : -1);
      case TEXT ->
          kind == Kind.BOOLEAN || kind == Kind.JSON || isFraction(column)
              ? Evidence.impossible()
              : Evidence.of(column.text() ? 0.3 : values.yesOrNo() ? -3 : -1);
    };
  }

  /** Whether it counts or measures; codes such as 410.1200 only look like it. */
  private static boolean isFraction(Col column) {
    return !column.text() && column.profile().fractions() > 0;
  }

  private static boolean isWrittenDay(Col column) {
    return (column.text() || column.integer())
        && (column.profile().days() >= SURE || column.profile().isoDays() >= SURE);
  }

  private static Evidence flag(Col column, Kind kind) {
    Profile values = column.profile();
    if (mentions(column, "id") || mentions(column, "number") || mentions(column, "code")) {
      return Evidence.of(-3);
    }
    if (kind == Kind.BOOLEAN) {
      return Evidence.of(1.2);
    }
    if (values.filled() == 0) {
      return Evidence.of(column.text() || column.integer() ? -0.3 : -4);
    }
    if (values.yesOrNo()) {
      return Evidence.of(0).and(1.2, "values are yes or no");
    }
    return Evidence.of(column.integer() && values.distinct() <= 10 ? -0.5 : -6);
  }

  private static Evidence lineNumber(Table table, Col column) {
    Profile values = column.profile();
    if (!(column.integer() || (column.text() && values.integers() > 0.98))) {
      return Evidence.impossible();
    }
    boolean inKey = table.key().size() > 1 && table.key().contains(column.name());
    boolean last = inKey && table.key().get(table.key().size() - 1).equals(column.name());
    boolean inUnique =
        table.facts().uniqueKeys().stream()
            .anyMatch(key -> key.size() > 1 && key.contains(column.name()));
    Evidence evidence =
        Evidence.of(table.unique(column.name()) ? -4 : 0)
            .and(last || inUnique ? 2.2 : 0, "tells the lines of a document apart");
    return values.filled() == 0
        ? evidence
        : evidence.and(values.most() < 10_000 && values.least() >= 0 ? 0.7 : -3);
  }

  private static Evidence number(Table table, Col column, ModelColumn wanted) {
    boolean days = wanted.column().type().kind() == Kind.INT32;
    Evidence evidence = Evidence.of(table.unique(column.name()) ? -4 : 0.5);
    if (table.key().contains(column.name())) {
      evidence = evidence.and(-2);
    }
    return column.profile().fractions() > 0 && days ? evidence.and(-1.5) : evidence;
  }

  private static Evidence degrees(Col column, int most) {
    Profile values = column.profile();
    return !column.numeric()
        ? Evidence.impossible()
        : values.filled() == 0
            ? Evidence.of(0)
            : values.least() >= -most && values.most() <= most && values.fractions() > 0.5
                ? Evidence.of(0).and(1.5, "values are degrees")
                : Evidence.of(-5);
  }

  private static Evidence coded(Col column, double share, String reason) {
    if (!column.text()) {
      return column.integer() ? Evidence.of(NUMBER_OF_LIST) : Evidence.impossible();
    }
    return column.profile().filled() == 0
        ? Evidence.of(0)
        : share >= SURE ? Evidence.of(0).and(4, reason) : Evidence.of(-4);
  }

  private static Evidence gtin(Col column) {
    if (!column.text() && !column.integer()) {
      return Evidence.impossible();
    }
    return column.profile().filled() == 0
        ? Evidence.of(0)
        : column.profile().gtins() >= SURE
            ? Evidence.of(0).and(4.5, "check digits are those of GTINs")
            : Evidence.of(-3);
  }

  private static Evidence unit(Col column) {
    Profile values = column.profile();
    if (column.words().stream().anyMatch(word -> word.isOneOf(MEASURED))) {
      return Evidence.of(-3);
    }
    if (!column.text()) {
      return column.integer() ? Evidence.of(NUMBER_OF_LIST) : Evidence.impossible();
    }
    if (values.filled() == 0) {
      return Evidence.of(0);
    }
    return values.units() >= 0.6
        ? Evidence.of(0).and(3.5, "values are units")
        : Evidence.of(values.letters() <= 8 && values.distinct() <= 30 ? -0.3 : -4);
  }

  private Evidence enumeration(Col column, Kind kind, ModelColumn wanted) {
    Profile values = column.profile();
    if (kind == Kind.JSON || !(column.text() || column.integer())) {
      return Evidence.impossible();
    }
    if (values.filled() == 0) {
      return Evidence.of(0);
    }
    long known =
        values.different().stream()
            .filter(value -> vocabulary.allowed(value, wanted.allowed()).isPresent())
            .count();
    Evidence evidence = Evidence.of(values.distinct() > 30 ? -5 : values.yesOrNo() ? -1 : 0.7);
    return known * 2 >= values.distinct()
        ? evidence.and(2, "values are those of a " + wanted.name())
        : evidence;
  }

  /** Whether it is what a line's key has before the number of the line. */
  private static boolean isHeadsKey(Table table, Col column, Target target, ModelColumn wanted) {
    List<String> key = table.key();
    return key.size() > 1
        && target.lineOf().filter(wanted.refersTo()::contains).isPresent()
        && key.contains(column.name())
        && !key.get(key.size() - 1).equals(column.name())
        && column.words().stream().noneMatch(word -> word.means("kind"));
  }

  private static boolean isPlan(Col column) {
    return column.words().stream().anyMatch(word -> word.isOneOf(PLANS));
  }

  private static boolean isPlan(ModelColumn wanted) {
    return wanted.words().stream().anyMatch(PLANS::contains);
  }

  private static boolean mentions(Col column, String concept) {
    return column.words().stream().anyMatch(word -> word.means(concept));
  }

  private static Evidence identity(Table table, Col column, ModelColumn wanted, Kind kind) {
    Profile values = column.profile();
    if (kind == Kind.BOOLEAN || kind == Kind.JSON || isFraction(column)) {
      return Evidence.impossible();
    }
    boolean others =
        column.words().stream()
            .anyMatch(word -> word.isOneOf(OTHERS) && !table.mentions(word.concepts()));
    boolean names = mentions(column, "name");
    boolean surrogate =
        column.integer() && (mentions(column, "id") || table.key().equals(List.of(column.name())));
    Evidence evidence =
        Evidence.of(
            (column.text() ? 0.4 : -0.6)
                + (column.column().nullable() ? 0 : 0.5)
                + (others ? -2 : 0)
                + (names && values.words() > 0.5 && !table.unique(column.name()) ? -2 : 0)
                + (surrogate ? (wanted.seldom() ? -3.5 : -1.5) : 0));
    if (table.unique(column.name())) {
      return evidence.and(column.text() ? 1.6 : 0.8, "no two rows have the same");
    }
    if (values.filled() < 5) {
      return evidence;
    }
    return values.uniqueness() >= 0.98
        ? evidence.and(0.8, "no two sampled rows have the same")
        : evidence.and(values.uniqueness() < 0.9 ? -4 : -1);
  }
}
