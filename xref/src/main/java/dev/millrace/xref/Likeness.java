package dev.millrace.xref;

/** How alike two names are, the most alike first. */
enum Likeness {
  /** The same words, in any order and spelling that {@link Name} forgives. */
  SAME,
  /** Each word has its like on the other side, but for slips of the pen. */
  NEAR,
  /** Much of it is the same. */
  SIMILAR,
  DIFFERENT,
  /** One of the two has no name. */
  UNKNOWN;

  private static final double MUCH = 0.6;

  static Likeness of(Name left, Name right) {
    if (left.isNone() || right.isNone()) {
      return UNKNOWN;
    }
    if (left.same(right)) {
      return SAME;
    }
    if (left.numbersDiffer(right)) {
      return DIFFERENT;
    }
    if (left.numbers().equals(right.numbers())
        && Similarity.wordByWord(left.wordList(), right.wordList())) {
      return NEAR;
    }
    return left.sameNumbers(right) || left.similarity(right) >= MUCH ? SIMILAR : DIFFERENT;
  }

  boolean atLeast(Likeness other) {
    return compareTo(other) <= 0;
  }
}
