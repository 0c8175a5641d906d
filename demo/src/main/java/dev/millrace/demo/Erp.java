package dev.millrace.demo;

import java.sql.SQLException;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * What the users of one ERP do. One thread at a time works on it; it keeps in memory only what it
 * can read from the database again.
 */
interface Erp {

  String name();

  /** Reads from the database what is open. */
  void open(Sql sql) throws SQLException;

  List<Activity> activities();

  /**
   * Something the users do.
   *
   * @param urgency how likely it is done next, compared with the others; 0 when there is nothing to
   *     do
   */
  record Activity(String name, DoubleSupplier urgency, Work work) {}

  /** Statements that make one transaction. */
  interface Work {
    /**
     * Does the work up to its commit.
     *
     * @return false when there turned out to be nothing to do; the transaction is then rolled back
     */
    boolean run(Sql sql, Dice dice) throws SQLException;
  }

  /**
   * The more wait compared with what is usual, the more urgent; bounded, so that all get a turn.
   */
  static double urgency(double weight, int waiting, int usual) {
    return weight * Math.min(4.0, (double) waiting / usual);
  }

  /** New orders come fast when few are open and slowly when many are. */
  static double appetite(double weight, int open, int usual) {
    return weight * Math.max(0.05, Math.min(2.0, 2.0 - (double) open / usual));
  }
}
