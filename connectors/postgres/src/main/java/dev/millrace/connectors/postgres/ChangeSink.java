package dev.millrace.connectors.postgres;

import java.io.IOException;
import java.sql.SQLException;

/** Takes the changes of committed transactions, one transaction after the other. */
interface ChangeSink {

  /**
   * A transaction begins.
   *
   * @param xid the lower half of its id
   * @param commitLsn where its commit stands in the server's log
   * @param commitMicros when it was committed, microseconds since 1970 UTC
   */
  void begin(int xid, long commitLsn, long commitMicros) throws InterruptedException;

  /**
   * The form in which the rows of a table come from here on. There may be none: the server
   * describes partitions whose rows it sends as their root's, too.
   */
  void relation(Relation relation);

  /**
   * A new row.
   *
   * @param row is filled anew with the next change, as are all others here
   */
  void insert(int relation, Tuple row) throws SQLException, InterruptedException;

  void update(int relation, OldRow kind, Tuple old, Tuple row)
      throws SQLException, InterruptedException;

  void delete(int relation, OldRow kind, Tuple old) throws SQLException, InterruptedException;

  /** Tables were emptied by one command. */
  void truncate(int[] relations) throws SQLException, InterruptedException;

  /** A message that is part of the transaction. */
  void message(String prefix);

  /**
   * The transaction is complete.
   *
   * @param endLsn where a reader that has it goes on
   */
  void commit(long endLsn) throws InterruptedException;

  /** Changes in the order in which the server sends them, which is not yet that of transactions. */
  @FunctionalInterface
  interface Playback {
    void message(byte[] buffer, int offset, int length)
        throws IOException, SQLException, InterruptedException;
  }
}
