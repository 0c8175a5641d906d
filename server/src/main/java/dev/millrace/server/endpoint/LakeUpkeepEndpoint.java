package dev.millrace.server.endpoint;

import dev.millrace.api.Problem;
import dev.millrace.server.endpoint.LakeEndpoint.LakeUpkeep;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/lake/upkeep}: what the upkeep that was last asked for has done. */
public final class LakeUpkeepEndpoint implements Endpoint {

  /** Upkeep that was asked for. */
  public record UpkeepRun(
      VerifyEndpoint.State state,
      @Description("Null when none has been asked for.") Optional<String> id,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt,
      UpkeepProgress progress,
      @Description("The table that is worked on.") Optional<String> table,
      @Description("In the order in which they were done.") List<UpkeptTable> tables) {}

  /** How many tables have been done. */
  public record UpkeepProgress(int done, int total) {}

  /** What was done for a table. */
  public record UpkeptTable(
      String name,
      @Description("Null when it could not be done.") Optional<LakeUpkeep> done,
      @Description("Why it could not be done; the other tables are done all the same.")
          Optional<Problem> error) {}

  private final LakeUpkeeps upkeeps;

  public LakeUpkeepEndpoint(LakeUpkeeps upkeeps) {
    this.upkeeps = upkeeps;
  }

  @Override
  public Route route() {
    return Route.get(
        "/api/lake/upkeep",
        "lakeUpkeep",
        "What the upkeep that was last asked for has done so far.",
        Route.Effort.QUICK,
        UpkeepRun.class);
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(upkeeps.current());
  }
}
