package dev.millrace.lake;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * How tables are called in the catalog: {@code plant.public.item} is the table with the current
 * state, {@code plant.public.item_history} the table with all changes; the model is in the
 * namespace {@code model}. Characters that a catalog may not take are written as in topics. A
 * source's table that is itself called {@code …_history} gets an underscore at its end, so that no
 * current table meets a history table. An event table has no state: its events are in the one table
 * {@code plant.mqtt.message}.
 */
final class LakeNames {
  static final String HISTORY = "_history";

  private static final Pattern TAKEN = Pattern.compile(".*_history_*");

  private LakeNames() {}

  static TableIdentifier current(TableName table) {
    String[] parts = table.topic().split("\\.", -1);
    String name = parts[parts.length - 1];
    Namespace namespace =
        parts.length == 2 ? Namespace.of(parts[0]) : Namespace.of(parts[1], parts[2]);
    return TableIdentifier.of(namespace, TAKEN.matcher(name).matches() ? name + "_" : name);
  }

  /** The table to which all that a table's topic brings is added. */
  static TableIdentifier changes(TableSchema table) {
    return table.events() ? current(table.name()) : history(table.name());
  }

  /** All tables of a table, that of its changes first. */
  static List<TableIdentifier> all(TableSchema table) {
    return table.events()
        ? List.of(changes(table))
        : List.of(changes(table), current(table.name()));
  }

  static TableIdentifier history(TableName table) {
    TableIdentifier current = current(table);
    return TableIdentifier.of(current.namespace(), current.name() + HISTORY);
  }
}
