package dev.millrace.lake;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** How DuckDB calls the types of Iceberg. */
final class SqlTypes {
  private SqlTypes() {}

  /**
   * DuckDB's word for a type.
   *
   * @throws MillraceException when DuckDB has none that takes every value
   */
  static String of(Type type, String column) {
    return switch (type.typeId()) {
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> "INTEGER";
      case LONG -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield "DECIMAL(" + decimal.precision() + "," + decimal.scale() + ")";
      }
      case STRING -> "VARCHAR";
      case BINARY, FIXED -> "BLOB";
      case UUID -> "UUID";
      case DATE -> "DATE";
      case TIME -> "TIME";
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? "TIMESTAMP WITH TIME ZONE"
              : "TIMESTAMP";
      case TIMESTAMP_NANO -> {
        if (((Types.TimestampNanoType) type).shouldAdjustToUTC()) {
          throw unsupported(type, column);
        }
        yield "TIMESTAMP_NS";
      }
      case LIST -> of(type.asListType().elementType(), column) + "[]";
      case MAP ->
          "MAP("
              + of(type.asMapType().keyType(), column)
              + ", "
              + of(type.asMapType().valueType(), column)
              + ")";
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(
                  field -> Dialect.DUCKDB.identifier(field.name()) + " " + of(field.type(), column))
              .collect(Collectors.joining(", ", "STRUCT(", ")"));
      default -> throw unsupported(type, column);
    };
  }

  private static MillraceException unsupported(Type type, String column) {
    return new MillraceException(
        ErrorCode.TABLE_UNSUPPORTED,
        "Cannot read column " + column + " of type " + type + " in SQL.",
        "Read the table with another engine.");
  }
}
