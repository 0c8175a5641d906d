package dev.millrace.model;

import dev.millrace.api.Column;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import java.util.List;

/** A statement of a file of the model. */
sealed interface DdlStatement {

  /** The table it is about. */
  TableName.Model table();

  /** Where the table's name stands. */
  Problem.Place place();

  /** A new table. */
  record Create(ModelTable definition, Problem.Place place) implements DdlStatement {
    @Override
    public TableName.Model table() {
      return (TableName.Model) definition.schema().name();
    }
  }

  /**
   * Columns more for a table.
   *
   * @param text of the statement, without its semicolon
   */
  record Add(TableName.Model table, Problem.Place place, List<PlacedColumn> columns, String text)
      implements DdlStatement {}

  /** A column and where its name stands. */
  record PlacedColumn(Column column, Problem.Place place) {}
}
