package dev.millrace.xref;

/** How alike two texts are. */
final class Similarity {
  /** Tokens less alike than this are two. */
  private static final double SAME_TOKEN = 0.88;

  /** A longer token does not count for more than this. */
  private static final int LONGEST = 8;

  private Similarity() {}

  /**
   * What part of two lists of tokens is the same, each token counting by its length: 1 when all of
   * them have an equal or nearly equal one beside them, whatever their order.
   */
  static double ofTokens(String[] left, String[] right) {
    boolean[] taken = new boolean[right.length];
    double common = 0;
    int total = 0;
    for (String token : right) {
      total += weight(token);
    }
    for (String token : left) {
      total += weight(token);
      int best = -1;
      double highest = 0;
      for (int i = 0; i < right.length; i++) {
        double alike = taken[i] ? 0 : ofToken(token, right[i]);
        if (alike > highest) {
          highest = alike;
          best = i;
        }
      }
      if (best >= 0) {
        taken[best] = true;
        common += highest * (weight(token) + weight(right[best]));
      }
    }
    return total == 0 ? 0 : common / total;
  }

  /** Whether each word has its own like on the other side. */
  static boolean wordByWord(String[] left, String[] right) {
    boolean[] taken = new boolean[right.length];
    for (String token : left) {
      int at = 0;
      while (at < right.length && (taken[at] || ofToken(token, right[at]) == 0)) {
        at++;
      }
      if (at == right.length) {
        return false;
      }
      taken[at] = true;
    }
    return left.length == right.length && left.length > 0;
  }

  private static int weight(String token) {
    return Math.min(LONGEST, token.length());
  }

  private static double ofToken(String left, String right) {
    if (left.equals(right)) {
      return 1;
    }
    if (left.length() < 3 || right.length() < 3 || Character.isDigit(left.charAt(0))) {
      return 0;
    }
    double alike = jaroWinkler(left, right);
    return alike < SAME_TOKEN ? 0 : alike;
  }

  /**
   * The measure of Jaro and Winkler (W. E. Winkler, String Comparator Metrics and Enhanced Decision
   * Rules in the Fellegi–Sunter Model of Record Linkage, 1990): 1 for equal texts, 0 for texts that
   * share nothing; it forgives swapped letters and trusts beginnings.
   */
  static double jaroWinkler(String left, String right) {
    int reach = Math.max(0, Math.max(left.length(), right.length()) / 2 - 1);
    boolean[] leftMatched = new boolean[left.length()];
    boolean[] rightMatched = new boolean[right.length()];
    int matches = 0;
    for (int i = 0; i < left.length(); i++) {
      int to = Math.min(right.length() - 1, i + reach);
      for (int j = Math.max(0, i - reach); j <= to; j++) {
        if (!rightMatched[j] && left.charAt(i) == right.charAt(j)) {
          leftMatched[i] = true;
          rightMatched[j] = true;
          matches++;
          break;
        }
      }
    }
    if (matches == 0) {
      return 0;
    }
    int swapped = 0;
    for (int i = 0, j = 0; i < left.length(); i++) {
      if (leftMatched[i]) {
        while (!rightMatched[j]) {
          j++;
        }
        if (left.charAt(i) != right.charAt(j)) {
          swapped++;
        }
        j++;
      }
    }
    double m = matches;
    double jaro = (m / left.length() + m / right.length() + (m - swapped / 2.0) / m) / 3;
    int prefix = 0;
    int most = Math.min(4, Math.min(left.length(), right.length()));
    while (prefix < most && left.charAt(prefix) == right.charAt(prefix)) {
      prefix++;
    }
    return jaro + prefix * 0.1 * (1 - jaro);
  }
}
