package dev.millrace.lake;

/** Where a row stands: the number of a file and the row's place in it, in one number. */
final class Places {
  /** A file has at most so many rows. */
  static final int ROWS_MAX = 1 << 24;

  private static final int ROW_BITS = 24;

  /** A file's number that stands for rows that are in none yet. */
  static final int NO_FILE = (1 << (KeyIndex.PLACE_BITS - ROW_BITS)) - 1;

  private Places() {}

  static long of(int file, int row) {
    return (long) file << ROW_BITS | row;
  }

  static int file(long place) {
    return (int) (place >>> ROW_BITS);
  }

  static int row(long place) {
    return (int) place & (ROWS_MAX - 1);
  }
}
