package dev.millrace.flow;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Whether a mapping writes event tables or tables of rows. It writes one kind: when it is changed,
 * rows are made anew, but events that have been made cannot be unmade.
 */
public enum MappingKind {
  ROWS,
  EVENTS;

  /** The kind of what a mapping writes, as far as the model has it; else it is of rows. */
  static MappingKind of(MappingFile mapping, Collection<TableSchema> model) {
    return written(mapping, model, TableSchema::events).isEmpty() ? ROWS : EVENTS;
  }

  /** What is wrong with a mapping that writes both. */
  public static Optional<Problem> mixture(MappingFile mapping, Collection<TableSchema> model) {
    SortedSet<TableName> events = written(mapping, model, TableSchema::events);
    SortedSet<TableName> rows = written(mapping, model, table -> !table.events());
    if (events.isEmpty() || rows.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Problem.of(
                ErrorCode.MAPPING_INVALID,
                "Cannot use mapping %s: it writes %s, an event table, and %s, a table of rows."
                    .formatted(mapping.name(), events.first(), rows.first()),
                "Write them in two files: a changed mapping makes its rows anew, but its events"
                    + " stay.")
            .at(mapping.file(), mapping.lineOf(events.first().toString()), 0));
  }

  private static SortedSet<TableName> written(
      MappingFile mapping, Collection<TableSchema> model, Predicate<TableSchema> which) {
    Set<TableName> names =
        model.stream().filter(which).map(TableSchema::name).collect(Collectors.toSet());
    SortedSet<TableName> written = new TreeSet<>(mapping.writes());
    written.retainAll(names);
    return written;
  }
}
