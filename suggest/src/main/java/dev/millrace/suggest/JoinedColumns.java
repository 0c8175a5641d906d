package dev.millrace.suggest;

import dev.millrace.suggest.ModelColumn.Nature;
import dev.millrace.suggest.Step.Only;
import dev.millrace.suggest.Table.Col;
import dev.millrace.suggest.Table.Link;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Columns that a row has not itself: the unit's code behind its number, the city in the table of
 * addresses, the currency of an order for its lines, the text of an item in a language.
 */
final class JoinedColumns {
  /** A value that is fetched from elsewhere is a little less sure. */
  private static final double FETCHED = 0.96;

  private static final double ELSEWHERE = -1;

  /** What refers to a list, which says nothing more of the row than which of the list it is. */
  private static final Set<String> LISTS =
      Set.of("uom", "currency", "country", "language", "person", "kind", "group");

  private static final int MOST_LANGUAGES = 40;

  private final List<Match> matches;
  private final ColumnEvidence evidence;
  private final Names names;
  private final Set<Table> matched = new HashSet<>();
  private final List<Link> referring = new ArrayList<>();

  JoinedColumns(Schema schema, List<Match> matches, Vocabulary vocabulary) {
    this.matches = matches;
    schema.tables().forEach(table -> referring.addAll(table.links()));
    this.evidence = new ColumnEvidence(vocabulary);
    this.names = new Names(vocabulary);
    matches.forEach(match -> matched.add(match.table()));
  }

  /** Fills what the table itself leaves open. */
  void add(Match match) {
    for (ModelColumn wanted : match.target().columns()) {
      Optional<Choice> own = match.choice(wanted);
      if (own.isPresent()
          && wanted.nature() != Nature.REFERENCE
          && match.table().link(own.get().column().name()).isPresent()
          && !own.get().column().text()) {
        // A number where words are wanted is the key of a list.
        match.remove(own.get());
        own = Optional.empty();
      }
      if (own.isEmpty()) {
        open(match, wanted).ifPresent(match::add);
      } else if (own.get().column().profile().empty() && wanted.nature() == Nature.NAME) {
        // Another table may hold what this one has a column for and leaves empty.
        Choice empty = own.get();
        beside(match, wanted)
            .filter(choice -> !choice.column().profile().empty())
            .ifPresent(
                choice -> {
                  match.remove(empty);
                  match.add(choice);
                });
      }
    }
  }

  private Optional<Choice> open(Match match, ModelColumn wanted) {
    return switch (wanted.nature()) {
      case REFERENCE -> throughAnother(match, wanted);
      case ENUMERATION -> inherited(match, wanted);
      case FLAG, IDENTITY, LINE_NUMBER -> Optional.empty();
      default ->
          looked(match, wanted, match.table(), List.of())
              .or(() -> beside(match, wanted))
              .or(() -> inherited(match, wanted));
    };
  }

  /** A column that refers to a list, in which the value is: unit 17 is kg. */
  private Optional<Choice> looked(Match match, ModelColumn wanted, Table table, List<Step> path) {
    boolean words =
        switch (wanted.nature()) {
          case CURRENCY, COUNTRY, UNIT, NAME -> true;
          case TEXT -> !wanted.isOwn();
          default -> false;
        };
    if (!words) {
      return Optional.empty();
    }
    Set<String> context = match.target().context(table);
    Link best = null;
    double most = 0.6;
    for (Link link : table.links()) {
      Col column = table.column(link.column());
      double likeness = names.likeness(column.words(), wanted.phrases(), context);
      if (link.columns().size() == 1 && likeness > most && link.confidence() > 0.6) {
        best = link;
        most = likeness;
      }
    }
    if (best == null) {
      return Optional.empty();
    }
    Link link = best;
    double confidence = FETCHED * link.confidence() * Math.min(1, 0.5 + most / 2);
    return value(link.to(), wanted.nature())
        .map(
            column ->
                new Choice(
                    wanted,
                    and(path, Step.of(link)),
                    column,
                    Optional.empty(),
                    confidence,
                    link.column() + " refers to the list " + link.to().name()))
        .filter(choice -> choice.confidence() >= Matches.COLUMN_THRESHOLD);
  }

