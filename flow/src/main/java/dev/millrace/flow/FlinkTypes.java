package dev.millrace.flow;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.types.DataType;

/** Tables and types as Flink's SQL has them. */
final class FlinkTypes {
  /** Where a change stands in its source. */
  static final String POSITION = "_position";

  /** When the source committed a change. */
  static final String COMMIT_TIME = "_commit_time";

  private FlinkTypes() {}

  /** The type of a column. A time of day is text: Flink would round it to milliseconds. */
  static DataType type(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> DataTypes.BOOLEAN();
      case INT32 -> DataTypes.INT();
      case INT64 -> DataTypes.BIGINT();
      case FLOAT32 -> DataTypes.FLOAT();
      case FLOAT64 -> DataTypes.DOUBLE();
      case DECIMAL -> DataTypes.DECIMAL(type.precision(), type.scale());
      case TEXT, JSON, TIME -> DataTypes.STRING();
      case BYTES -> DataTypes.BYTES();
      case DATE -> DataTypes.DATE();
      case TIMESTAMP -> DataTypes.TIMESTAMP(6);
      case INSTANT -> DataTypes.TIMESTAMP_LTZ(6);
    };
  }

  /** A raw table: its columns, then position and commit time of the change that wrote the row. */
  static Schema rawSchema(TableSchema table) {
    Schema.Builder schema = columns(table);
    schema.column(POSITION, DataTypes.STRING());
    schema.column(COMMIT_TIME, DataTypes.TIMESTAMP_LTZ(6));
    return schema.build();
  }

  static Schema modelSchema(TableSchema table) {
    return columns(table).build();
  }

  /** The rows of a model table. */
  static DataType modelRow(TableSchema table) {
    return DataTypes.ROW(
        table.columns().stream()
            .map(column -> DataTypes.FIELD(column.name(), type(column.type())))
            .toArray(DataTypes.Field[]::new));
  }

  private static Schema.Builder columns(TableSchema table) {
    Schema.Builder schema = Schema.newBuilder();
    for (Column column : table.columns()) {
      DataType type = type(column.type());
      schema.column(column.name(), table.key().contains(column.name()) ? type.notNull() : type);
      if (!column.comment().isEmpty()) {
        schema.withComment(column.comment());
      }
    }
    if (table.keyed()) {
      schema.primaryKey(table.key());
    }
    return schema;
  }
}
