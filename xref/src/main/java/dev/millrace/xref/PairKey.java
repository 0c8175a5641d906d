package dev.millrace.xref;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.log.rows.RowKey;
import java.util.Comparator;

/**
 * Two rows of two sources, the one of the source that is first by name on the left: a pair is one,
 * whichever row is looked at.
 */
record PairKey(RowKey left, RowKey right) implements Comparable<PairKey> {
  private static final Comparator<PairKey> ORDER =
      Comparator.comparing(PairKey::left).thenComparing(PairKey::right);

  PairKey {
    if (left.system().compareTo(right.system()) >= 0) {
      throw new IllegalArgumentException(
          "Cannot pair rows of sources " + left.system() + " and " + right.system() + ".");
    }
  }

  /**
   * The pair of two rows.
   *
   * @throws MillraceException REQUEST_INVALID when they are of one source
   */
  static PairKey of(RowKey one, RowKey other) {
    int order = one.system().compareTo(other.system());
    if (order == 0) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot pair two rows of one source: " + one.system() + ".",
          "Name rows of two sources.");
    }
    return order < 0 ? new PairKey(one, other) : new PairKey(other, one);
  }

  /** The key of the pair's row in its table; its source is the left row's. */
  RowKey row() {
    return new RowKey(left.system(), left.key() + "/" + right.system() + "/" + right.key());
  }

  @Override
  public int compareTo(PairKey other) {
    return ORDER.compare(this, other);
  }
}
