package dev.millrace.xref;

import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import java.util.Map;
import java.util.Optional;

/**
 * How the cross-reference is.
 *
 * @param subjects what has been recognised
 * @param problem why it does not go on, if so
 */
public record XrefStatus(Map<Subject, Count> subjects, Optional<Problem> problem) {

  /** What has been recognised in a table of the model, if it is one that is cross-referenced. */
  public Optional<Count> of(TableName table) {
    return subjects.entrySet().stream()
        .filter(entry -> entry.getKey().rows().equals(table))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /**
   * What has been recognised of a subject.
   *
   * @param rows compared
   * @param joined rows that have an equal
   * @param groups of these
   * @param pairs by what has been decided of them
   */
  public record Count(long rows, long joined, long groups, Map<Status, Long> pairs) {}
}
