package dev.millrace.api;

/** A failure that has a code, a message and a remedy. */
public final class MillraceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public MillraceException(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  public MillraceException(Problem problem, Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
  }

  public MillraceException(ErrorCode code, String message, String remedy) {
    this(Problem.of(code, message, remedy));
  }

  public MillraceException(ErrorCode code, String message, String remedy, Throwable cause) {
    this(Problem.of(code, message, remedy), cause);
  }

  public Problem problem() {
    return problem;
  }
}
