package dev.millrace.xref;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.rows.RowKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is found step by step is what is found at once. */
class RandomMatcherTest {
  private static final List<String> SYSTEMS = List.of("a", "b", "c", "d");
  private static final List<String> WORDS =
      List.of("hex screw", "hex screw zinc", "garden hose", "pump CP", "pump DP steel", "seal");
  private static final List<String> GTINS =
      List.of(
          "", "", "4006381333931", "4012345000009", "96385074", "036000291452", "4006381333930");
  private static final int STEPS = 400;

  private final Map<RowKey, Item> rows = new HashMap<>();
  private final Map<PairKey, Verdict> verdicts = new HashMap<>();
  private final Map<PairKey, Finding> pairs = new TreeMap<>();
  private final Map<RowKey, List<RowKey>> groups = new TreeMap<>();

  static List<Long> seeds() {
    List<Long> seeds = new ArrayList<>(List.of(1L, 2L, 3L));
    seeds.add(System.nanoTime());
    return seeds;
  }

  private static <T> T any(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  private static Item item(RowKey key, Random random) {
    // Few sizes, and one name that so many have that its block is sometimes too large.
    String name =
        random.nextInt(4) == 0
            ? "spare part"
            : any(WORDS, random) + " " + random.nextInt(4) + "x" + random.nextInt(3);
    String code = random.nextInt(3) == 0 ? "CODE-" + random.nextInt(40) + "-X" : "";
    return new Item(
        key,
        name,
        Name.ofItem(name),
        Code.of(code),
        random.nextInt(4) == 0 ? List.of("CODE" + random.nextInt(40) + "X") : List.of(),
        Gs1.gtin(any(GTINS, random)),
        random.nextInt(6) == 0 ? List.of(Gs1.gtin("4012345000009")) : List.of(),
        any(List.of("pc", "box", ""), random),
        random.nextInt(3) * 1_000_000L);
  }

  private void change(Matcher<Item> matcher, Random random) {
    RowKey key = new RowKey(any(SYSTEMS, random), Integer.toString(random.nextInt(40)));
    switch (random.nextInt(10)) {
      case 0, 1 -> {
        rows.remove(key);
        matcher.remove(key);
      }
      case 2, 3 -> {
        RowKey other = new RowKey(any(SYSTEMS, random), Integer.toString(random.nextInt(40)));
        if (!key.system().equals(other.system())) {
          PairKey pair =
              pairs.isEmpty() || random.nextBoolean()
                  ? PairKey.of(key, other)
                  : any(List.copyOf(pairs.keySet()), random);
          Optional<Verdict> verdict =
              any(
                  List.of(
                      Optional.<Verdict>empty(),
                      Optional.of(Verdict.SAME),
                      Optional.of(Verdict.DIFFERENT)),
                  random);
          verdict.ifPresentOrElse(v -> verdicts.put(pair, v), () -> verdicts.remove(pair));
          matcher.settle(pair, verdict);
        }
      }
      default -> {
        Item item = item(key, random);
        rows.put(key, item);
        matcher.put(item);
      }
    }
  }

  private static void keep(
      Matcher.Result result, Map<PairKey, Finding> pairs, Map<RowKey, List<RowKey>> groups) {
    result
        .pairs()
        .forEach(
            (pair, finding) ->
                finding.ifPresentOrElse(f -> pairs.put(pair, f), () -> pairs.remove(pair)));
    result
        .groups()
        .forEach(
            (row, group) -> {
              if (group.isEmpty()) {
                groups.remove(row);
              } else {
                groups.put(row, List.copyOf(group));
              }
            });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void stepByStepIsAsAtOnce(long seed) {
    Random random = new Random(seed);
    Matcher<Item> matcher = new Matcher<>(List.of("c", "a"));
    boolean joined = false;
    for (int step = 0; step < STEPS; step++) {
      for (int i = random.nextInt(6); i >= 0; i--) {
        change(matcher, random);
      }
      keep(matcher.resolve(), pairs, groups);
      joined |= groups.values().stream().anyMatch(group -> group.size() > 2);
      if (step % 20 == 19) {
        checkAgainstFresh(seed, random);
      }
    }
    assertThat(joined).as("groups of three were made").isTrue();
  }

  private void checkAgainstFresh(long seed, Random random) {
    Matcher<Item> fresh = new Matcher<>(List.of("c", "a"));
    List<Item> shuffled = new ArrayList<>(rows.values());
    shuffled.sort((x, y) -> x.key().compareTo(y.key()));
    Collections.shuffle(shuffled, random);
    verdicts.forEach((pair, verdict) -> fresh.settle(pair, Optional.of(verdict)));
    shuffled.forEach(fresh::put);
    Map<PairKey, Finding> freshPairs = new TreeMap<>();
    Map<RowKey, List<RowKey>> freshGroups = new TreeMap<>();
    keep(fresh.resolve(), freshPairs, freshGroups);
    assertThat(pairs).as("pairs, seed %d", seed).isEqualTo(freshPairs);
    assertThat(groups).as("groups, seed %d", seed).isEqualTo(freshGroups);
  }
}
