package dev.millrace.xref;

import dev.millrace.api.TableName;
import java.util.List;

/** What is recognised. */
public enum Subject {
  ITEM("item"),
  PARTY("party");

  private final String table;

  Subject(String table) {
    this.table = table;
  }

  /** The table whose rows are compared. */
  TableName rows() {
    return TableName.model(table);
  }

  /** Further tables that tell of these rows. */
  List<TableName> besides() {
    return this == ITEM
        ? List.of(TableName.model("item_uom"), TableName.model("item_supplier"))
        : List.of();
  }

  /** The table of pairs. */
  TableName pairs() {
    return TableName.model(table + "_xref");
  }

  /** The table of groups. */
  TableName identities() {
    return TableName.model(table + "_identity");
  }

  /** Column of the table of pairs that holds the left row's key. */
  String keyColumn() {
    return table + "_key";
  }

  /** Column of the table of pairs that holds the right row's key. */
  String otherKeyColumn() {
    return "other_" + table + "_key";
  }
}