  /** The column of a list that says what its row is: a code for codes, a name for names. */
  private static Optional<Col> value(Table list, Nature nature) {
    return list.columns().stream()
        .filter(column -> column.text() || column.column().type().kind().name().equals("JSON"))
        .filter(column -> list.link(column.name()).isEmpty() || list.key().contains(column.name()))
        .filter(column -> fitness(list, column, nature) > 0)
        .max(Comparator.comparingDouble(column -> fitness(list, column, nature)));
  }

  private static double fitness(Table list, Col column, Nature nature) {
    Profile values = column.profile();
    boolean name = says(column, "name");
    boolean code = says(column, "code");
    double key = list.unique(column.name()) ? 0.5 : 0;
    return switch (nature) {
      case CURRENCY -> 10 * values.currencies() + (code ? 2 : name ? 1 : key);
      case COUNTRY -> 10 * values.countries() + (code ? 2 : name ? 1 : key);
      case UNIT -> says(column, "barcode") ? 0 : 5 * values.units() + (code ? 2 : name ? 1 : key);
      default -> name ? 2 : code ? 1 : key;
    };
  }

  private static boolean says(Col column, String concept) {
    return column.words().stream().anyMatch(word -> word.means(concept));
  }

  /** What another table says more of the row: an address it refers to, or a text in a language. */
  private Optional<Choice> beside(Match match, ModelColumn wanted) {
    List<Choice> found = new ArrayList<>();
    for (Link link : match.table().links()) {
      boolean list =
          match.table().column(link.column()).words().stream()
              .anyMatch(word -> word.isOneOf(LISTS));
      if (!matched.contains(link.to()) && !list && link.confidence() > 0.6) {
        in(match, wanted, link.to(), Step.of(link)).ifPresent(found::add);
        looked(match, wanted, link.to(), List.of(Step.of(link))).ifPresent(found::add);
      }
    }
    for (Link link : extensions(match.table())) {
      extension(link).flatMap(step -> in(match, wanted, link.from(), step)).ifPresent(found::add);
    }
    return found.stream().max(Comparator.comparingDouble(Choice::confidence));
  }

  private List<Link> extensions(Table table) {
    return referring.stream()
        .filter(link -> link.to() == table && !matched.contains(link.from()))
        .filter(link -> link.referenced().equals(table.key()) && link.confidence() > 0.6)
        .filter(link -> !link.from().key().isEmpty() && link.from() != table)
        .filter(link -> link.from().key().containsAll(link.columns()))
        .toList();
  }

  /** The join to a table with more of each row, if it has at most one row for each. */
  private static Optional<Step> extension(Link link) {
    List<String> more = new ArrayList<>(link.from().key());
    more.removeAll(link.columns());
    if (more.isEmpty()) {
      return Optional.of(Step.back(link, Optional.empty()));
    }
    Col column = link.from().column(more.get(0));
    boolean language = column.words().stream().anyMatch(word -> word.means("language"));
    if (more.size() > 1
        || column.profile().distinct() > MOST_LANGUAGES
        || !(language || column.profile().distinct() == 1)) {
      return Optional.empty();
    }
    return column
        .profile()
        .usual()
        .map(value -> Step.back(link, Optional.of(new Only(column.name(), value))));
  }

