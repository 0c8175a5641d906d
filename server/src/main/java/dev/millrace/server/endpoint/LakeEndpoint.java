package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/lake}: what lies in the lake. */
public final class LakeEndpoint implements Endpoint {

  /** What lies in the lake. */
  public record Lake(
      @Description("Where its files are.") String warehouse,
      List<LakeTable> tables,
      long commitIntervalMs,
      Optional<Instant> lastCommitAt,
      Optional<Problem> error) {}

  /** A table of the lake. */
  public record LakeTable(
      String name,
      TablesEndpoint.Kind kind,
      @Description("Data files of the current snapshot.") long files,
      long rows,
      long bytes,
      Optional<Instant> lastCommitAt,
      @Description("Snapshots that can still be read.") long snapshots) {}

  private final Platform platform;

  public LakeEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.get(
            "/api/lake",
            "lake",
            "The lake's tables, their size and their last commit.",
            Route.Effort.SLOW,
            Lake.class)
        .refusing(ErrorCode.LAKE_FAILED);
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(platform.lake());
  }
}
