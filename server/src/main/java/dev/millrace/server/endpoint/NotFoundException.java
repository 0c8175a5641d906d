package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;

/** What a request names is not there. */
public final class NotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public NotFoundException(String message, String remedy) {
    super(message);
    problem = Problem.of(ErrorCode.REQUEST_INVALID, message, remedy);
  }

  public Problem problem() {
    return problem;
  }
}
