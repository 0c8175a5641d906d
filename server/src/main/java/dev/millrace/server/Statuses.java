package dev.millrace.server;

import dev.millrace.api.ErrorCode;

/** The HTTP status of each error. */
final class Statuses {
  private Statuses() {}

  static int of(ErrorCode code) {
    return switch (code) {
      case UNAUTHENTICATED -> 401;
      case SQL_FORBIDDEN -> 403;
      case TABLE_UNKNOWN, NO_DEMO -> 404;
      case FILE_CHANGED -> 409;
      case SQL_TIMEOUT -> 422;
      case NOT_RUNNING, RESOURCES_EXHAUSTED, LAKE_FAILED -> 503;
      case LAKE_FULL -> 507;
      case INTERNAL -> 500;
      default ->
          switch (code.kind()) {
            case USER -> 400;
            case SOURCE -> 502;
            case RESOURCES -> 503;
            case INTERNAL -> 500;
          };
    };
  }
}
