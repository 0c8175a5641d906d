package dev.millrace.flow;

import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import java.util.List;
import java.util.Optional;

/**
 * How a mapping is.
 *
 * @param state of its job
 * @param reads raw tables
 * @param writes model tables
 * @param replayed how much of what it reads has been read again, from 0 to 1, while its rows are
 *     made anew beside those it has
 * @param problem why it does not run, if it does not
 */
public record FlowStatus(
    String name,
    State state,
    List<TableName> reads,
    List<TableName> writes,
    Optional<Double> replayed,
    Optional<Problem> problem) {

  /** How a mapping's job is. */
  public enum State {
    /** It waits for tables that are not captured yet. */
    WAITING,
    STARTING,
    RUNNING,
    /** Its SQL is wrong, or its job has failed and is started again by itself. */
    FAILED
  }
}
