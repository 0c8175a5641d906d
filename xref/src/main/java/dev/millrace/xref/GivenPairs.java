package dev.millrace.xref;

import dev.millrace.log.rows.RowKey;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Pairs that others write into the table of pairs, such as a mapping of an ERP's own list. */
final class GivenPairs {
  private final Map<RowKey, PairRow> rows = new HashMap<>();
  private final Map<PairKey, TreeMap<RowKey, PairRow>> byPair = new HashMap<>();

  boolean has(RowKey key) {
    return rows.containsKey(key);
  }

  /** Takes a row, or that it has gone; returns the pairs that it concerns. */
  Set<PairKey> put(RowKey key, Optional<PairRow> row) {
    Set<PairKey> concerned = new LinkedHashSet<>();
    PairRow before = row.isPresent() ? rows.put(key, row.get()) : rows.remove(key);
    if (before != null) {
      byPair.get(before.pair()).remove(key);
      concerned.add(before.pair());
    }
    row.ifPresent(
        now -> {
          byPair.computeIfAbsent(now.pair(), pair -> new TreeMap<>()).put(key, now);
          concerned.add(now.pair());
        });
    return concerned;
  }

  /** What is said of a pair: by the first row, by key, that says more than a proposal. */
  Optional<Verdict> verdict(PairKey pair) {
    return byPair.getOrDefault(pair, new TreeMap<>()).values().stream()
        .filter(row -> row.status() != Status.PROPOSED)
        .map(row -> row.status() == Status.REJECTED ? Verdict.DIFFERENT : Verdict.SAME)
        .findFirst();
  }

  void count(Map<Status, Long> counts) {
    rows.values().forEach(row -> counts.merge(row.status(), 1L, Long::sum));
  }
}
