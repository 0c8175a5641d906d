package dev.millrace.flow;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.util.List;

/** Tables for tests: things of an ERP, and those of the model. */
final class Things {
  private Things() {}

  /** A raw table: {@code id, name, price, category, deleted}. */
  static TableSchema raw(String name) {
    return new TableSchema(
        TableName.raw("erp", "public", name),
        List.of(
            Column.of("id", ColumnType.INT32),
            Column.of("name", ColumnType.TEXT),
            Column.of("price", ColumnType.decimal(12, 2)),
            Column.of("category", ColumnType.INT32),
            Column.of("deleted", ColumnType.TEXT)),
        List.of("id"));
  }

  /** A table of the model: what every one has, {@code name, price}. */
  static TableSchema model(String name) {
    return new TableSchema(
        TableName.model(name),
        List.of(
            Column.of("source_system", ColumnType.TEXT),
            Column.of("source_key", ColumnType.TEXT),
            Column.of("source_position", ColumnType.TEXT),
            Column.of("updated_at", ColumnType.INSTANT),
            Column.of("name", ColumnType.TEXT),
            Column.of("price", ColumnType.decimal(18, 6))),
        List.of("source_system", "source_key"));
  }

  /** The same table with events instead of rows. */
  static TableSchema events(TableSchema rows) {
    return new TableSchema(rows.name(), rows.columns(), rows.key(), true);
  }

  /** A mapping of one to the other. */
  static String project(TableSchema model, TableSchema raw, String where) {
    return "-- the things\nINSERT INTO "
        + model.name()
        + "\nSELECT 'erp', CAST(id AS STRING), _position, _commit_time, name, price\nFROM "
        + raw.name()
        + "\n"
        + where
        + ";\n";
  }
}
