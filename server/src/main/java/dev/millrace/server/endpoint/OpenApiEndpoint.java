package dev.millrace.server.endpoint;

/** {@code GET /api/openapi.json}: the API's own description. */
public final class OpenApiEndpoint implements Endpoint {

  /** The route is part of the description, so it is known before the document. */
  public static final Route ROUTE =
      Route.of(
          Route.Method.GET,
          "/api/openapi.json",
          "openApi",
          "This description of the API, as OpenAPI 3.1.",
          new Route.Answer.Text("application/json"));

  private final String document;

  public OpenApiEndpoint(String document) {
    this.document = document;
  }

  @Override
  public Route route() {
    return ROUTE;
  }

  @Override
  public Reply handle(Request request) {
    return new Reply.Text("application/json", document);
  }
}
