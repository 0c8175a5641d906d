package dev.millrace.api.explore;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.util.List;
import java.util.Map;

/**
 * A table as its source's catalog describes it.
 *
 * @param schema its columns, as capture will give them, and its key
 * @param comment what the source says of the table; empty when nothing
 * @param rows how many there are, roughly; 0 also when the source does not know
 * @param uniqueKeys each a list of columns that no two rows agree in, the primary key not among
 *     them
 * @param foreignKeys as declared; many an ERP declares none
 * @param declaredValues by column: all the values that its type allows, of an enumeration
 */
public record SourceTable(
    TableSchema schema,
    String comment,
    long rows,
    List<List<String>> uniqueKeys,
    List<ForeignKey> foreignKeys,
    Map<String, List<String>> declaredValues) {

  public SourceTable {
    uniqueKeys = List.copyOf(uniqueKeys);
    foreignKeys = List.copyOf(foreignKeys);
    declaredValues = Map.copyOf(declaredValues);
  }

  public TableName.Raw name() {
    return (TableName.Raw) schema.name();
  }

  /**
   * The table with some of its columns.
   *
   * @throws java.util.NoSuchElementException when it has no such column
   */
  public TableSchema only(List<String> columns) {
    return new TableSchema(
        schema.name(),
        columns.stream()
            .map(column -> schema.columns().get(schema.indexOf(column).orElseThrow()))
            .toList(),
        List.of());
  }
}
