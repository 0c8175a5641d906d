package dev.millrace.suggest;

import dev.millrace.suggest.Table.Link;
import java.util.List;
import java.util.Optional;

/**
 * A join on the way from a row to a value.
 *
 * @param from the table nearer to the row
 * @param columns of it
 * @param to the table that is joined; it has at most one row for each
 * @param joined its columns, beside {@code columns}
 * @param always whether there is a row for each
 * @param only what else makes it one row: a column and the value it must have
 */
record Step(
    Table from,
    List<String> columns,
    Table to,
    List<String> joined,
    boolean always,
    Optional<Only> only) {

  /** A column and its value. */
  record Only(String column, String value) {}

  static Step of(Link link) {
    boolean filled =
        link.columns().stream().noneMatch(name -> link.from().column(name).column().nullable());
    return new Step(
        link.from(),
        link.columns(),
        link.to(),
        link.referenced(),
        link.declared() && filled,
        Optional.empty());
  }

  /** From a row to what another table says more of it. */
  static Step back(Link link, Optional<Only> only) {
    return new Step(link.to(), link.referenced(), link.from(), link.columns(), false, only);
  }
}
