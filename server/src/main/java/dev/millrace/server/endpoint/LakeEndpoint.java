package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/lake}: what lies in the lake. */
public final class LakeEndpoint implements Endpoint {

  /** How the lake's writer is. */
  public enum LakeState {
    STARTING,
    RUNNING,
    /** Something cannot be written; it is tried again. */
    FAILED,
    STOPPED
  }

  /** What lies in the lake. */
  public record Lake(
      @Description("Where its files are.") String warehouse,
      LakeState state,
      List<LakeTable> tables,
      long commitIntervalMs,
      Optional<Instant> lastCommitAt,
      @Description("What stands in the way, also when it is in the way of one table only.")
          Optional<Problem> error) {}

  /** A table of the lake. */
  public record LakeTable(
      String name,
      TablesEndpoint.Kind kind,
      LakeHistory history,
      @Description("Null for an event table, which has no state.") Optional<LakeCurrent> current,
      @Description("Changes that are missing: the log had given them up before the lake read them.")
          long lost,
      @Description("Snapshots of the history that can still be read.") long snapshots,
      @Description("Changes written but not yet committed.") long pending,
      Optional<Instant> lastCommitAt,
      @Description("What was last done to keep its files in order.")
          Optional<LakeUpkeep> lastUpkeep,
      @Description("What stands in its way.") Optional<Problem> error) {}

  /** Every change of a table, or all events of an event table. */
  public record LakeHistory(
      @Description("Data files of the current snapshot.") long files, long changes, long bytes) {}

  /** The state that a table's changes have led to. */
  public record LakeCurrent(
      @Description("Data files; most of them are the history's, too.") long files,
      long rows,
      @Description("Rows that stand in the files and are left out.") long deadRows,
      @Description("Which share of the rows in the files is dead, from 0 to 1.") double deadShare,
      long bytes) {}

  /** What was done to keep a table's files in order. */
  public record LakeUpkeep(
      Instant at,
      @Description("Files whose rows were written anew, to fewer files or without the dead.")
          long filesRewritten,
      @Description("Rows that are no longer in the current state's files.") long deadRowsLeftOut,
      long snapshotsForgotten,
      @Description("Files that nothing referred to.") long filesDeleted,
      @Description("How long it worked, waiting for its share of a core included.")
          double seconds) {}

  private final Platform platform;

  public LakeEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.get(
            "/api/lake",
            "lake",
            "The lake's tables: history, current state, last commit and last upkeep.",
            Route.Effort.SLOW,
            Lake.class)
        .refusing(ErrorCode.LAKE_FAILED);
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(platform.lake());
  }
}
