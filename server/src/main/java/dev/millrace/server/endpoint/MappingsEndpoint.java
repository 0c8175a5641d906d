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
    /** It was written after the start, by another program. */
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
      @Description(
              "While its rows are made anew, beside those it has: how much of what it reads has"
                  + " been read again, from 0 to 1; else null.")
          Optional<Double> replayed,
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
            "`changed` and `not_started` were not saved through Millrace, and take effect when they"
                + " are, or at the next start.");
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(platform.workbench().mappings());
  }
}
