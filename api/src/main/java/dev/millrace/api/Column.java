package dev.millrace.api;

import java.io.Serializable;

/**
 * A column of a table.
 *
 * @param name as its source spells it
 * @param type of its values
 * @param nullable whether its source allows it to be empty; the record always does
 * @param comment what the source or the model says of it; empty when nothing
 */
public record Column(String name, ColumnType type, boolean nullable, String comment)
    implements Serializable {

  /** A column that may be empty, without a comment. */
  public static Column of(String name, ColumnType type) {
    return new Column(name, type, true, "");
  }
}
