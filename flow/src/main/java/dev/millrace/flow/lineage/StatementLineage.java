package dev.millrace.flow.lineage;

import dev.millrace.api.TableName;
import java.util.List;

/**
 * What the columns are made of that an {@code INSERT} writes.
 *
 * @param table of the model
 * @param line of the statement in its mapping's file, from 1
 * @param columns those that it sets, in the table's order
 * @param rows columns that decide which rows there are: of joins, conditions, groups and windows;
 *     sorted
 */
public record StatementLineage(
    TableName table, int line, List<ColumnLineage> columns, List<Origin> rows) {
  public StatementLineage {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * Reads it from a plan.
   *
   * @param plan as {@code CompiledPlan.asJsonString} writes it
   * @param line of the statement in its mapping's file, from 1
   */
  public static StatementLineage of(String plan, int line) {
    return new PlanReader(plan).read(line);
  }
}
