package dev.millrace.suggest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which tables of the source fill which of the model, chosen for all at once: each fills one, and
 * each of the model is filled by one, or by one for each role, so that the evidence for all of them
 * together is the greatest. What would be the best for one may go to another that has no other.
 */
final class Chosen {
  /** What several tables of one role each must bring more than one table of all roles. */
  private static final double SEVERAL = 0.3;

  private final TableMatcher matcher;
  private final List<Table> tables;

  /** A table of the model, or a role of it, that one table of the source may fill. */
  private record Place(Target target, Optional<String> role) {}

  private Map<Table, Place> filled = Map.of();

  private Chosen(TableMatcher matcher) {
    this.matcher = matcher;
    this.tables = matcher.tables();
  }

  static Chosen of(TableMatcher matcher) {
    Chosen chosen = new Chosen(matcher);
    Set<Target> byRole = new HashSet<>();
    double most = chosen.choose(byRole);
    for (Set<Target> group : chosen.groups()) {
      Set<Target> more = new LinkedHashSet<>(byRole);
      more.addAll(group);
      Map<Table, Place> before = chosen.filled;
      double sum = chosen.choose(more);
      if (sum > most + SEVERAL) {
        most = sum;
        byRole = more;
      } else {
        chosen.filled = before;
      }
    }
    return chosen;
  }

  /** Targets that have roles; the lines of a document have those of their heads. */
  private List<Set<Target>> groups() {
    List<Set<Target>> groups = new ArrayList<>();
    for (Target target : matcher.targets()) {
      if (target.lineOf().isEmpty() && (!target.roles().isEmpty() || !target.sides().isEmpty())) {
        Set<Target> group = new LinkedHashSet<>(List.of(target));
        matcher.targets().stream()
            .filter(one -> one.lineOf().filter(target.table()::equals).isPresent())
            .forEach(group::add);
        groups.add(group);
      }
    }
    return groups;
  }

  private double choose(Set<Target> byRole) {
    List<Place> places = new ArrayList<>();
    for (Target target : matcher.targets()) {
      if (byRole.contains(target)) {
        List<String> roles = target.sides().isEmpty() ? target.roles() : target.sides();
        roles.forEach(role -> places.add(new Place(target, Optional.of(role))));
      } else {
        places.add(new Place(target, Optional.empty()));
      }
    }
    double[][] gain = new double[places.size()][tables.size()];
    for (int p = 0; p < gain.length; p++) {
      Place place = places.get(p);
      for (int t = 0; t < tables.size(); t++) {
        boolean fits =
            place.role.isEmpty()
                || matcher.roles().of(tables.get(t), place.target).equals(place.role);
        gain[p][t] = fits ? matcher.nearness(tables.get(t), place.target) : 0;
      }
    }
    int[] best = Assignment.best(gain);
    double sum = 0;
    filled = new HashMap<>();
    for (int p = 0; p < gain.length; p++) {
      if (best[p] != Assignment.NOBODY) {
        filled.put(tables.get(best[p]), places.get(p));
        sum += gain[p][best[p]];
      }
    }
    return sum;
  }

  /** What each table fills; those that fill nothing are missing. */
  Map<Table, Target> targets() {
    Map<Table, Target> targets = new HashMap<>();
    filled.forEach((table, place) -> targets.put(table, place.target));
    return targets;
  }

  /** The role of the rows of a table, in what it fills. */
  Optional<String> role(Table table) {
    Place place = filled.get(table);
    return place.role.isPresent() || !place.target.sides().isEmpty()
        ? place.role
        : matcher.roles().of(table, place.target);
  }

  /** The probability that a table is what it fills, where what others fill is out. */
  double confidence(Table table) {
    Target target = filled.get(table).target;
    Set<Target> others = new HashSet<>(targets().values());
    others.remove(target);
    return matcher.shareWithout(table, target, others);
  }
}
