package dev.millrace.lake.load;

import dev.millrace.api.Problem;
import java.util.List;

/**
 * What a load has done.
 *
 * @param tables one for each that was planned
 * @param problems what could not be loaded; the rest is
 */
public record LoadReport(List<Table> tables, List<Problem> problems) {

  public LoadReport {
    tables = List.copyOf(tables);
    problems = List.copyOf(problems);
  }

  /**
   * What was done for a table.
   *
   * @param name in the catalog
   * @param inPlace files registered where they are
   * @param copied files copied as they are
   * @param converted files whose rows were written anew
   * @param before files that an earlier load had loaded
   * @param rows added
   * @param bytes of the files added, in the source
   */
  public record Table(
      String name, long inPlace, long copied, long converted, long before, long rows, long bytes) {}
}
