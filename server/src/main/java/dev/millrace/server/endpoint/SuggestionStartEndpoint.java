package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import java.util.List;
import java.util.Optional;

/** {@code POST /api/suggestions}: proposes a mapping of a source. */
public final class SuggestionStartEndpoint implements Endpoint {

  /** What to propose a mapping of. */
  public record SuggestionRequest(
      String source,
      @Description(
              "Tables that may feed the model, as `public.product`; all of them when left out. The"
                  + " others may still be joined.")
          Optional<List<String>> tables) {}

  /** The work that was begun. */
  public record WorkStarted(String id) {}

  private final Platform platform;
  private final WorkbenchRuns runs;

  public SuggestionStartEndpoint(Platform platform, WorkbenchRuns runs) {
    this.platform = platform;
    this.runs = runs;
  }

  @Override
  public Route route() {
    return Route.of(
            Route.Method.POST,
            "/api/suggestions",
            "suggest",
            "Begins to look at a source and to propose its mapping into the model.",
            new Route.Answer.Json(202, WorkStarted.class))
        .saying(
            "As `millrace suggest`: it reads the catalog and some rows, and changes nothing."
                + " GET /api/suggestions/{id} tells how far it is and what it found.")
        .taking(SuggestionRequest.class)
        .refusing(ErrorCode.REQUEST_INVALID, ErrorCode.RESOURCES_EXHAUSTED);
  }

  @Override
  public Reply handle(Request request) {
    SuggestionRequest asked = request.body(SuggestionRequest.class);
    return new Reply.Json(
        202,
        new WorkStarted(
            runs.start(
                progress ->
                    platform.workbench().suggest(asked.source(), asked.tables(), progress))));
  }
}
