package dev.millrace.suggest;

import dev.millrace.suggest.ModelColumn.Nature;
import dev.millrace.suggest.Proposal.Doubt;
import dev.millrace.suggest.Table.Col;
import dev.millrace.suggest.Table.Link;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Chooses, from all evidence, the tables and the columns that are proposed. */
final class Matches {
  /** What is less likely is not proposed. */
  static final double TABLE_THRESHOLD = 0.5;

  static final double COLUMN_THRESHOLD = 0.5;

  /** Of several columns alike the likeliest is proposed from here on. */
  private static final double LEAST = 0.3;

  private static final double MOST_NONE = 0.3;
  private static final double AHEAD = 1.4;

  /** What is less likely is not worth a word. */
  private static final double DOUBT = 0.15;

  /** A column may feed two of the model only when it is as good as certain. */
  private static final double TWICE = 0.9;

  /** What is chosen tells more of what refers to it; so it is weighed again, and chosen again. */
  private static final int AGAIN = 2;

  private final TableMatcher matcher;
  private final List<Match> matches = new ArrayList<>();
  private final List<Doubt> doubts = new ArrayList<>();

  private Matches(TableMatcher matcher) {
    this.matcher = matcher;
  }

  static Matches of(Schema schema, TableMatcher matcher) {
    Matches found = new Matches(matcher);
    found.chooseTables();
    found.matches.forEach(found::chooseColumns);
    JoinedColumns joined = new JoinedColumns(schema, found.matches, matcher.vocabulary());
    found.matches.forEach(joined::add);
    found.matches.forEach(found::addDoubts);
    return found;
  }

  List<Match> matches() {
    return matches;
  }

  List<Doubt> doubts() {
    return doubts;
  }

  private void chooseTables() {
    Chosen chosen = Chosen.of(matcher);
    for (int again = 0; again < AGAIN; again++) {
      matcher.matchAgain(chosen.targets());
      chosen = Chosen.of(matcher);
    }
    Map<Table, Target> targets = chosen.targets();
    for (Table table : matcher.tables()) {
      Target target = targets.get(table);
      if (target != null && chosen.confidence(table) >= TABLE_THRESHOLD) {
        matches.add(
            new Match(
                target,
                table,
                chosen.confidence(table),
                reason(table, target),
                chosen.role(table)));
      }
    }
    matches.sort(
        Comparator.comparingInt((Match match) -> matcher.targets().indexOf(match.target()))
            .thenComparing(match -> -match.confidence()));
    matcher.tables().stream()
        .filter(table -> matches.stream().noneMatch(match -> match.table() == table))
        .forEach(this::addDoubt);
  }

  private void addDoubt(Table table) {
    for (Target target : matcher.targets()) {
      double share = matcher.share(table, target);
      if (share >= DOUBT) {
        doubt(
            target,
            table,
            share,
            matches.stream()
                .filter(match -> match.target().equals(target) && share >= TABLE_THRESHOLD)
                .findFirst()
                .map(match -> match.table().name() + " is likelier, and a row comes from one table")
                .orElse("too little speaks for it"));
      }
    }
  }

  private void doubt(Target target, Table table, double share, String reason) {
    doubts.add(new Doubt("model." + target.table(), table.name(), share, reason));
  }

  private String reason(Table table, Target target) {
    List<String> reasons = new ArrayList<>();
    if (matcher.named(table, target) > 3) {
      reasons.add("its name");
    } else if (matcher.named(table, target) > 1) {
      reasons.add("a part of its name");
    }
    int likely = 0;
    for (int j = 0; j < target.columns().size(); j++) {
      likely +=
          best(table, target, j, Set.of()).filter(one -> one.share >= 0.5).isPresent() ? 1 : 0;
    }
    reasons.add(likely + " of " + target.columns().size() + " columns");
    Set<String> refers = new HashSet<>();
    for (Link link : table.links()) {
      for (Target other : matcher.targets()) {
        if (matcher.share(link.to(), other) >= TABLE_THRESHOLD && link.to() != table) {
          refers.add(other.table());
        }
      }
    }
    if (!refers.isEmpty()) {
      reasons.add("it refers to " + String.join(", ", refers.stream().sorted().toList()));
    }
    return String.join("; ", reasons);
  }

  /**
   * A column.
   *
   * @param next the share of the one that is next to it
   * @param none the probability that it is none of all
   */
  private record Best(int column, double share, double next, double none, Evidence evidence) {
    /** Likely, or the likeliest of several alike, of which one is as good as sure to be it. */
    boolean enough() {
      return share >= COLUMN_THRESHOLD
          || (share >= LEAST && none <= MOST_NONE && share >= AHEAD * next);
    }
  }

