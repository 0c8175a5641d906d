package dev.millrace.api.explore;

import java.util.List;

/**
 * Which rows of a table are read.
 *
 * @param most how many at most
 * @param columns that must have one of the {@code values}; empty for any rows
 * @param values each with one for each of the columns, as {@link Exploration#sample} writes them,
 *     whole
 */
public record RowChoice(int most, List<String> columns, List<List<String>> values) {

  public RowChoice {
    columns = List.copyOf(columns);
    values = values.stream().map(List::copyOf).toList();
    for (List<String> row : values) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "Cannot choose rows by " + columns + ": " + row.size() + " values.");
      }
    }
  }

  /** Any rows: of a large table from all over it where that is cheap, as a sample has them. */
  public static RowChoice any(int most) {
    return new RowChoice(most, List.of(), List.of());
  }

  /** The rows in which some columns have values of a list. Ask for columns that have an index. */
  public static RowChoice having(List<String> columns, List<List<String>> values, int most) {
    return new RowChoice(most, columns, values);
  }
}
