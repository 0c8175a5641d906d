package dev.millrace.suggest;

import dev.millrace.suggest.Table.Col;
import dev.millrace.suggest.Table.Link;
import java.util.List;
import java.util.Optional;

/**
 * What feeds a column of the model.
 *
 * @param wanted the model's column
 * @param path the joins to the table that has the source's column; none when it is the row's own
 * @param column of that table
 * @param refers for a key of another table: how that table is reached
 * @param confidence from 0 to 1
 * @param reason in words
 */
record Choice(
    ModelColumn wanted,
    List<Step> path,
    Col column,
    Optional<Link> refers,
    double confidence,
    String reason) {

  Choice {
    path = List.copyOf(path);
  }

  /** The table that has the column. */
  Table holder(Table row) {
    return path.isEmpty() ? row : path.get(path.size() - 1).to();
  }
}
