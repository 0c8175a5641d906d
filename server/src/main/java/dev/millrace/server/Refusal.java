package dev.millrace.server;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;

/** A request that is not answered, with the status that says so. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Problem problem;

  Refusal(int status, ErrorCode code, String message, String remedy) {
    super(message, null, false, false);
    this.status = status;
    this.problem = Problem.of(code, message, remedy);
  }

  int status() {
    return status;
  }

  Problem problem() {
    return problem;
  }
}
