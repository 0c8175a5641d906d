package dev.millrace.suggest;

import dev.millrace.api.explore.Exploration;
import dev.millrace.api.explore.ForeignKey;
import dev.millrace.suggest.Table.Col;
import dev.millrace.suggest.Table.Link;
import dev.millrace.suggest.Words.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What refers to what: foreign keys as declared, and those that nobody declared, found by names, by
 * the form of values, and by asking whether the values of one column are in the other.
 */
final class Links {
  private static final int VALUES = 30;

  /** Questions to the source; each looks up a few values in an index. */
  private static final int MOST_QUESTIONS = 1_500;

  private static final double KNOWN = 0.6;
  private static final double NAMED_LIKE = 0.62;
  private static final double ALL = 0.95;
  private static final double HEAD = 0.85;
  private static final double BY_NAME = 0.7;

  /** One number is in every table; then the name has to be as good as the table's own. */
  private static final double CERTAIN_NAME = 0.8;

  /** What no key is, whatever numbers it holds. */
  private static final Set<String> MEASURES =
      Set.of(
          "kind",
          "date",
          "time",
          "day",
          "quantity",
          "amount",
          "price",
          "cost",
          "status",
          "percent",
          "weight",
          "name",
          "active",
          "blocked",
          "sequence",
          "line",
          "uom",
          "currency",
          "tax");

  /** What a line calls its document, when it does not say which. */
  private static final Set<String> HEADS =
      Set.of("parent", "head", "reference", "number", "id", "order", "entry", "main");

  private final Schema schema;
  private final Exploration source;
  private final Names names;
  private final Vocabulary vocabulary;
  private int questions;

  Links(Schema schema, Exploration source, Vocabulary vocabulary) {
    this.schema = schema;
    this.source = source;
    this.vocabulary = vocabulary;
    this.names = new Names(vocabulary);
  }

  /** Tells each table what its foreign keys say. */
  static void declared(Schema schema) {
    for (Table table : schema.tables()) {
      for (ForeignKey key : table.facts().foreignKeys()) {
        schema
            .table(key.table())
            .ifPresent(
                to ->
                    table
                        .links()
                        .add(
                            new Link(
                                table,
                                key.columns(),
                                to,
                                key.referenced(),
                                true,
                                1,
                                "foreign key to " + to.name())));
      }
    }
  }

  /** Tells each table what it refers to. Only sampled tables are looked through for undeclared. */
  void find() {
    declared(schema);
    List<Table> keyed =
        schema.tables().stream()
            .filter(table -> table.key().size() == 1 && !table.columns().isEmpty())
            .toList();
    for (Table table : schema.tables()) {
      schema.tables().stream()
          .filter(to -> to != table && to.key().size() > 1 && table.key().size() > to.key().size())
          .map(to -> composite(table, to))
          .flatMap(Optional::stream)
          .max(Comparator.comparingDouble(Link::confidence))
          .ifPresent(table.links()::add);
      for (Col column : table.columns()) {
        if (table.link(column.name()).isEmpty()) {
          undeclared(table, column, keyed).ifPresent(table.links()::add);
        }
      }
    }
  }

  /**
   * A line's reference to the document that a key of several columns names, such as its kind and
   * its number: all but the last are called the same, and the values of the last are there.
   */
  private Optional<Link> composite(Table table, Table to) {
    List<String> same = to.key().subList(0, to.key().size() - 1);
    Col last = to.column(to.key().get(to.key().size() - 1));
    if (!table.key().containsAll(same)
        || table.links().stream().anyMatch(link -> link.to() == to)) {
      return Optional.empty();
    }
    for (String name : table.key().subList(0, table.key().size() - 1)) {
      Col column = table.column(name);
      boolean alike = name.equals(last.name()) || saysHead(column);
      if (same.contains(name) || !alike || column.text() != last.text()) {
        continue;
      }
      List<String> values = column.profile().different().stream().limit(VALUES).toList();
      if (values.isEmpty() || questions++ >= MOST_QUESTIONS) {
        continue;
      }
      OptionalLong found = source.present(to.facts(), last.name(), values);
      if (found.isPresent() && found.getAsLong() >= ALL * values.size()) {
        List<String> columns = new ArrayList<>(same);
        columns.add(name);
        double confidence =
            (values.size() >= 5 ? 0.85 : 0.7)
                + (name.equals(last.name()) ? 0.1 : 0)
                + (sharesName(table, to) ? 0.05 : 0);
        return Optional.of(
            new Link(
                table,
                columns,
                to,
                to.key(),
                false,
                Math.min(0.97, confidence),
                "its key begins with that of " + to.name()));
      }
    }
    return Optional.empty();
  }

  private static boolean sharesName(Table table, Table to) {
    return !to.words().isEmpty() && table.words().contains(to.words().get(0));
  }

  private record Candidate(Table to, double likeness, boolean sameForm) {}

  private Optional<Link> undeclared(Table table, Col column, List<Table> keyed) {
    boolean ownKey = table.key().equals(List.of(column.name()));
    if (!(column.text() || column.integer())) {
      return Optional.empty();
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Table to : keyed) {
      Col key = to.column(to.key().get(0));
      if ((to == table && ownKey) || key.text() != column.text()) {
        continue;
      }
      double likeness = likeness(table, column, to, key, ownKey);
      boolean sameForm = to != table && hasFormOf(column, key);
      if (likeness >= NAMED_LIKE || sameForm) {
        candidates.add(new Candidate(to, likeness, sameForm));
      }
    }
    candidates.sort(
        Comparator.comparingDouble((Candidate one) -> -one.likeness - (one.sameForm ? 0.3 : 0)));
    if (column.profile().filled() == 0) {
      return candidates.stream().findFirst().flatMap(one -> named(table, column, one));
    }
    return candidates.stream()
        .limit(6)
        .map(candidate -> checked(table, column, candidate))
        .flatMap(Optional::stream)
        .max(Comparator.comparingDouble(Link::confidence));
  }

