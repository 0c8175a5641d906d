package dev.millrace.flow;

import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.util.Collection;
import java.util.List;

/**
 * What is expected of each row of a model table by itself: rows that violate it are held back. They
 * do not come into the model, whichever mapping makes them, but become dead letters.
 *
 * @param table of the model
 * @param violation a condition on the table's columns, in Flink's SQL; true for rows that violate
 *     it
 * @param columns whose values tell why a row does
 * @param text what is expected, as people read it
 * @param file that it stands in, relative to the project
 * @param line in it, from 1
 */
public record HoldBack(
    TableName table, String violation, List<String> columns, String text, String file, int line) {

  public HoldBack {
    columns = List.copyOf(columns);
  }

  /** The end of the cause of each dead letter that it makes. */
  public String origin() {
    return "(" + file + ": " + text + ")";
  }

  /**
   * What is wrong with conditions: that Flink cannot read them, or that they do not depend on the
   * row alone, so that a replay would hold back other rows. Takes seconds: it loads Flink's
   * planner.
   *
   * @param model all tables of the model
   */
  public static List<Problem> problems(Collection<HoldBack> all, List<TableSchema> model) {
    return all.isEmpty() ? List.of() : HoldBackPlanner.problems(all, model);
  }
}
