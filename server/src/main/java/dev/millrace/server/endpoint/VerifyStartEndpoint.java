package dev.millrace.server.endpoint;

/** {@code POST /api/verify}: compares sources, live store and lake. */
public final class VerifyStartEndpoint implements Endpoint {

  /** The comparison that runs now. */
  public record VerifyStarted(String id) {}

  private final Verifications verifications;

  public VerifyStartEndpoint(Verifications verifications) {
    this.verifications = verifications;
  }

  @Override
  public Route route() {
    return Route.of(
            Route.Method.POST,
            "/api/verify",
            "verify",
            "Begins to compare every table of every source with the live store and the lake.",
            new Route.Answer.Json(202, VerifyStarted.class))
        .saying("There is one comparison at a time: while one runs, its id is the answer.");
  }

  @Override
  public Reply handle(Request request) {
    return new Reply.Json(202, new VerifyStarted(verifications.start()));
  }
}