  /** Whether the values look like the keys: codes of one form are hardly alike by chance. */
  private static boolean hasFormOf(Col column, Col key) {
    String form = key.profile().form();
    return column.text()
        && column.profile().distinct() >= 2
        && key.profile().distinct() >= 3
        && form.matches(".*9.*")
        && form.equals(column.profile().form())
        && column.profile().letters() >= 4;
  }

  /** How much the column's name says that it is the key of that table. */
  private double likeness(Table table, Col column, Table to, Col key, boolean ownKey) {
    String plain = String.join("", Words.pieces(column.name()));
    String plainKey = String.join("", Words.pieces(key.name()));
    boolean tellingKey = key.words().stream().anyMatch(word -> vocabulary.weight(word) >= KNOWN);
    if (plain.equals(plainKey) && tellingKey) {
      return 1;
    }
    if (ownKey) {
      return 0;
    }
    if (tellingKey && plain.length() > plainKey.length() && plain.endsWith(plainKey)) {
      return 0.8;
    }
    if (isLineOf(table, to) && saysHead(column)) {
      return HEAD;
    }
    if (isMeasure(column, to)
        || (table == to && says(column, "parent") == 0 && !isOwnKind(table, column))) {
      return 0;
    }
    Set<String> context = new HashSet<>();
    key.words().forEach(word -> context.addAll(word.concepts()));
    List<Word> phrase = to.words();
    if (phrase.isEmpty() || names.likeness(column.words(), List.of(phrase), context) == 0) {
      return tellingKey ? 0.9 * names.likeness(column.words(), List.of(key.words()), Set.of()) : 0;
    }
    return Math.max(
        names.likeness(column.words(), List.of(phrase), context),
        tellingKey ? 0.9 * names.likeness(column.words(), List.of(key.words()), Set.of()) : 0);
  }

  /** Whether a table is named like another, with a word more that says that it has its lines. */
  private static boolean isLineOf(Table table, Table head) {
    return table != head
        && !head.words().isEmpty()
        && table.words().size() > head.words().size()
        && table.words().containsAll(head.words())
        && table.words().stream()
            .filter(word -> !head.words().contains(word))
            .allMatch(word -> word.means("line") || word.means("item") || word.means("component"));
  }

  private static boolean saysHead(Col column) {
    return !column.words().isEmpty()
        && column.words().stream()
            .allMatch(word -> word.concepts().stream().anyMatch(HEADS::contains));
  }

  /** Whether a name says a measure of the other table's rows, not the rows. */
  private static boolean isMeasure(Col column, Table to) {
    Set<String> named = Words.all(List.of(to.words()));
    return column.words().stream()
        .anyMatch(
            word -> word.concepts().stream().anyMatch(MEASURES::contains) && !word.isOneOf(named));
  }

  /** Whether a column is called as its own table is, which then is the one above. */
  private static boolean isOwnKind(Table table, Col column) {
    Set<String> own = Words.all(List.of(table.words()));
    return says(column, "id") > 0
        && column.words().size() > 1
        && column.words().stream().allMatch(word -> word.means("id") || word.isOneOf(own));
  }

  private static long says(Col column, String concept) {
    return column.words().stream().filter(word -> word.means(concept)).count();
  }

  /** Where there is no value to look for, a name that says the other table's key is believed. */
  private static Optional<Link> named(Table table, Col column, Candidate candidate) {
    boolean key = says(column, "id") > 0;
    return key && candidate.likeness >= CERTAIN_NAME
        ? Optional.of(
            new Link(
                table,
                List.of(column.name()),
                candidate.to,
                List.of(candidate.to.key().get(0)),
                false,
                BY_NAME,
                "named like the key of " + candidate.to.name()))
        : Optional.empty();
  }

  private Optional<Link> checked(Table table, Col column, Candidate candidate) {
    String key = candidate.to.key().get(0);
    List<String> values =
        column.profile().different().stream()
            .filter(value -> !value.matches("-?0+"))
            .limit(VALUES)
            .toList();
    if (values.isEmpty() || questions >= MOST_QUESTIONS) {
      return Optional.empty();
    }
    questions++;
    OptionalLong found = source.present(candidate.to.facts(), key, values);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    double share = (double) found.getAsLong() / values.size();
    // Small numbers are in every table that counts its rows from 1.
    boolean telling = column.text() && values.size() >= 2 && column.profile().letters() >= 4;
    boolean chance =
        !column.text()
            && values.size() == 1
            && candidate.likeness < CERTAIN_NAME
            && says(column, "id") + says(column, "code") + says(column, "number") == 0;
    if (share < ALL
        || chance
        || (candidate.likeness < NAMED_LIKE && !(candidate.sameForm && telling))) {
      return Optional.empty();
    }
    double confidence =
        Math.min(
            0.97,
            (telling ? 0.75 : 0.55)
                + 0.2 * candidate.likeness
                + (values.size() >= 5 ? 0.15 : 0.05)
                + (candidate.sameForm ? 0.03 : 0));
    return Optional.of(
        new Link(
            table,
            List.of(column.name()),
            candidate.to,
            List.of(key),
            false,
            confidence,
            String.format(
                Locale.ROOT,
                "all of %d values are in %s.%s",
                values.size(),
                candidate.to.name(),
                key)));
  }
}
