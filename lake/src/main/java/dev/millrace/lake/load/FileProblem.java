package dev.millrace.lake.load;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;

/** A file cannot be loaded, and why; the others go on. */
final class FileProblem extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String remedy;

  /**
   * @param reason completes "Cannot load file …: "
   */
  FileProblem(String reason, String remedy, Throwable cause) {
    super(reason, cause);
    this.reason = reason;
    this.remedy = remedy;
  }

  FileProblem(String reason, String remedy) {
    this(reason, remedy, null);
  }

  /** For a file whose content cannot be read to its end. */
  static FileProblem unreadable(String kind, Throwable cause) {
    Throwable innermost = cause;
    while (innermost.getCause() != null && innermost.getCause() != innermost) {
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage() == null ? "" : ": " + innermost.getMessage().strip();
    return new FileProblem(
        "it cannot be read as "
            + kind
            + " ("
            + innermost.getClass().getSimpleName()
            + message
            + ")",
        "Check that it is whole; write or copy it anew, then load again.",
        cause);
  }

  Problem of(String file) {
    return Problem.of(
        ErrorCode.TABLE_UNSUPPORTED, "Cannot load file " + file + ": " + reason + ".", remedy);
  }
}
