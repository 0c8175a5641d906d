package dev.millrace.lake;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import java.util.Locale;

/** Says in the reader's words why the lake cannot go on. */
final class Problems {
  private static final int DEPTH = 20;

  private Problems() {}

  static Problem of(Throwable failure, String what, String warehouse) {
    if (failure instanceof MillraceException known) {
      return known.problem();
    }
    if (isFull(failure)) {
      return Problem.of(
          ErrorCode.LAKE_FULL,
          "Cannot write to the lake: no space is left at " + warehouse + ".",
          "Free space there or give the lake another place (lake.warehouse). Nothing is lost: the"
              + " log keeps the changes, and the lake goes on by itself.");
    }
    return Problem.of(
        ErrorCode.LAKE_FAILED,
        "Cannot write to the lake: " + what + ": " + reason(failure) + ".",
        "Check that "
            + warehouse
            + " and the catalog can be reached and written. Nothing is lost: the log keeps the"
            + " changes, and the lake goes on by itself.");
  }

  /** The same for what only reads. */
  static Problem reading(Throwable failure, String what, String warehouse) {
    return Problem.of(
        ErrorCode.LAKE_FAILED,
        "Cannot read the lake: " + what + ": " + reason(failure) + ".",
        "Check that " + warehouse + " and the catalog can be reached and read.");
  }

  private static boolean isFull(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < DEPTH; i++, cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("no space left")
          || message.contains("disk quota exceeded")
          || message.contains("sqlite_full")) {
        return true;
      }
    }
    return false;
  }

  /** The innermost cause says most. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause.getCause() != null && i < DEPTH; i++) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? "" : ": " + cause.getMessage().strip();
    String text = cause.getClass().getSimpleName() + message;
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
