package dev.millrace.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.api.lake.LakeTable;
import java.util.List;
import java.util.Optional;

/**
 * A place in a query where a table of the lake is read.
 *
 * @param table that is read
 * @param parts of the query that give way to the table's rows: its name, and the time after it
 * @param before what must stand before the rows, as SQL
 * @param after what must stand behind them, such as a name by which the query knows the table
 * @param time expression for the moment whose state is read
 * @param filter what the query asks of the table's rows
 */
record LakeRead(
    LakeTable table,
    List<Part> parts,
    String before,
    String after,
    Optional<JsonNode> time,
    Optional<Filter> filter) {

  /** From one character up to another. */
  record Part(int start, int end) {}

  /**
   * The WHERE of the SELECT that reads the table.
   *
   * @param where its syntax tree
   * @param qualifier before the table's columns
   * @param alone whether columns without qualifier are this table's, too
   */
  record Filter(JsonNode where, String qualifier, boolean alone) {}
}
