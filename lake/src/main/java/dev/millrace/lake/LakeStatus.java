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
   * The history of one table, or its events.
   *
   * @param table whose changes it holds
   * @param files of data
   * @param rows changes committed
   * @param bytes of data
   * @param snapshots that can be read
   * @param lastCommit when changes were committed last
   * @param pending changes written but not yet committed
   * @param current the state that the history has led to; empty for an event table, which has none
   * @param lost changes that are missing: the log had given them up before the lake read them
   * @param lastUpkeep what was last done to keep its files in order
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
      Optional<Current> current,
      long lost,
      Optional<UpkeepDone> lastUpkeep,
      Optional<Problem> problem) {

    TableStatus withLastUpkeep(Optional<UpkeepDone> upkeep) {
      return new TableStatus(
          table,
          files,
          rows,
          bytes,
          snapshots,
          lastCommit,
          pending,
          current,
          lost,
          upkeep,
          problem);
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

  /**
   * What was done to keep a table's files in order, both of its history and of its current state.
   *
   * @param at when it was done
   * @param merged files whose rows were written anew, to fewer files or without the dead
   * @param deadRows that are no longer in the current state's files
   * @param forgotten snapshots
   * @param deleted files that nothing referred to
   * @param took how long it worked, waiting for its share of a core included
   */
  public record UpkeepDone(
      Instant at, int merged, long deadRows, int forgotten, int deleted, Duration took) {

    /** Whether all was well before. */
    public boolean isNothing() {
      return merged == 0 && deadRows == 0 && forgotten == 0 && deleted == 0;
    }

    /** Both together. */
    UpkeepDone and(UpkeepDone earlier) {
      return new UpkeepDone(
          at,
          merged + earlier.merged,
          deadRows + earlier.deadRows,
          forgotten + earlier.forgotten,
          deleted + earlier.deleted,
          took.plus(earlier.took));
    }
  }
}