  private Optional<Choice> in(Match match, ModelColumn wanted, Table table, Step step) {
    List<Col> columns = table.columns();
    double[] weights = new double[columns.size()];
    int best = -1;
    for (int i = 0; i < weights.length; i++) {
      Col column = columns.get(i);
      boolean key = table.key().contains(column.name()) || table.link(column.name()).isPresent();
      weights[i] =
          evidence.of(table, column, match.target(), wanted).weight() + ELSEWHERE + (key ? -3 : 0);
      best = best < 0 || weights[i] > weights[best] ? i : best;
    }
    if (best < 0) {
      return Optional.empty();
    }
    double share = FETCHED * Evidence.shares(weights)[best];
    return share < Matches.COLUMN_THRESHOLD
        ? Optional.empty()
        : Optional.of(
            new Choice(
                wanted,
                List.of(step),
                columns.get(best),
                Optional.empty(),
                share,
                String.join(
                    ", ",
                    evidence
                        .of(table, columns.get(best), match.target(), wanted)
                        .and(0.1, "in " + table.name())
                        .reasons())));
  }

  /**
   * A line's currency, status and dates are its order's, and a quantity's unit is that of its item.
   */
  private Optional<Choice> inherited(Match match, ModelColumn wanted) {
    for (Choice reference : match.choices()) {
      if (reference.wanted().nature() != Nature.REFERENCE
          || reference.refers().isEmpty()
          || !reference.path().isEmpty()) {
        continue;
      }
      Link link = reference.refers().get();
      for (Match other : matches) {
        if (other.table() != link.to() || other == match) {
          continue;
        }
        boolean head = match.target().lineOf().filter(other.target().table()::equals).isPresent();
        for (Choice theirs : other.choices()) {
          boolean gives =
              wanted.nature() == Nature.UNIT
                  ? other.target().table().equals("item") && theirs.wanted().nature() == Nature.UNIT
                  : head && isOfTheHead(wanted, theirs.wanted());
          if (gives) {
            List<Step> path = new ArrayList<>(List.of(Step.of(link)));
            path.addAll(theirs.path());
            double confidence = FETCHED * theirs.confidence() * reference.confidence();
            return confidence < Matches.COLUMN_THRESHOLD
                ? Optional.empty()
                : Optional.of(
                    new Choice(
                        wanted,
                        path,
                        theirs.column(),
                        Optional.empty(),
                        confidence,
                        "that of its " + other.target().table().replace('_', ' ')));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Whether what is said of a document holds for its lines when they say nothing else. */
  private static boolean isOfTheHead(ModelColumn wanted, ModelColumn theirs) {
    return switch (wanted.nature()) {
      case CURRENCY -> theirs.nature() == Nature.CURRENCY;
      case MOMENT -> theirs.name().equals(wanted.name());
      case ENUMERATION ->
          theirs.name().equals(wanted.name()) && theirs.allowed().equals(wanted.allowed());
      default -> false;
    };
  }

  /** A reference by way of a table that is none of the model: a variant of an item, say. */
  private Optional<Choice> throughAnother(Match match, ModelColumn wanted) {
    Set<String> context = match.target().context(match.table());
    Choice best = null;
    for (Link first : match.table().links()) {
      Col column = match.table().column(first.column());
      double likeness = names.likeness(column.words(), wanted.phrases(), context);
      if (first.columns().size() > 1 || matched.contains(first.to()) || likeness < 0.5) {
        continue;
      }
      for (Link second : first.to().links()) {
        boolean there =
            matches.stream()
                .anyMatch(
                    other ->
                        other.table() == second.to()
                            && wanted.refersTo().contains(other.target().table()));
        double confidence =
            FETCHED * first.confidence() * second.confidence() * Math.min(1, 0.5 + likeness / 2);
        if (there
            && second.columns().size() == 1
            && (best == null || confidence > best.confidence())) {
          best =
              new Choice(
                  wanted,
                  List.of(Step.of(first)),
                  first.to().column(second.column()),
                  Optional.of(second),
                  confidence,
                  "by way of " + first.to().name());
        }
      }
    }
    return Optional.ofNullable(best)
        .filter(choice -> choice.confidence() >= Matches.COLUMN_THRESHOLD);
  }

  private static List<Step> and(List<Step> path, Step step) {
    List<Step> longer = new ArrayList<>(path);
    longer.add(step);
    return longer;
  }
}