  /** The likeliest column for a column of the model, among those not taken. */
  private Optional<Best> best(Table table, Target target, int j, Set<String> taken) {
    List<Col> columns = table.columns();
    double[] weights = new double[columns.size()];
    int best = -1;
    for (int i = 0; i < weights.length; i++) {
      weights[i] =
          taken.contains(columns.get(i).name())
              ? Evidence.IMPOSSIBLE
              : matcher.column(table, i, target, j).weight();
      best = best < 0 || weights[i] > weights[best] ? i : best;
    }
    if (best < 0) {
      return Optional.empty();
    }
    double[] shares = Evidence.shares(weights);
    double none = 1;
    double next = 0;
    for (int i = 0; i < shares.length; i++) {
      none -= shares[i];
      next = i == best ? next : Math.max(next, shares[i]);
    }
    return Optional.of(
        new Best(best, shares[best], next, none, matcher.column(table, best, target, j)));
  }

  /** The surest first; each column feeds one of the model, or two when both are certain. */
  private void chooseColumns(Match match) {
    Target target = match.target();
    Table table = match.table();
    Set<Integer> open = new HashSet<>();
    for (int j = 0; j < target.columns().size(); j++) {
      if (!match.isRole(target.columns().get(j))) {
        open.add(j);
      }
    }
    Set<String> taken = new HashSet<>();
    while (!open.isEmpty()) {
      int next = -1;
      Best chosen = null;
      for (int j : open) {
        Optional<Best> best = best(table, target, j, taken);
        if (best.isPresent() && (chosen == null || best.get().share > chosen.share)) {
          next = j;
          chosen = best.get();
        }
      }
      if (chosen == null || !chosen.enough()) {
        break;
      }
      open.remove(next);
      Col column = table.columns().get(chosen.column);
      taken.add(column.name());
      match.add(choice(match, target.columns().get(next), column, chosen));
    }
    for (Choice choice : match.choices()) {
      addAlternatives(match, choice, taken);
    }
    for (int j : open) {
      best(table, target, j, Set.of())
          .filter(best -> best.share >= TWICE)
          .filter(best -> target.columns().get(j).nature() == Nature.REFERENCE)
          .filter(best -> !refersAlready(match, table.columns().get(best.column)))
          .ifPresent(
              best ->
                  match.add(
                      choice(
                          match, target.columns().get(j), table.columns().get(best.column), best)));
    }
  }

  private static boolean refersAlready(Match match, Col column) {
    return match.choices().stream()
        .anyMatch(
            choice ->
                choice.wanted().nature() == Nature.REFERENCE && choice.column().equals(column));
  }

  /** What refers to one of several tables may do so by several columns, of which one is filled. */
  private void addAlternatives(Match match, Choice first, Set<String> taken) {
    Table table = match.table();
    ModelColumn wanted = first.wanted();
    if (first.refers().isEmpty() || !first.column().column().nullable()) {
      return;
    }
    int j = match.target().columns().indexOf(wanted);
    for (int i = 0; i < table.columns().size(); i++) {
      Col column = table.columns().get(i);
      Optional<Link> link = table.link(column.name());
      Evidence evidence = matcher.column(table, i, match.target(), j);
      if (link.isPresent()
          && link.get().to() != first.refers().get().to()
          && link.get().to() != table
          && column.column().nullable()
          && shareOfAny(link.get().to(), wanted.refersTo()) >= TABLE_THRESHOLD
          && evidence.weight() > 1
          && taken.add(column.name())) {
        double share = Evidence.shares(new double[] {evidence.weight()})[0];
        match.add(choice(match, wanted, column, new Best(i, share, 0, 1 - share, evidence)));
      }
    }
  }

  private Choice choice(Match match, ModelColumn wanted, Col column, Best best) {
    Optional<Link> refers =
        wanted.nature() == Nature.REFERENCE
            ? match.table().links().stream()
                .filter(link -> link.columns().contains(column.name()))
                .max(
                    Comparator.comparingDouble(
                        (Link link) ->
                            link.confidence() * shareOfAny(link.to(), wanted.refersTo())))
            : Optional.empty();
    List<String> reasons = best.evidence.reasons();
    return new Choice(
        wanted,
        List.of(),
        column,
        refers,
        best.share,
        reasons.isEmpty() ? "nothing else fits as well" : String.join(", ", reasons));
  }

  private double shareOfAny(Table table, List<String> targets) {
    return matcher.targets().stream()
        .filter(target -> targets.contains(target.table()))
        .mapToDouble(target -> matcher.share(table, target))
        .sum();
  }

  private void addDoubts(Match match) {
    Target target = match.target();
    for (int j = 0; j < target.columns().size(); j++) {
      ModelColumn wanted = target.columns().get(j);
      if (match.choice(wanted).isEmpty() && !match.isRole(wanted)) {
        best(match.table(), target, j, Set.of())
            .filter(best -> best.share >= DOUBT)
            .ifPresent(
                best ->
                    match
                        .doubts()
                        .add(
                            new Doubt(
                                wanted.name(),
                                match.table().columns().get(best.column).name(),
                                best.share,
                                doubtful(match, best))));
      }
    }
  }

  private static String doubtful(Match match, Best best) {
    String column = match.table().columns().get(best.column).name();
    boolean used = match.choices().stream().anyMatch(one -> one.column().name().equals(column));
    return used
        ? "feeds another column already"
        : String.join(", ", best.evidence.reasons()).toLowerCase(Locale.ROOT);
  }
}
