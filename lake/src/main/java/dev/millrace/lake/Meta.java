package dev.millrace.lake;

import java.util.List;
import java.util.Locale;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The columns that a history table has beside those of its source. */
enum Meta {
  OP("_op", "snapshot, insert, update, delete or truncate"),
  POSITION("_position", "Where the change stands in its source; sortable"),
  SEQUENCE("_sequence", "1 for the table's first change; the order of effect"),
  COMMIT_TIME("_commit_time", "When the source committed the change"),
  CAPTURED_TIME("_captured_time", "When Millrace had the change in hand"),
  TRANSACTION("_transaction", "The source's name of the transaction"),
  UNSENT(
      "_unsent",
      "JSON array of columns the source did not send: they keep the value they had before");

  /** All of them, in order. */
  static final List<Meta> ALL = List.of(values());

  private final String column;
  private final String doc;

  Meta(String column, String doc) {
    this.column = column;
    this.doc = doc;
  }

  String column() {
    return column;
  }

  Type type() {
    return switch (this) {
      case OP, POSITION, TRANSACTION, UNSENT -> Types.StringType.get();
      case SEQUENCE -> Types.LongType.get();
      case COMMIT_TIME, CAPTURED_TIME -> Types.TimestampType.withZone();
    };
  }

  String doc() {
    return doc;
  }

  /** Whether every change has a value there. */
  boolean required() {
    return this != TRANSACTION && this != UNSENT;
  }

  /** Whether a field of a table is none of its source's columns. */
  static boolean isMeta(String field) {
    return ALL.stream().anyMatch(meta -> meta.column.equals(field));
  }

  /** The name under which the lake keeps a source's column. */
  static String columnFor(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (Meta meta : ALL) {
      // More underscores keep apart _op, _op_ and so on.
      if (lower.startsWith(meta.column)
          && lower.substring(meta.column.length()).chars().allMatch(c -> c == '_')) {
        return name + "_";
      }
    }
    return name;
  }
}
