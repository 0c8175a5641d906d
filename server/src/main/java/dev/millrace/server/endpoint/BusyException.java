package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;

/** A request comes faster than it can be served: its sender shall try again after a while. */
public final class BusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** After how many seconds to try again. */
  public static final int RETRY_AFTER_SECONDS = 1;

  private final transient Problem problem;

  public BusyException(String message, String remedy) {
    super(message);
    problem = Problem.of(ErrorCode.RESOURCES_EXHAUSTED, message, remedy);
  }

  public Problem problem() {
    return problem;
  }
}
