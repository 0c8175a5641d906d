package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import java.util.Optional;

/** {@code PUT /api/mapping-texts/{name}}: writes a mapping's file. */
public final class SaveMappingEndpoint implements Endpoint {

  /** What the file shall be. */
  public record MappingChange(
      String sql,
      @Description("Of the text that is replaced; left out when the file is to be a new one.")
          Optional<String> version) {}

  /** What has been written. */
  public record SavedMapping(
      String name,
      @Description("Relative to the project.") String file,
      String version,
      TakesEffect takesEffect) {}

  /** When a mapping that was written is what runs. */
  public enum TakesEffect {
    NOW,
    /** Its rows are made anew beside those it has, and take their place when all are there. */
    REPLAY,
    /** Millrace is still starting. */
    NEXT_START
  }

  private final Platform platform;

  public SaveMappingEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.of(
            Route.Method.PUT,
            "/api/mapping-texts/{name}",
            "saveMapping",
            "Writes a mapping's file into the project, whole or not at all.",
            new Route.Answer.Json(200, SavedMapping.class))
        .saying(
            "A file that has changed since its version was read, or that is there already, is not"
                + " written over. A mapping that is new starts at once; the rows of one that was"
                + " changed are replayed, and those it has stay until all are there.")
        .with(MappingTextEndpoint.NAME)
        .costing(Route.Effort.SLOW)
        .taking(MappingChange.class)
        .refusing(ErrorCode.REQUEST_INVALID, ErrorCode.FILE_CHANGED);
  }

  @Override
  public Reply handle(Request request) {
    MappingChange change = request.body(MappingChange.class);
    return Reply.ok(
        platform
            .workbench()
            .save(request.value(MappingTextEndpoint.NAME), change.sql(), change.version()));
  }
}
