package dev.millrace.suggest;

import java.util.ArrayList;
import java.util.List;

/**
 * What speaks for and against a match, as natural logarithms of odds, which add up: each piece of
 * evidence says by what factor it makes the match more or less likely. {@code suggest/README.md}
 * lists the weights.
 *
 * @param weight the sum
 * @param reasons in words, those for the match, the strongest piece first
 */
record Evidence(double weight, List<String> reasons) {

  /** Less than anything can make good. */
  static final double IMPOSSIBLE = -30;

  Evidence {
    reasons = List.copyOf(reasons);
  }

  static Evidence of(double weight) {
    return new Evidence(weight, List.of());
  }

  Evidence and(double more) {
    return new Evidence(weight + more, reasons);
  }

  /** With a reason that counts only when it speaks for the match. */
  Evidence and(double more, String reason) {
    if (more <= 0) {
      return and(more);
    }
    List<String> all = new ArrayList<>(reasons);
    all.add(reason);
    return new Evidence(weight + more, all);
  }

  boolean possible() {
    return weight > IMPOSSIBLE / 2;
  }

  static Evidence impossible() {
    return of(IMPOSSIBLE);
  }

  /** The probability of each of several, of which at most one is true, from their evidence. */
  static double[] shares(double[] weights) {
    double all = 1;
    for (double weight : weights) {
      all += Math.exp(Math.min(weight, 50));
    }
    double[] shares = new double[weights.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = Math.exp(Math.min(weights[i], 50)) / all;
    }
    return shares;
  }
}
