package dev.millrace.flow.lineage;

import java.util.List;

/**
 * What a mapping makes of which columns, as it was planned last.
 *
 * @param mapping such as {@code plant/items}
 * @param file relative to the project
 */
public record MappingLineage(String mapping, String file, List<StatementLineage> statements) {
  public MappingLineage {
    statements = List.copyOf(statements);
  }
}
