package dev.millrace.api;

/**
 * The stable names of what can go wrong. CLI, API and UI show the same code, message and remedy.
 */
public enum ErrorCode {
  CONFIGURATION_INVALID(Kind.USER, false),
  MAPPING_INVALID(Kind.USER, false),
  FILE_CHANGED(Kind.USER, false),
  SQL_INVALID(Kind.USER, false),
  SQL_FORBIDDEN(Kind.USER, false),
  SQL_TIMEOUT(Kind.USER, false),
  TABLE_UNKNOWN(Kind.USER, false),
  REQUEST_INVALID(Kind.USER, false),
  UNAUTHENTICATED(Kind.USER, false),
  NO_DEMO(Kind.USER, false),
  SOURCE_UNREACHABLE(Kind.SOURCE, true),
  SOURCE_AUTHENTICATION(Kind.SOURCE, true),
  SOURCE_SETTINGS(Kind.SOURCE, true),
  SOURCE_RIGHTS(Kind.SOURCE, true),
  SOURCE_POSITION_LOST(Kind.SOURCE, false),
  SOURCE_FAILED(Kind.SOURCE, true),
  TABLE_UNSUPPORTED(Kind.SOURCE, false),
  LAKE_FULL(Kind.RESOURCES, true),
  LAKE_FAILED(Kind.RESOURCES, true),
  PORT_TAKEN(Kind.USER, false),
  DATA_FOLDER_IN_USE(Kind.USER, false),
  NOT_RUNNING(Kind.USER, false),
  RESOURCES_EXHAUSTED(Kind.RESOURCES, true),
  INTERNAL(Kind.INTERNAL, false);

  /** Whose matter an error is. */
  public enum Kind {
    USER,
    SOURCE,
    RESOURCES,
    INTERNAL
  }

  private final Kind kind;
  private final boolean retried;

  ErrorCode(Kind kind, boolean retried) {
    this.kind = kind;
    this.retried = retried;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether Millrace tries again by itself. */
  public boolean retried() {
    return retried;
  }
}
