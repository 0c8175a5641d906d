package dev.millrace.xref;

import dev.millrace.log.rows.RowKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is settled, by row. */
final class Verdicts {
  private final Map<RowKey, Map<RowKey, Verdict>> byRow = new HashMap<>();

  void put(PairKey pair, Optional<Verdict> verdict) {
    put(pair.left(), pair.right(), verdict);
    put(pair.right(), pair.left(), verdict);
  }

  private void put(RowKey row, RowKey other, Optional<Verdict> verdict) {
    if (verdict.isPresent()) {
      byRow.computeIfAbsent(row, key -> new HashMap<>()).put(other, verdict.get());
      return;
    }
    Map<RowKey, Verdict> ofRow = byRow.get(row);
    if (ofRow != null) {
      ofRow.remove(other);
      if (ofRow.isEmpty()) {
        byRow.remove(row);
      }
    }
  }

  Optional<Verdict> of(RowKey row, RowKey other) {
    return Optional.ofNullable(byRow.getOrDefault(row, Map.of()).get(other));
  }

  /** The rows with which something is settled. */
  Set<RowKey> partners(RowKey row) {
    return byRow.getOrDefault(row, Map.of()).keySet();
  }
}
