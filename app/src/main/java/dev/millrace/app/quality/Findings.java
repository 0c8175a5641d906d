package dev.millrace.app.quality;

import dev.millrace.api.Problem;
import dev.millrace.live.ResultColumn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was found of an expectation.
 *
 * @param violations how many rows of its SQL there are; 0 unless violated
 * @param checkedAt when that was found; empty before the first time
 * @param violatedSince when it was first found violated without a break since
 * @param columns of the rows
 * @param rows the first of them, values as JSON has them
 * @param heldBack how many rows it holds back
 * @param problem why it cannot be told
 */
public record Findings(
    Expectation expectation,
    Verdict verdict,
    long violations,
    Optional<Instant> checkedAt,
    Optional<Instant> violatedSince,
    List<ResultColumn> columns,
    List<List<Object>> rows,
    long heldBack,
    Optional<Problem> problem) {

  /** Whether rows are as they are expected. */
  public enum Verdict {
    /** Not known yet: its tables are not there. */
    PENDING,
    MET,
    VIOLATED,
    /** Its SQL cannot be answered. */
    FAILED
  }

  static Findings none(Expectation expectation) {
    return new Findings(
        expectation,
        Verdict.PENDING,
        0,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        0,
        Optional.empty());
  }
}
