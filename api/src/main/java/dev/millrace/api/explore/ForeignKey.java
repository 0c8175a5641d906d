package dev.millrace.api.explore;

import dev.millrace.api.TableName;
import java.util.List;

/**
 * Columns whose values are a key of another table.
 *
 * @param columns in the order of {@code referenced}
 * @param table that is referred to; it may be one that the source does not capture
 * @param referenced its columns
 */
public record ForeignKey(List<String> columns, TableName table, List<String> referenced) {
  public ForeignKey {
    columns = List.copyOf(columns);
    referenced = List.copyOf(referenced);
    if (columns.isEmpty() || columns.size() != referenced.size()) {
      throw new IllegalArgumentException(
          "Cannot describe a foreign key to " + table + ": " + columns + " to " + referenced + ".");
    }
  }
}
