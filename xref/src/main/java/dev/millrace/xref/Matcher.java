package dev.millrace.xref;

import dev.millrace.log.rows.RowKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds pairs among rows, and what changes of them when a row changes: the work is for the rows
 * that share a block with it, not for all. What it finds depends on the rows and verdicts there
 * are, and not on the order in which they came.
 *
 * @param <K> the kind of rows
 */
final class Matcher<K extends Known<K>> {
  /** A block with more rows than these tells nothing: no pairs are made of it. */
  static final int BLOCK_MAX = 32;

  private final Map<RowKey, Integer> ids = new HashMap<>();
  private final List<K> rows = new ArrayList<>();
  private final ArrayDeque<Integer> freeIds = new ArrayDeque<>();
  private final Blocks blocks = new Blocks();
  private final Map<RowKey, Map<RowKey, Evidence>> edges = new HashMap<>();
  private final Verdicts verdicts = new Verdicts();
  private final Groups groups;

  /** Rows to be compared anew. */
  private final BitSet dirty = new BitSet();

  /** Rows whose pairs may have changed. */
  private final Set<RowKey> touched = new LinkedHashSet<>();

  /** Pairs that may have ceased. */
  private final Set<PairKey> parted = new HashSet<>();

  /**
   * What may have changed.
   *
   * @param pairs what is found of a pair; empty when nothing is, or when it is settled by a verdict
   * @param groups the rows that are the same as a row, itself among them, the one that stands for
   *     all first; empty when it has no equal
   */
  record Result(Map<PairKey, Optional<Finding>> pairs, Map<RowKey, List<RowKey>> groups) {}

  /**
   * @param sourceOrder sources whose rows stand for a group before those of others
   */
  Matcher(List<String> sourceOrder) {
    groups = new Groups(sourceOrder, edges, verdicts, ids::containsKey);
  }

  int size() {
    return ids.size();
  }

  boolean has(RowKey key) {
    return ids.containsKey(key);
  }

  /** The rows that are the same as a row, itself among them; empty when it has no equal. */
  List<RowKey> group(RowKey key) {
    return groups.of(key);
  }

  /** A row is there, or is another than before. */
  void put(K row) {
    Integer known = ids.get(row.key());
    if (known != null) {
      if (rows.get(known).equals(row)) {
        return;
      }
      leaveBlocks(known);
    }
    int id = known == null ? newId(row.key()) : known;
    // What is settled with it holds from now on.
    touched.addAll(verdicts.partners(row.key()));
    rows.set(id, row);
    for (long block : row.blocks()) {
      blocks.add(block, id);
      int[] inBlock = blocks.rows(block, BLOCK_MAX);
      if (inBlock.length == BLOCK_MAX + 1) {
        markDirty(inBlock);
      }
    }
    dirty.set(id);
  }

  /** A row has gone. */
  void remove(RowKey key) {
    Integer id = ids.remove(key);
    if (id == null) {
      return;
    }
    leaveBlocks(id);
    for (RowKey other : List.copyOf(edges.getOrDefault(key, Map.of()).keySet())) {
      part(key, other);
    }
    touched.addAll(verdicts.partners(key));
    touched.add(key);
    dirty.clear(id);
    rows.set(id, null);
    freeIds.push(id);
  }

  /** A pair is settled, or not any more. */
  void settle(PairKey pair, Optional<Verdict> verdict) {
    verdicts.put(pair, verdict);
    touched.add(pair.left());
    touched.add(pair.right());
  }

  private int newId(RowKey key) {
    int id = freeIds.isEmpty() ? rows.size() : freeIds.pop();
    if (id == rows.size()) {
      rows.add(null);
    }
    ids.put(key, id);
    return id;
  }

  private void leaveBlocks(int id) {
    for (long block : rows.get(id).blocks()) {
      blocks.remove(block, id);
      int[] inBlock = blocks.rows(block, BLOCK_MAX);
      if (inBlock.length == BLOCK_MAX) {
        markDirty(inBlock);
      }
    }
  }

  private void markDirty(int[] ofBlock) {
    for (int id : ofBlock) {
      dirty.set(id);
    }
  }

  /** Works out what has changed since the last time. */
  Result resolve() {
    BitSet done = new BitSet();
    for (int id = dirty.nextSetBit(0); id >= 0; id = dirty.nextSetBit(id + 1)) {
      compare(id, done);
      done.set(id);
    }
    dirty.clear();
    Map<PairKey, Optional<Finding>> pairs = new HashMap<>();
    parted.forEach(pair -> pairs.put(pair, Optional.empty()));
    Map<RowKey, List<RowKey>> found = groups.renew(touched, pairs);
    parted.clear();
    touched.clear();
    return new Result(pairs, found);
  }

  private void compare(int id, BitSet done) {
    K row = rows.get(id);
    Set<Integer> candidates = candidates(id);
    for (RowKey other : List.copyOf(edges.getOrDefault(row.key(), Map.of()).keySet())) {
      if (!candidates.contains(ids.get(other))) {
        part(row.key(), other);
      }
    }
    for (int candidate : candidates) {
      // The other has been compared with this one already.
      if (!done.get(candidate)) {
        join(row, rows.get(candidate));
      }
    }
    touched.add(row.key());
  }

  private Set<Integer> candidates(int id) {
    K row = rows.get(id);
    Set<Integer> candidates = new HashSet<>();
    for (long block : row.blocks()) {
      int[] inBlock = blocks.rows(block, BLOCK_MAX);
      if (inBlock.length > BLOCK_MAX) {
        continue;
      }
      for (int other : inBlock) {
        if (!rows.get(other).key().system().equals(row.key().system())) {
          candidates.add(other);
        }
      }
    }
    return candidates;
  }

  private void join(K row, K other) {
    // The reason names the left row's values first, whichever row came last.
    boolean left = row.key().compareTo(other.key()) < 0;
    Evidence evidence = left ? row.comparedWith(other) : other.comparedWith(row);
    if (!evidence.worthALook()) {
      part(row.key(), other.key());
      return;
    }
    edges.computeIfAbsent(row.key(), key -> new HashMap<>()).put(other.key(), evidence);
    edges.computeIfAbsent(other.key(), key -> new HashMap<>()).put(row.key(), evidence);
    touched.add(other.key());
    parted.remove(PairKey.of(row.key(), other.key()));
  }

  private void part(RowKey one, RowKey other) {
    if (drop(one, other)) {
      drop(other, one);
      parted.add(PairKey.of(one, other));
      touched.add(one);
      touched.add(other);
    }
  }

  private boolean drop(RowKey from, RowKey to) {
    Map<RowKey, Evidence> ofRow = edges.get(from);
    if (ofRow == null || ofRow.remove(to) == null) {
      return false;
    }
    if (ofRow.isEmpty()) {
      edges.remove(from);
    }
    return true;
  }

  /** What speaks for a pair, if anything does. */
  Optional<Evidence> evidence(PairKey pair) {
    return Optional.ofNullable(edges.getOrDefault(pair.left(), Map.of()).get(pair.right()));
  }
}
