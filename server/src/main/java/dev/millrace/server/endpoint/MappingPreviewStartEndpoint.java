package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.server.endpoint.SuggestionStartEndpoint.WorkStarted;
import java.util.List;
import java.util.Optional;

/** {@code POST /api/previews}: runs a mapping on a sample of rows. */
public final class MappingPreviewStartEndpoint implements Endpoint {
  private static final Parameter<Integer> ROWS =
      Parameter.integer("rows", 1, 5_000, 2_000, "Rows of each table at most.");

  /** What to run. */
  public record PreviewRequest(
      String name,
      String sql,
      @Description(
              "Other mappings as they would be; the project's count unless one has their name.")
          Optional<List<MappingDraft>> beside,
      @Description("Rows of each table at most, from 1 to 5000; 2000 when left out.")
          Optional<Integer> rows) {}

  /** A mapping that need not be in a file. */
  public record MappingDraft(String name, String sql) {}

  private final Platform platform;
  private final WorkbenchRuns runs;

  public MappingPreviewStartEndpoint(Platform platform, WorkbenchRuns runs) {
    this.platform = platform;
    this.runs = runs;
  }

  @Override
  public Route route() {
    return Route.of(
            Route.Method.POST,
            "/api/previews",
            "preview",
            "Begins to run a mapping on a sample of its sources' rows.",
            new Route.Answer.Json(202, WorkStarted.class))
        .saying(
            "As `millrace preview`: it captures and changes nothing. GET /api/previews/{id} tells"
                + " how far it is and what came of it.")
        .taking(PreviewRequest.class)
        .refusing(ErrorCode.REQUEST_INVALID, ErrorCode.RESOURCES_EXHAUSTED);
  }

  @Override
  public Reply handle(Request request) {
    PreviewRequest asked = request.body(PreviewRequest.class);
    int rows = ROWS.read(asked.rows().map(String::valueOf));
    MappingDraft mapping = new MappingDraft(asked.name(), asked.sql());
    return new Reply.Json(
        202,
        new WorkStarted(
            runs.start(
                progress ->
                    platform
                        .workbench()
                        .preview(mapping, asked.beside().orElse(List.of()), rows, progress))));
  }
}
