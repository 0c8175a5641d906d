package dev.millrace.xref;

import dev.millrace.log.rows.RowKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Joins pairs to groups of rows that are the same. What somebody has confirmed joins always. What
 * is certain by itself joins when no other row of the same source fits as well, and when it brings
 * together neither two rows of one source nor two that somebody has said to be different.
 */
final class Groups {
  private static final String RIVAL = "Not joined by itself: another row of %s fits as well.";
  private static final String CLASH =
      "Not joined by itself: that would make one of rows that are different.";

  private final Map<RowKey, Map<RowKey, Evidence>> edges;
  private final Verdicts verdicts;
  private final Predicate<RowKey> alive;
  private final Comparator<RowKey> leading;

  /** By row the group it is in; rows without equals are not in it. */
  private final Map<RowKey, List<RowKey>> groups = new HashMap<>();

  private record Link(PairKey pair, boolean confirmed, int confidence) {
    static final Comparator<Link> STRONGEST =
        Comparator.comparing((Link link) -> !link.confirmed())
            .thenComparing(link -> -link.confidence())
            .thenComparing(Link::pair);
  }

  Groups(
      List<String> sourceOrder,
      Map<RowKey, Map<RowKey, Evidence>> edges,
      Verdicts verdicts,
      Predicate<RowKey> alive) {
    this.edges = edges;
    this.verdicts = verdicts;
    this.alive = alive;
    this.leading =
        Comparator.<RowKey>comparingInt(
                row -> {
                  int at = sourceOrder.indexOf(row.system());
                  return at < 0 ? sourceOrder.size() : at;
                })
            .thenComparing(Comparator.naturalOrder());
  }

  /** The group of a row as it was found last; empty when it has no equal. */
  List<RowKey> of(RowKey row) {
    return groups.getOrDefault(row, List.of());
  }

  /**
   * Groups anew what hangs together with rows.
   *
   * @param touched rows whose pairs may have changed
   * @param pairs takes what is found of the pairs that were looked at
   * @return the rows that were looked at, each with its group
   */
  Map<RowKey, List<RowKey>> renew(
      Collection<RowKey> touched, Map<PairKey, Optional<Finding>> pairs) {
    Set<RowKey> seeds = new LinkedHashSet<>(touched);
    touched.forEach(row -> seeds.addAll(groups.getOrDefault(row, List.of())));
    Map<RowKey, List<RowKey>> renewed = new HashMap<>();
    for (RowKey seed : seeds) {
      if (!alive.test(seed)) {
        groups.remove(seed);
        renewed.put(seed, List.of());
      } else if (!renewed.containsKey(seed)) {
        renewComponent(seed, renewed, pairs);
      }
    }
    return renewed;
  }

  private void renewComponent(
      RowKey seed, Map<RowKey, List<RowKey>> renewed, Map<PairKey, Optional<Finding>> pairs) {
    Set<RowKey> members = new LinkedHashSet<>(List.of(seed));
    Set<Link> links = new HashSet<>();
    ArrayDeque<RowKey> open = new ArrayDeque<>(members);
    while (!open.isEmpty()) {
      RowKey row = open.pop();
      for (RowKey other : neighbours(row)) {
        links.add(link(row, other));
        if (members.add(other)) {
          open.push(other);
        }
      }
    }
    Map<RowKey, List<RowKey>> sets = new HashMap<>();
    members.forEach(row -> sets.put(row, new ArrayList<>(List.of(row))));
    Set<PairKey> refused = new HashSet<>();
    links.stream().sorted(Link.STRONGEST).forEach(link -> join(link, sets, refused));
    for (RowKey row : members) {
      List<RowKey> group = sets.get(row);
      group.sort(leading);
      List<RowKey> result = group.size() == 1 ? List.of() : group;
      renewed.put(row, result);
      if (result.isEmpty()) {
        groups.remove(row);
      } else {
        groups.put(row, result);
      }
      edges
          .getOrDefault(row, Map.of())
          .forEach(
              (other, evidence) ->
                  pairs.put(PairKey.of(row, other), finding(row, other, evidence, refused)));
    }
  }

  private Link link(RowKey row, RowKey other) {
    boolean confirmed = verdicts.of(row, other).isPresent();
    int confidence = confirmed ? 0 : edges.getOrDefault(row, Map.of()).get(other).confidence();
    return new Link(PairKey.of(row, other), confirmed, confidence);
  }

  /** The rows that a row may be joined with. */
  private List<RowKey> neighbours(RowKey row) {
    List<RowKey> neighbours = new ArrayList<>();
    for (RowKey other : verdicts.partners(row)) {
      if (alive.test(other) && same(row, other)) {
        neighbours.add(other);
      }
    }
    edges
        .getOrDefault(row, Map.of())
        .forEach(
            (other, evidence) -> {
              if (joinsByItself(row, other, evidence)) {
                neighbours.add(other);
              }
            });
    return neighbours;
  }

  private boolean joinsByItself(RowKey row, RowKey other, Evidence evidence) {
    return evidence.sufficient()
        && verdicts.of(row, other).isEmpty()
        && !hasRival(row, other)
        && !hasRival(other, row);
  }

  private boolean same(RowKey row, RowKey other) {
    return verdicts.of(row, other).filter(Verdict.SAME::equals).isPresent();
  }

  /** Whether another row of {@code other}'s source fits {@code row} as well. */
  private boolean hasRival(RowKey row, RowKey other) {
    for (Map.Entry<RowKey, Evidence> edge : edges.getOrDefault(row, Map.of()).entrySet()) {
      RowKey third = edge.getKey();
      if (isRival(other, third)
          && edge.getValue().sufficient()
          && verdicts.of(row, third).isEmpty()) {
        return true;
      }
    }
    for (RowKey third : verdicts.partners(row)) {
      if (isRival(other, third) && alive.test(third) && same(row, third)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRival(RowKey other, RowKey third) {
    return third.system().equals(other.system()) && !third.equals(other);
  }

  private void join(Link link, Map<RowKey, List<RowKey>> sets, Set<PairKey> refused) {
    List<RowKey> left = sets.get(link.pair().left());
    List<RowKey> right = sets.get(link.pair().right());
    if (left == right) {
      return;
    }
    if (!link.confirmed() && clash(left, right)) {
      refused.add(link.pair());
      return;
    }
    left.addAll(right);
    right.forEach(row -> sets.put(row, left));
  }

  private boolean clash(List<RowKey> left, List<RowKey> right) {
    for (RowKey one : left) {
      for (RowKey other : right) {
        if (one.system().equals(other.system())
            || verdicts.of(one, other).filter(Verdict.DIFFERENT::equals).isPresent()) {
          return true;
        }
      }
    }
    return false;
  }

  private Optional<Finding> finding(
      RowKey row, RowKey other, Evidence evidence, Set<PairKey> refused) {
    PairKey pair = PairKey.of(row, other);
    if (verdicts.of(row, other).isPresent()) {
      return Optional.empty();
    }
    if (!evidence.sufficient()) {
      return Optional.of(new Finding(false, evidence, ""));
    }
    if (hasRival(pair.left(), pair.right())) {
      return Optional.of(new Finding(false, evidence, RIVAL.formatted(pair.right().system())));
    }
    if (hasRival(pair.right(), pair.left())) {
      return Optional.of(new Finding(false, evidence, RIVAL.formatted(pair.left().system())));
    }
    return Optional.of(
        refused.contains(pair)
            ? new Finding(false, evidence, CLASH)
            : new Finding(true, evidence, ""));
  }
}
