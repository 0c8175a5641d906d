package dev.millrace.connectors.mysql;

import dev.millrace.api.ColumnType;

/** What becomes of each of the servers' types; {@code TYPES.md} has the table. */
public final class ColumnTypes {
  private static final ColumnType UNSIGNED_BIGINT = ColumnType.decimal(20, 0);

  private ColumnTypes() {}

  /**
   * The type in the change record. A date or time that is none, {@code 0000-00-00} say, does not
   * fit it; then the column becomes {@link ColumnType#TEXT}.
   */
  public static ColumnType of(ColumnSpec column) {
    return switch (column.kind()) {
      case TINYINT, SMALLINT, MEDIUMINT, YEAR -> ColumnType.INT32;
      case INT -> column.unsigned() ? ColumnType.INT64 : ColumnType.INT32;
      case BIGINT -> column.unsigned() ? UNSIGNED_BIGINT : ColumnType.INT64;
      case DECIMAL ->
          column.precision() <= ColumnType.MAX_PRECISION
              ? ColumnType.decimal(column.precision(), column.scale())
              : ColumnType.TEXT;
      case FLOAT -> ColumnType.FLOAT32;
      case DOUBLE -> ColumnType.FLOAT64;
      case BIT -> column.length() == 1 ? ColumnType.BOOLEAN : ColumnType.TEXT;
      case DATE -> ColumnType.DATE;
      case DATETIME -> ColumnType.TIMESTAMP;
      case TIMESTAMP -> ColumnType.INSTANT;
      case TIME, TEXT, ENUM, SET, UUID, INET4, INET6 -> ColumnType.TEXT;
      case JSON -> ColumnType.JSON;
      case BINARY, BYTES, GEOMETRY, VECTOR -> ColumnType.BYTES;
    };
  }
}
