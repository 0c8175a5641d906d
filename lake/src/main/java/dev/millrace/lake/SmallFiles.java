package dev.millrace.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Which files are to become one. Files are put together when enough of about the same size stand
 * side by side, so that each row is written again only a few times while a table grows, and few
 * files are left: some {@value #TOGETHER} for each power of {@value #TOGETHER} in size.
 */
final class SmallFiles {
  /** So many of one size become one. */
  static final int TOGETHER = 8;

  private static final long SMALLEST_BYTES = 64 << 10;

  private SmallFiles() {}

  /**
   * The first files that are to become one; empty when all is well.
   *
   * @param files in their order
   * @param bytes of a file
   * @param largest no file is to be larger, about
   */
  static <F> List<F> next(List<F> files, ToLongFunction<F> bytes, long largest) {
    List<F> run = new ArrayList<>();
    long total = 0;
    int kind = -1;
    for (F file : files) {
      long size = bytes.applyAsLong(file);
      if (kind(size) != kind || total + size > largest) {
        if (run.size() >= TOGETHER || isFull(run, total, largest)) {
          return run;
        }
        run.clear();
        total = 0;
        kind = kind(size);
      }
      if (size < largest / 2) {
        run.add(file);
        total += size;
      }
    }
    return run.size() >= TOGETHER ? run : List.of();
  }

  /** Whether files make one that is not written again; of the largest ones it takes fewer. */
  private static boolean isFull(List<?> run, long total, long largest) {
    return run.size() > 1 && total >= largest / 2;
  }

  /**
   * The same where no more files will come: whatever can be put together is.
   *
   * @param files in their order
   */
  static <F> List<F> rest(List<F> files, ToLongFunction<F> bytes, long largest) {
    List<F> run = new ArrayList<>();
    long total = 0;
    for (F file : files) {
      long size = bytes.applyAsLong(file);
      if (total + size > largest) {
        if (run.size() > 1) {
          return run;
        }
        run.clear();
        total = 0;
      }
      run.add(file);
      total += size;
    }
    return run.size() > 1 ? run : List.of();
  }

  /** The class of sizes that a file is in. */
  static int kind(long bytes) {
    int kind = 0;
    for (long limit = SMALLEST_BYTES; bytes > limit; limit *= TOGETHER) {
      kind++;
    }
    return kind;
  }
}
