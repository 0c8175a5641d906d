package dev.millrace.api;

/**
 * Where a change stands in its source. Positions of one source compare in the order in which the
 * changes took effect; all three parts compare unsigned. {@code spec/delivery.md} says what may be
 * concluded from them.
 *
 * @param epoch the generation of the snapshot that the change follows: each new snapshot of a
 *     source has a greater one
 * @param commit where the change's transaction stands; the connector's documentation says in what
 *     unit
 * @param sequence orders the changes of one commit
 */
public record Position(int epoch, long commit, long sequence) implements Comparable<Position> {

  /** Less than or equal to every position. */
  public static final Position LEAST = new Position(0, 0, 0);

  /** Length of {@link #toString()}. */
  public static final int TEXT_LENGTH = 40;

  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  @Override
  public int compareTo(Position other) {
    int order = Integer.compareUnsigned(epoch, other.epoch);
    if (order == 0) {
      order = Long.compareUnsigned(commit, other.commit);
    }
    return order == 0 ? Long.compareUnsigned(sequence, other.sequence) : order;
  }

  /** 40 hexadecimal digits that sort as text in the order of the positions. */
  @Override
  public String toString() {
    char[] text = new char[TEXT_LENGTH];
    hex(Integer.toUnsignedLong(epoch), text, 0, 8);
    hex(commit, text, 8, 16);
    hex(sequence, text, 24, 16);
    return new String(text);
  }

  /**
   * Reads a position as {@link #toString()} writes it.
   *
   * @throws IllegalArgumentException when the text is none
   */
  public static Position parse(String text) {
    if (text.length() != TEXT_LENGTH) {
      throw new IllegalArgumentException("Cannot read position: " + text + ".");
    }
    return new Position(
        Integer.parseUnsignedInt(text.substring(0, 8), 16),
        Long.parseUnsignedLong(text.substring(8, 24), 16),
        Long.parseUnsignedLong(text.substring(24), 16));
  }

  private static void hex(long value, char[] text, int at, int digits) {
    for (int i = digits - 1; i >= 0; i--) {
      text[at + i] = DIGITS[(int) (value & 0xf)];
      value >>>= 4;
    }
  }
}
