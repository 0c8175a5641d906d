package dev.millrace.server.endpoint;

import dev.millrace.api.Problem;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/mappings}: the mappings and what may be mapped. */
public final class MappingsEndpoint implements Endpoint {

  /** How a mapping's file is. */
  public enum MappingFileState {
    RUNNING,
    STARTING,
    FAILED,
    /** Its file is not what runs: it was changed since. */
    CHANGED,
    /** It was written after the start, and runs from the next one on. */
    NOT_STARTED
  }

  /** The project's mappings and sources. */
  public record MappingList(List<MappingSummary> mappings, List<MappableSource> sources) {}

  /** A mapping. */
  public record MappingSummary(
      String name,
      @Description("Relative to the project.") String file,
      MappingFileState state,
      List<String> reads,
      List<String> writes,
      Optional<Problem> error) {}

  /** A source of the project. */
  public record MappableSource(String name, String connector) {}

  private final Platform platform;

  public MappingsEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.get(
            "/api/mappings",
            "mappings",
            "The mappings of the project, as their files are now, and the sources.",
            Route.Effort.SLOW,
            MappingList.class)
        .saying(
            "`changed` and `not_started` take effect at the next start: what runs is what the file"
                + " was when Millrace read it.");
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(platform.workbench().mappings());
  }
}
