package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.server.endpoint.AddDocumentEndpoint.DocumentAdded;

/** {@code DELETE /api/documents}: removes a document that was added. */
public final class RemoveDocumentEndpoint implements Endpoint {
  private static final Parameter<String> SYSTEM =
      Parameter.required("system", "The row's source_system.");
  private static final Parameter<String> KEY =
      Parameter.required("key", "The row's source_key, as adding it has answered.");

  private final Platform platform;

  public RemoveDocumentEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.of(
            Route.Method.DELETE,
            "/api/documents",
            "removeDocument",
            "Removes a document that was added with POST /api/documents.",
            new Route.Answer.Json(200, DocumentAdded.class))
        .saying("Those that come from a source are removed there. Its past stays in the lake.")
        .with(SYSTEM, KEY)
        .costing(Route.Effort.SLOW)
        .refusing(ErrorCode.REQUEST_INVALID, ErrorCode.NOT_RUNNING);
  }

  @Override
  public Reply handle(Request request) {
    String system = request.value(SYSTEM);
    String key = request.value(KEY);
    platform.documents().remove(system, key);
    return Reply.ok(new DocumentAdded(system, key));
  }
}
