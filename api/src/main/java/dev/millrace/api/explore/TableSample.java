package dev.millrace.api.explore;

import dev.millrace.api.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Some rows of a table, as text.
 *
 * @param rows each with a value for each column of the table, in its order: as the source writes
 *     it, cut at {@link Exploration#MAX_LETTERS}; empty for NULL and for bytes
 * @param problem why there are no rows, when the table could not be read
 */
public record TableSample(List<List<Optional<String>>> rows, Optional<Problem> problem) {
  /** Of a table that was not read. */
  public static final TableSample EMPTY = new TableSample(List.of(), Optional.empty());

  public TableSample {
    rows = List.copyOf(rows);
  }

  public static TableSample of(List<List<Optional<String>>> rows) {
    return new TableSample(rows, Optional.empty());
  }

  public static TableSample unreadable(Problem problem) {
    return new TableSample(List.of(), Optional.of(problem));
  }
}
