package dev.millrace.flow.lineage;

import java.util.List;

/**
 * What a column of the model is made of.
 *
 * @param expression in short, with the columns as {@code table.column}; of a constant, the constant
 * @param origins sorted; of a constant, none
 */
public record ColumnLineage(String column, String expression, List<Origin> origins) {
  public ColumnLineage {
    origins = List.copyOf(origins);
  }
}
