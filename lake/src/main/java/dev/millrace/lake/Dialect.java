package dev.millrace.lake;

import dev.millrace.api.ColumnType;

/** How an engine writes SQL, where engines differ. */
enum Dialect {
  SPARK("spark", '`'),
  TRINO("trino", '"'),
  DUCKDB("duckdb", '"');

  private final String label;
  private final char quote;

  Dialect(String label, char quote) {
    this.label = label;
    this.quote = quote;
  }

  /** The name under which an Iceberg view keeps its SQL. */
  String label() {
    return label;
  }

  String identifier(String name) {
    return quote + name.replace(String.valueOf(quote), String.valueOf(quote) + quote) + quote;
  }

  String text(String value) {
    String escaped = value.replace("'", this == SPARK ? "\\'" : "''");
    return "'" + (this == SPARK ? value.replace("\\", "\\\\").replace("'", "\\'") : escaped) + "'";
  }

  /** A value of one type as one of another, which takes it without loss. */
  String convert(String expression, ColumnType from, ColumnType to) {
    if (from.kind() == ColumnType.Kind.BYTES && to.kind() == ColumnType.Kind.TEXT) {
      return (this == TRINO ? "to_base64(" : "base64(") + expression + ")";
    }
    return "CAST(" + expression + " AS " + type(to) + ")";
  }

  private String type(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> "BOOLEAN";
      case INT32 -> "INTEGER";
      case INT64 -> "BIGINT";
      case FLOAT32 -> this == SPARK ? "FLOAT" : "REAL";
      case FLOAT64 -> "DOUBLE";
      case DECIMAL -> "DECIMAL(" + type.precision() + ", " + type.scale() + ")";
      case TEXT, JSON -> this == SPARK ? "STRING" : "VARCHAR";
      case BYTES -> this == SPARK ? "BINARY" : this == TRINO ? "VARBINARY" : "BLOB";
      case DATE -> "DATE";
      case TIME -> this == TRINO ? "TIME(6)" : "TIME";
      case TIMESTAMP ->
          this == SPARK ? "TIMESTAMP_NTZ" : this == TRINO ? "TIMESTAMP(6)" : "TIMESTAMP";
      case INSTANT ->
          this == SPARK
              ? "TIMESTAMP"
              : this == TRINO ? "TIMESTAMP(6) WITH TIME ZONE" : "TIMESTAMP WITH TIME ZONE";
    };
  }
}
