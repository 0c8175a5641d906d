package dev.millrace.live;

/** Why a function has no answer. DuckDB shows its text and its stack, of which there is none. */
@SuppressWarnings("OverrideThrowableToString") // It is this text that DuckDB shows.
final class FunctionRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FunctionRefused(String message) {
    super(message, null, false, false);
  }

  @Override
  public String toString() {
    return getMessage();
  }
}
