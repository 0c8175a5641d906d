package dev.millrace.lake;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.TableSchema;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/** Whether a table of the lake holds events or the current state of rows. */
final class TableKind {
  /** A property of tables that hold events. */
  static final String EVENTS = "millrace.events";

  private TableKind() {}

  static boolean isOfEvents(Table table) {
    return Boolean.parseBoolean(table.properties().get(EVENTS));
  }

  /**
   * Makes room for the tables of a table that has become one of the other kind: what there is gives
   * way when nothing has ever been written to it.
   *
   * @throws MillraceException LAKE_FAILED when something has
   */
  static void makeRoom(Catalog catalog, TableSchema schema) {
    TableIdentifier shown = LakeNames.current(schema.name());
    if (!catalog.tableExists(shown) || isOfEvents(catalog.loadTable(shown)) == schema.events()) {
      return;
    }
    List<TableIdentifier> there =
        Stream.of(shown, LakeNames.history(schema.name())).filter(catalog::tableExists).toList();
    there.forEach(name -> requireEmpty(catalog.loadTable(name), schema));
    there.forEach(name -> catalog.dropTable(name, false));
  }

  private static void requireEmpty(Table table, TableSchema schema) {
    if (table.currentSnapshot() != null) {
      throw new MillraceException(
          ErrorCode.LAKE_FAILED,
          "Cannot write %s to the lake: it is %s now, and the lake has %s of it."
              .formatted(
                  schema.name(),
                  schema.events() ? "an event table" : "a table of rows",
                  schema.events() ? "rows" : "events"),
          "Give the table another name, or rename the lake's table " + table.name() + ".");
    }
  }
}
