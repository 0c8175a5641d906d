package dev.millrace.demo;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Who waits for what. */
final class Shortages<W, M> {
  private final Map<M, Set<W>> waitingFor = new HashMap<>();

  void add(W waiting, M missing) {
    waitingFor.computeIfAbsent(missing, none -> new LinkedHashSet<>()).add(waiting);
  }

  /** Those that waited for what has arrived; they wait no longer. */
  Set<W> relieve(M arrived) {
    Set<W> relieved = waitingFor.remove(arrived);
    return relieved == null ? Set.of() : relieved;
  }

  void clear() {
    waitingFor.clear();
  }
}
