package dev.millrace.suggest;

import dev.millrace.suggest.ModelColumn.Nature;
import dev.millrace.suggest.Table.Col;
import dev.millrace.suggest.Table.Link;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which table of the source is which of the model. Names and columns begin; then what is known of
 * each table speaks for those that refer to it and that it refers to, in a few rounds: what has a
 * foreign key to a sales order and one to an item is likely its line.
 */
final class TableMatcher {
  private static final int ROUNDS = 5;
  private static final double PRIOR = -4;
  private static final double NO_WORD = -1.2;
  private static final double SAME_WORDS = 6.5;
  private static final double NOISE = -3.5;
  private static final double COVERED = 10;
  private static final double USUALLY_COVERED = 0.33;
  private static final double REFERENCE_FOUND = 1.6;
  private static final double REFERENCE_MISSING = -1.6;
  private static final double LINES_FOUND = 1.8;
  private static final double OF_ITS_KIND = -3;
  private static final double NO_ROWS = -1.2;
  private static final double LEAST_ALIKE = 0.35;
  private static final double NAMED = 2.5;
  private static final double SURE_LINK = 0.65;
  private static final double NO_HEAD = -3;

  /** A table of which few sources have one is only believed in by its name. */
  private static final double RARE = -2;

  private static final double RARE_UNNAMED = -3;

  private static final double CHOSEN = 0.9;
  private static final double NOT_CHOSEN = 0.3;

  private final List<Table> tables;
  private final List<Target> targets;
  private final Vocabulary vocabulary;
  private final Roles roles;
  private final Map<Target, Target> linesOf = new HashMap<>();
  private final Map<Table, List<Link>> referring = new HashMap<>();
  private final Map<Table, Map<Target, Evidence[][]>> columns = new HashMap<>();
  private final Map<Table, Map<Target, Double>> named = new HashMap<>();
  private final Map<Table, Map<Target, Double>> ownCover = new HashMap<>();
  private Map<Table, Map<Target, Double>> shares = new HashMap<>();
  private Map<Table, double[]> weights = new HashMap<>();

  TableMatcher(Schema schema, List<Target> targets, Vocabulary vocabulary) {
    this.tables = schema.tables();
    this.targets = targets;
    this.vocabulary = vocabulary;
    this.roles = new Roles(this);
    for (Target target : targets) {
      target
          .lineOf()
          .flatMap(head -> targets.stream().filter(one -> one.table().equals(head)).findFirst())
          .ifPresent(head -> linesOf.put(head, target));
    }
    ColumnEvidence evidence = new ColumnEvidence(vocabulary);
    Names names = new Names(vocabulary);
    for (Table table : tables) {
      Map<Target, Evidence[][]> byTarget = new HashMap<>();
      Map<Target, Double> likeness = new HashMap<>();
      for (Target target : targets) {
        Evidence[][] found = new Evidence[table.columns().size()][target.columns().size()];
        for (int i = 0; i < found.length; i++) {
          for (int j = 0; j < found[i].length; j++) {
            found[i][j] =
                evidence.of(table, table.columns().get(i), target, target.columns().get(j));
          }
        }
        byTarget.put(target, found);
        double like = names.likeness(table.words(), target.phrases(), Set.of());
        boolean noise =
            table.words().stream()
                .filter(vocabulary::isNoise)
                .anyMatch(
                    word ->
                        target.phrases().stream()
                            .noneMatch(phrase -> phrase.stream().anyMatch(word::means)));
        likeness.put(
            target,
            (like < LEAST_ALIKE ? NO_WORD : NO_WORD + SAME_WORDS * like)
                + (noise ? NOISE : 0)
                + (vocabulary.isRare(target.table()) ? RARE + (like < 0.5 ? RARE_UNNAMED : 0) : 0));
      }
      columns.put(table, byTarget);
      named.put(table, likeness);
    }
  }

