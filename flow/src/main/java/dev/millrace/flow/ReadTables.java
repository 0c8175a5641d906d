package dev.millrace.flow;

import dev.millrace.api.Column;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.Schemas;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What becomes of the tables that mappings read. */
final class ReadTables {
  private final Schemas schemas;

  ReadTables(Schemas schemas) {
    this.schemas = schemas;
  }

  /** Tables as their sources have them now, as far as they are there. */
  List<TableSchema> now(Collection<TableName> names) {
    return names.stream().flatMap(name -> schemas.newest(name).stream()).toList();
  }

  /** Whether a plan that reads these columns is none any more: a type or a key is another. */
  boolean haveChanged(Collection<RawColumns> reads) {
    return reads.stream()
        .anyMatch(
            columns ->
                schemas
                    .current(columns.table().name())
                    .filter(now -> !columns.areIn(now))
                    .isPresent());
  }

  /** A mapping does not go on with a column that its source does not fill any more. */
  Optional<Problem> vanished(MappingFile mapping, Collection<RawColumns> reads) {
    for (RawColumns columns : reads) {
      TableName table = columns.table().name();
      for (Column column : columns.decoded().columns()) {
        if (schemas.newest(table).filter(now -> now.indexOf(column.name()).isEmpty()).isPresent()) {
          return Optional.of(
              Problem.of(
                      ErrorCode.MAPPING_INVALID,
                      "Cannot run mapping "
                          + mapping.name()
                          + ": column "
                          + column.name()
                          + " of "
                          + table
                          + " has vanished from its source.",
                      "Take it out of the mapping, or bring it back: the mapping then goes on where"
                          + " it was.")
                  .at(mapping.file(), mapping.lineOf(column.name()), 0));
        }
      }
    }
    return Optional.empty();
  }

  /** A table of a source that has others by now will hardly come any more. */
  Optional<Problem> missing(MappingFile mapping, List<TableName> missing) {
    return missing.stream()
        .filter(table -> isCaptured(((TableName.Raw) table).source()))
        .findFirst()
        .map(
            table ->
                Problem.of(
                        ErrorCode.MAPPING_INVALID,
                        "Cannot start mapping "
                            + mapping.name()
                            + " yet: table "
                            + table
                            + " is not captured.",
                        "Wait while the snapshot runs; else mend the name, or add the table to the"
                            + " source's tables.")
                    .at(mapping.file(), mapping.lineOf(table.toString()), 0));
  }

  private boolean isCaptured(String source) {
    return schemas.all().stream()
        .anyMatch(
            table -> table.name() instanceof TableName.Raw raw && raw.source().equals(source));
  }
}
