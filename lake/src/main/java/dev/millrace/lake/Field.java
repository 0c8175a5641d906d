package dev.millrace.lake;

import dev.millrace.api.ColumnType;
import dev.millrace.api.ColumnType.Kind;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * A field of a history table that holds values of a source's column.
 *
 * @param id Iceberg's, which stays when the field is renamed
 * @param name in the lake
 * @param column in the source
 * @param type of the values, as the change record had them
 */
record Field(int id, String name, String column, ColumnType type) {
  private static final String PREFIX = "millrace.field.";

  /** The table property that says what a field is. */
  static String property(int id) {
    return PREFIX + id;
  }

  static boolean isProperty(String property) {
    return property.startsWith(PREFIX);
  }

  static int id(String property) {
    return Integer.parseInt(property.substring(PREFIX.length()));
  }

  static String describe(ColumnType type, String column) {
    return type + " " + column;
  }

  static Field of(int id, String name, String description) {
    int space = description.indexOf(' ');
    return new Field(
        id,
        name,
        description.substring(space + 1),
        ColumnType.parse(description.substring(0, space)));
  }

  static Type icebergType(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> Types.BooleanType.get();
      case INT32 -> Types.IntegerType.get();
      case INT64 -> Types.LongType.get();
      case FLOAT32 -> Types.FloatType.get();
      case FLOAT64 -> Types.DoubleType.get();
      case DECIMAL -> Types.DecimalType.of(type.precision(), type.scale());
      case TEXT, JSON -> Types.StringType.get();
      case BYTES -> Types.BinaryType.get();
      case DATE -> Types.DateType.get();
      case TIME -> Types.TimeType.get();
      case TIMESTAMP -> Types.TimestampType.withoutZone();
      case INSTANT -> Types.TimestampType.withZone();
    };
  }

  /** Whether Iceberg reads values written as {@code from} after the field has become {@code to}. */
  static boolean widens(ColumnType from, ColumnType to) {
    if (icebergType(from).equals(icebergType(to))) {
      return true;
    }
    return switch (from.kind()) {
      case INT32 -> to.kind() == Kind.INT64;
      case FLOAT32 -> to.kind() == Kind.FLOAT64;
      case DECIMAL ->
          to.kind() == Kind.DECIMAL
              && to.scale() == from.scale()
              && to.precision() > from.precision();
      default -> false;
    };
  }
}
