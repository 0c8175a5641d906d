package dev.millrace.connectors.conformance;

import java.sql.SQLException;
import java.util.List;

/** What the SQL of one database has otherwise than another's, as far as these tests use it. */
public interface Dialect {

  /**
   * Statements that make the table {@code journal (seq, tab, key_text, version)}, whose {@code seq}
   * is given by the database in the order of the inserts, and what {@link #watch} needs.
   */
  List<String> journal();

  /**
   * Statements that make triggers by which a table's changes are written into the journal: the key
   * of the row with its {@code n} as version; and before it the key that is left with the version
   * {@link Journal#GONE}, if there is one.
   *
   * @param key the columns of the key, whose values stand in the journal with {@code |} between
   */
  List<String> watch(String table, List<String> key);

  /** Statements at the beginning of a session that works; numbers of sessions begin with 0. */
  List<String> session(int number);

  /** Statements after a table has been made that has no key. */
  default List<String> withoutKey(String table) {
    return List.of();
  }

  /** Whether a statement fails so when another session has been faster. */
  boolean isExpected(SQLException failure);

  /** A number that no other row version has, as an expression; another for each row. */
  String nextNumber();

  /** An insert that becomes an update where its key is there already. */
  String upsert(String table, String values, String change);

  /** Whether the changes of a large transaction are sent before it ends. */
  default boolean isSentInProgress() {
    return true;
  }

  /** Removes all rows in the way that is quickest, if that can be written into the journal. */
  String empty(String table);
}
