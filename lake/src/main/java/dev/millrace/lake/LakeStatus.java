package dev.millrace.lake;

import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the lake is at a moment.
 *
 * @param state of its writer
 * @param warehouse location of the tables
 * @param commitInterval as configured
 * @param lastCommit when anything was committed last
 * @param problem what stands in the way, also when it is in the way of one table only
 * @param tables by name
 */
public record LakeStatus(
    State state,
    String warehouse,
    Duration commitInterval,
    Optional<Instant> lastCommit,
    Optional<Problem> problem,
    List<TableStatus> tables) {

  /** Of the writer. */
  public enum State {
    STARTING,
    RUNNING,
    /** Something could not be written. It is tried again; the log keeps what is missing. */
    FAILED,
    STOPPED
  }

  /**
   * The history of one table.
   *
   * @param table whose changes it holds
   * @param files of data
   * @param rows changes committed
   * @param bytes of data
   * @param snapshots that can be read
   * @param lastCommit when changes were committed last
   * @param pending changes written but not yet committed
   * @param current the state that the history has led to
   * @param lastUpkeep when its files were last put in order
   * @param problem what stands in its way
   */
  public record TableStatus(
      TableName table,
      long files,
      long rows,
      long bytes,
      int snapshots,
      Optional<Instant> lastCommit,
      long pending,
      Current current,
      Optional<Instant> lastUpkeep,
      Optional<Problem> problem) {

    TableStatus withLastUpkeep(Optional<Instant> upkeep) {
      return new TableStatus(
          table, files, rows, bytes, snapshots, lastCommit, pending, current, upkeep, problem);
    }
  }

  /**
   * The current state of one table.
   *
   * @param files of data, most of them the history's, too
   * @param rows that are there
   * @param deadRows that stand in the files and are left out
   * @param bytes of the files
   */
  public record Current(long files, long rows, long deadRows, long bytes) {
    static final Current NONE = new Current(0, 0, 0, 0);

    /** Which share of the rows in the files is dead, from 0 to 1. */
    public double deadShare() {
      return rows + deadRows == 0 ? 0 : (double) deadRows / (rows + deadRows);
    }
  }
}