  /** Weighs all tables against all of the model's. */
  void match() {
    referring.clear();
    ownCover.clear();
    for (Table table : tables) {
      for (Link link : table.links()) {
        referring.computeIfAbsent(link.to(), none -> new ArrayList<>()).add(link);
      }
    }
    shares = new HashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      shares = weigh(round > 0);
    }
  }

  /**
   * Weighs all again, now that it is known which table fills which of the model.
   *
   * @param chosen the target of each table that fills one
   */
  void matchAgain(Map<Table, Target> chosen) {
    Map<Table, Map<Target, Double>> sure = new HashMap<>();
    for (Table table : tables) {
      Map<Target, Double> byTarget = new HashMap<>();
      for (Target target : targets) {
        double before = share(table, target);
        boolean is = target.equals(chosen.get(table));
        byTarget.put(target, is ? Math.max(before, CHOSEN) : NOT_CHOSEN * before);
      }
      sure.put(table, byTarget);
    }
    shares = sure;
    weigh(true);
  }

  private Map<Table, Map<Target, Double>> weigh(boolean known) {
    Map<Table, Map<Target, Double>> next = new HashMap<>();
    Map<Table, double[]> weighed = new HashMap<>();
    for (Table table : tables) {
      double[] all = new double[targets.size()];
      for (int k = 0; k < all.length; k++) {
        all[k] = weight(table, targets.get(k), known);
      }
      weighed.put(table, all);
      double[] share = Evidence.shares(all);
      Map<Target, Double> byTarget = new HashMap<>();
      for (int k = 0; k < share.length; k++) {
        byTarget.put(targets.get(k), share[k]);
      }
      next.put(table, byTarget);
    }
    weights = weighed;
    return next;
  }

  /** All that speaks for a table, as log-odds. */
  double nearness(Table table, Target target) {
    return weights.get(table)[targets.indexOf(target)];
  }

  /** The probability when some tables of the model are filled by others already. */
  double shareWithout(Table table, Target target, Set<Target> filled) {
    double[] left = weights.get(table).clone();
    for (int k = 0; k < left.length; k++) {
      left[k] = filled.contains(targets.get(k)) ? Evidence.IMPOSSIBLE : left[k];
    }
    return Evidence.shares(left)[targets.indexOf(target)];
  }

  private double weight(Table table, Target target, boolean known) {
    double weight = PRIOR + named.get(table).get(target);
    weight += COVERED * (covered(table, target) - USUALLY_COVERED);
    if (!table.columns().isEmpty() && table.facts().rows() == 0) {
      weight += NO_ROWS;
    }
    return known ? weight + structure(table, target) : weight;
  }

  /** How much of the model's table the columns would fill, by what they matter. */
  private double covered(Table table, Target target) {
    double all = 0;
    double found = shares.isEmpty() ? fill(table, target, false) : ownCover(table, target);
    for (ModelColumn wanted : target.columns()) {
      all += matters(wanted);
    }
    return all == 0 ? 0 : (found + fill(table, target, true)) / all;
  }

  /** What is filled by columns that refer to nothing does not change from round to round. */
  private double ownCover(Table table, Target target) {
    return ownCover
        .computeIfAbsent(table, none -> new HashMap<>())
        .computeIfAbsent(target, none -> fill(table, target, false));
  }

  private double fill(Table table, Target target, boolean references) {
    List<Table> whole = new ArrayList<>(List.of(table));
    shared(table, target).ifPresent(whole::add);
    double found = 0;
    for (int j = 0; j < target.columns().size(); j++) {
      ModelColumn wanted = target.columns().get(j);
      if (references == (wanted.nature() == Nature.REFERENCE)) {
        double most = 0;
        for (Table part : whole) {
          most = Math.max(most, filled(part, target, j));
        }
        found += matters(wanted) * most;
      }
    }
    return found;
  }

  /** The probability that a column of a table is one of the model. */
  private double filled(Table table, Target target, int j) {
    double[] weights = new double[table.columns().size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = column(table, i, target, j).weight();
    }
    double none = 1;
    for (double share : Evidence.shares(weights)) {
      none -= share;
    }
    return 1 - none;
  }

  /**
   * The table that says what several rows have in common, such as the article of which they are the
   * sizes: both have the name of what they are, and each row refers to one of it.
   */
  private Optional<Table> shared(Table table, Target target) {
    return shares.isEmpty() || named(table, target) < NAMED
        ? Optional.empty()
        : table.links().stream()
            .filter(link -> link.to() != table && link.columns().size() == 1)
            .filter(link -> link.confidence() > SURE_LINK && named(link.to(), target) >= NAMED)
            .filter(link -> link.to().links().stream().noneMatch(back -> back.to() == table))
            .filter(link -> !target.lineOf().isPresent())
            .map(Link::to)
            .findFirst();
  }

  /** How much a column says of whether this is the table; what few sources have says little. */
  private static double matters(ModelColumn wanted) {
    return switch (wanted.nature()) {
      case REFERENCE -> wanted.optional() ? 0.5 : 1.3;
      case IDENTITY, LINE_NUMBER -> 1.2;
      case FLAG, LATITUDE, LONGITUDE -> 0.25;
      case UNIT, CURRENCY, COUNTRY, GTIN, ENUMERATION, PERCENT -> 0.5;
      default -> 1;
    };
  }

  private double structure(Table table, Target target) {
    double weight = 0;
    for (ModelColumn column : target.columns()) {
      boolean needed = !column.refersTo().isEmpty() && !column.optional();
      double there = needed ? known(column.refersTo()) : 0;
      if (there > 0.3) {
        double found = 0;
        for (Link link : table.links()) {
          found = Math.max(found, link.confidence() * share(link.to(), column.refersTo()));
        }
        weight +=
            there
                * (found * REFERENCE_FOUND + (1 - found) * REFERENCE_MISSING)
                * (target.lineOf().filter(column.refersTo()::contains).isPresent() ? 1.6 : 1);
      }
    }
    if (target.lineOf().isPresent()) {
      weight += NO_HEAD * (1 - known(List.of(target.lineOf().get())));
    }
    Target lines = linesOf.get(target);
    if (lines != null) {
      double found = 0;
      for (Link link : referring.getOrDefault(table, List.of())) {
        found = Math.max(found, link.confidence() * share(link.from(), lines));
      }
      weight += LINES_FOUND * found;
    }
    boolean ofItself =
        target.columns().stream().anyMatch(one -> one.refersTo().contains(target.table()));
    if (!ofItself) {
      double head = 0;
      for (Link link : table.links()) {
        if (link.to() != table) {
          head = Math.max(head, link.confidence() * share(link.to(), target));
        }
      }
      weight += OF_ITS_KIND * head;
    }
    return weight;
  }

  /** Whether the source has one of the tables at all. */
  private double known(List<String> names) {
    double most = 0;
    for (Table table : tables) {
      most = Math.max(most, share(table, names));
    }
    return most;
  }

  private double share(Table table, List<String> names) {
    double sum = 0;
    for (Target target : targets) {
      if (names.contains(target.table())) {
        sum += share(table, target);
      }
    }
    return sum;
  }

  /** The probability that a table of the source is one of the model. */
  double share(Table table, Target target) {
    return shares.getOrDefault(table, Map.of()).getOrDefault(target, 0.0);
  }

  /** Whether names alone bring a table near one of the model. */
  double named(Table table, Target target) {
    return named.get(table).get(target);
  }

  /** All evidence for a column, with what it refers to. */
  Evidence column(Table table, int i, Target target, int j) {
    Evidence evidence = columns.get(table).get(target)[i][j];
    if (!evidence.possible() || shares.isEmpty()) {
      return evidence;
    }
    Col column = table.columns().get(i);
    ModelColumn wanted = target.columns().get(j);
    if (wanted.nature() != Nature.REFERENCE) {
      boolean refers =
          table.link(column.name()).filter(link -> link.confidence() > 0.6).isPresent();
      return refers ? evidence.and(wanted.nature() == Nature.ENUMERATION ? -1.5 : -2.5) : evidence;
    }
    double found = -1;
    String reason = "";
    Set<String> elsewhere = new HashSet<>();
    for (Link link : table.links()) {
      if (link.columns().contains(column.name())) {
        boolean whole = link.columns().size() == 1 || link.column().equals(column.name());
        double one =
            roles.isOfAnother(link.to(), wanted)
                ? 0
                : link.confidence() * share(link.to(), wanted.refersTo()) * (whole ? 1 : 0.4);
        if (one > found) {
          found = one;
          reason = link.reason();
        }
        elsewhere.add(link.to().name());
      }
    }
    return elsewhere.isEmpty()
        ? evidence.and(table.unique(column.name()) ? -4 : -1.2)
        : evidence.and(-1.8 + (wanted.optional() ? 5 : 10) * found, reason);
  }

  /** What refers to a table. */
  List<Link> referring(Table table) {
    return referring.getOrDefault(table, List.of());
  }

  Roles roles() {
    return roles;
  }

  List<Table> tables() {
    return tables;
  }

  List<Target> targets() {
    return targets;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }
}
