package dev.millrace.server;

import dev.millrace.api.Problem;
import dev.millrace.server.endpoint.IcebergCatalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Carries what is asked under {@code /iceberg} to the catalog, for callers with one of its tokens.
 */
final class CatalogGate {
  static final String ROOT = "/iceberg";

  /** Schemas of thousands of columns fit. */
  private static final int MOST_BODY_BYTES = 4_000_000;

  private static final String JSON = "application/json";

  private final Guard guard;
  private final IcebergCatalog catalog;

  CatalogGate(Guard guard, IcebergCatalog catalog) {
    this.guard = guard;
    this.catalog = catalog;
  }

  /** Whether a path is the catalog's. */
  static boolean concerns(String path) {
    return path.startsWith(ROOT + "/");
  }

  /** Checks who asks, and then reads the whole request. */
  IcebergCatalog.Request read(Call call) throws IOException {
    IcebergCatalog.Access access = guard.catalogAccess(call.request());
    return new IcebergCatalog.Request(
        call.request().getMethod(),
        call.path().substring(ROOT.length()),
        call.query(),
        new String(call.readBody(MOST_BODY_BYTES), StandardCharsets.UTF_8),
        access);
  }

  void answer(Call call, IcebergCatalog.Request request) {
    IcebergCatalog.Answer answer = catalog.answer(request);
    call.reply(answer.status(), JSON, answer.json().getBytes(StandardCharsets.UTF_8));
  }

  /** A problem as the catalog's clients expect it. */
  static byte[] error(int status, Problem problem) {
    String type =
        switch (status) {
          case 401 -> "NotAuthorizedException";
          case 403 -> "ForbiddenException";
          case 500 -> "InternalServerError";
          case 503 -> "ServiceUnavailableException";
          default -> "BadRequestException";
        };
    return Json.bytes(
        new Failure(new FailureText(problem.message() + " " + problem.remedy(), type, status)));
  }

  private record Failure(FailureText error) {}

  private record FailureText(String message, String type, int code) {}
}
