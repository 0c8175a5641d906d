package dev.millrace.xref;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Weighs what two rows have in common by the method of Fellegi and Sunter (A Theory for Record
 * Linkage, Journal of the American Statistical Association 64, 1969). For each field {@code m} is
 * how often two rows of the same thing are alike in it, {@code u} how often two of different things
 * are; being alike weighs log2(m/u), not being so log2((1-m)/(1-u)). The weights are added to what
 * is known before looking: of two rows drawn by chance from two companies of about ten thousand
 * items, one in ten thousand is the same. The sum is the logarithm of the odds, from which the
 * probability follows.
 *
 * <p>The values of m and u are set by hand, and are the same for all companies: what is learned
 * from data changes with the data, and then the confidence of a pair would change while its rows do
 * not.
 */
final class Weighing {
  private static final double PRIOR = Math.log(1e-4) / Math.log(2);

  /** A field that weighs less did not tell that two rows are the same. */
  private static final double TELLING = 4;

  private final List<String> agreeing = new ArrayList<>();
  private final List<String> differing = new ArrayList<>();
  private final Set<Field> telling = EnumSet.noneOf(Field.class);
  private double odds = PRIOR;
  private int identifiers;
  private boolean strong;
  private boolean contradicted;
  private Likeness names = Likeness.UNKNOWN;

  /** Something is alike. */
  Weighing alike(Field field, double m, double u, String words) {
    double weight = log2(m / u);
    odds += weight;
    if (field.named() && weight >= TELLING) {
      telling.add(field);
    }
    agreeing.add(words);
    return this;
  }

  /** Something is not alike. */
  Weighing unlike(double m, double u, String words) {
    odds += log2((1 - m) / (1 - u));
    differing.add(words);
    return this;
  }

  /** What was just said to be alike is given to one thing only. */
  Weighing identifies() {
    identifiers++;
    return this;
  }

  /** What was just said to be alike is given to one thing only in the whole world. */
  Weighing identifiesWorldwide() {
    strong = true;
    return identifies();
  }

  /** What was just said not to be alike cannot be so for one thing. */
  Weighing contradicts() {
    contradicted = true;
    return this;
  }

  /** How alike the names are, beside what that weighs. */
  Weighing names(Likeness likeness) {
    names = likeness;
    return this;
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }

  Evidence result() {
    if (telling.isEmpty()) {
      return Evidence.NONE;
    }
    double probability = 1 / (1 + Math.pow(2, -odds));
    // 1 is kept for what a person has said.
    int confidence = (int) Math.min(9_999, Math.floor(probability * 10_000));
    if (confidence < Evidence.PROPOSED_FROM) {
      return Evidence.NONE;
    }
    boolean sufficient = confidence >= Evidence.CERTAIN_FROM && !contradicted && identified();
    String matchedBy = telling.size() == 1 ? telling.iterator().next().label() : "several";
    return new Evidence(confidence, matchedBy, sufficient, reason());
  }

  /**
   * Likely is not enough to join two rows: something that is given to one thing must be equal, and
   * something else must confirm it.
   */
  private boolean identified() {
    return identifiers >= 2
        || (strong && names.atLeast(Likeness.SIMILAR))
        || (identifiers == 1 && names.atLeast(Likeness.NEAR));
  }

  private String reason() {
    String words = "Equal: " + String.join("; ", agreeing) + ".";
    return differing.isEmpty() ? words : words + " But: " + String.join("; ", differing) + ".";
  }
}
