package dev.millrace.connectors.mysql;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.connectors.capture.BatchBuilder;
import dev.millrace.connectors.mysql.LoggedStatement.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the transactions of the binary log begin and end, and what has been read so far.
 *
 * <p>Rows of an XA transaction are in the log where it is prepared, maybe long before it is
 * committed. They are kept until then, and are read again by a reader that begins in between.
 */
final class Transactions implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Transactions.class);

  /** Of MariaDB's names: no event of its own ends the transaction. */
  private static final int STANDALONE = 1;

  /** Of MariaDB's names: the transaction is not committed but prepared. */
  private static final int PREPARED_XA = 64;

  private static final long HALF = 1L << 32;

  /** What has been read before. */
  private final ResumePoint start;

  private final String log;
  private final BatchBuilder batches;
  private final StreamEncoder encoder;
  private final RowEvents rows;
  private final XaSpool spool;

  private GtidSet gtids;

  /** Whether {@link #gtids} has all transactions. */
  private boolean named;

  private String file = "";
  private long from;
  private long end;

  private boolean inTransaction;

  /** Whether the transaction has an end of its own. */
  private boolean ends;

  private boolean changed;

  /** Whether the transaction was read by an earlier run. */
  private boolean skipped;

  /** Whether the rows are of an XA transaction that is not committed. */
  private boolean spooling;

  private Runnable name = () -> {};

  /** As the server names the transaction, or where it begins. */
  private String title = "";

  /** The place at which the transaction begins. */
  private long commit;

  /**
   * Makes one.
   *
   * @param log as the capture's offset names it
   * @param start what has been read before
   * @param mariaDb whether each transaction has a name from the first one on
   * @param spoolFolder of this alone
   */
  Transactions(
      String log,
      ResumePoint start,
      boolean mariaDb,
      BatchBuilder batches,
      StreamEncoder encoder,
      Path spoolFolder) {
    this.log = log;
    this.start = start;
    this.batches = batches;
    this.encoder = encoder;
    this.rows = new RowEvents(encoder);
    this.spool = new XaSpool(spoolFolder);
    this.gtids = GtidSet.parse(start.gtids());
    this.named = mariaDb || !gtids.isEmpty();
  }

  /** What a reader needs besides the place that may be confirmed. */
  ResumePoint resume() {
    boolean within = named && inTransaction && batches.position().commit() == commit;
    return new ResumePoint(named ? gtids.toString() : "", spool.readFrom(), within ? title : "");
  }

  /** Whether a table is captured. */
  boolean wants(String schema, String table) {
    return encoder.wants(new Name(schema, table));
  }

  /** What follows is in another file, from an offset on. */
  void file(String next, long offset) {
    file = next;
    end = offset;
  }

  /**
   * An event comes.
   *
   * @param logged the low half of where it ends in the file; 0 when it is not in the file
   */
  void event(long logged, long length) {
    if (logged == 0) {
      return;
    }
    end = whole(logged);
    from = end - length;
  }

  /** A file may grow over what an event can tell of its place. */
  private long whole(long logged) {
    long high = end / HALF * HALF;
    return high + logged < end ? high + HALF + logged : high + logged;
  }

  /** The event was taken. */
  void eventDone() {
    if (!inTransaction && !file.isEmpty()) {
      batches.idle(place(end));
    }
  }

  /** The server has sent all up to a place in the file. */
  void idle(long logged) {
    if (!inTransaction && logged != 0 && !file.isEmpty()) {
      end = whole(logged);
      batches.idle(place(end));
    }
  }

  private long place(long offset) {
    return BinlogServer.place(log, file, offset);
  }

  /** MySQL tells the names of all transactions before a file. */
  void before(byte[] set, int offset) {
    if (!named) {
      gtids = GtidSet.decode(set, offset);
      named = !gtids.isEmpty();
    }
  }

  /** A transaction of MySQL begins. */
  void begin(String source, long number, long micros) throws InterruptedException {
    skipped = gtids.contains(source, number);
    name = () -> gtids.add(source, number);
    start(source + ":" + number, micros);
  }

  /** A transaction of MariaDB begins. */
  void begin(long domain, String gtid, long micros, int flags)
      throws InterruptedException, IOException {
    skipped = false;
    name = () -> gtids.add(domain, gtid);
    start(gtid, micros);
    ends = (flags & STANDALONE) == 0;
    if ((flags & PREPARED_XA) != 0) {
      keep();
    }
  }

  /** A transaction begins that has no name. */
  void beginUnnamed(long micros) throws InterruptedException {
    skipped = false;
    name = () -> named = false;
    start(file + ":" + from, micros);
  }

  private void start(String called, long micros) throws InterruptedException {
    if (inTransaction) {
      throw new IllegalStateException(
          "Cannot read the binary log: a transaction at "
              + file
              + ":"
              + from
              + " begins within another.");
    }
    inTransaction = true;
    ends = false;
    changed = false;
    spooling = false;
    title = called;
    commit = place(from);
    if (!skipped) {
      requireNew();
      if (called.equals(start.current())) {
        batches.resumeIn(commit);
      }
      batches.begin(commit, micros, called);
    }
  }

  /**
   * What a server has not sent before is in no file before the place: else its log was begun anew.
   * In the file itself there may be transactions before it, of which the rows first read knew
   * without their names.
   */
  private void requireNew() {
    if (named
        && start.readFrom().isEmpty()
        && BinlogServer.isInFileBefore(place(from), batches.confirmable())) {
      throw new MillraceException(
          ErrorCode.SOURCE_POSITION_LOST,
          "Cannot go on reading: the server has begun its binary log anew since.",
          "Remove the source's stored offset, so that Millrace reads a new snapshot.");
    }
  }

  private void keep() throws IOException {
    spooling = true;
    boolean again = skipped || batches.isHandedOver();
    String readFrom = named ? gtids.toString() : file + ":" + from;
    spool.begin(again ? start.readFrom() : readFrom);
  }

  /** Takes an event of rows, or one that describes their table. */
  void rows(byte[] b, int offset, int until)
      throws SQLException, IOException, InterruptedException {
    changed = true;
    if (spooling) {
      spool.add(b, offset, until);
    } else if (!skipped) {
      rows.take(b, offset, until);
    }
  }

  /** Takes a statement. */
  void statement(LoggedStatement statement, long micros)
      throws SQLException, IOException, InterruptedException {
    if (!inTransaction) {
      beginUnnamed(micros);
    }
    switch (statement.kind()) {
      case BEGIN -> ends = true;
      case XA_START -> {
        ends = true;
        keep();
      }
      case SAVEPOINT, XA_END, CHANGES_ROWS -> {}
      case COMMIT -> commit();
      case ROLLBACK -> {
        warnOfRollback();
        commit();
      }
      case ROLLBACK_TO -> warnOfRollback();
      case XA_COMMIT -> {
        commitPrepared(statement.xid());
        commit();
      }
      case XA_ROLLBACK -> {
        spool.forget(statement.xid());
        commit();
      }
      case TRUNCATE -> {
        if (!skipped) {
          encoder.truncate(statement.name());
        }
        commitUnlessEnds();
      }
      case MOVES_NAMES -> {
        if (!skipped) {
          encoder.moved(statement.moved());
        }
        commitUnlessEnds();
      }
      case DROPS_SCHEMA -> {
        if (!skipped) {
          encoder.dropped(statement.schema());
        }
        commitUnlessEnds();
      }
      case DROPS_ROWS -> {
        if (encoder.wants(statement.name())) {
          LOGGER.warn(
              "Rows of {}.{} went with a partition, which the binary log does not tell one by one."
                  + " They stay in the log until the table is read anew.",
              statement.schema(),
              statement.table());
        }
        commitUnlessEnds();
      }
      default -> commitUnlessEnds();
    }
  }

  private void warnOfRollback() {
    if (changed && !skipped) {
      LOGGER.warn(
          "A transaction at {}:{} was rolled back in part, after changes to tables that cannot be"
              + " rolled back. All its changes have been captured: tables that it changed must be"
              + " read anew.",
          file,
          from);
    }
  }

  private void commitUnlessEnds() {
    if (!ends) {
      commit();
    }
  }

  /**
   * An XA transaction ends its first phase.
   *
   * @param onePhase whether it is committed, too
   */
  void prepared(boolean onePhase, String xid)
      throws SQLException, IOException, InterruptedException {
    if (spooling) {
      spooling = false;
      spool.prepared(xid);
    }
    if (onePhase) {
      commitPrepared(xid);
    }
    commit();
  }

  private void commitPrepared(String xid) throws SQLException, IOException, InterruptedException {
    if (spool.has(xid) && !skipped) {
      spool.play(xid, rows::take);
    } else if (skipped || batches.isHandedOver()) {
      spool.forget(xid);
    } else {
      throw new MillraceException(
          ErrorCode.SOURCE_POSITION_LOST,
          "Cannot go on reading: the XA transaction "
              + xid
              + " was prepared before the capture began, and is committed now.",
          "Remove the source's stored offset, so that Millrace reads a new snapshot.");
    }
  }

  /** The transaction is whole. */
  void commit() {
    if (!inTransaction) {
      return;
    }
    inTransaction = false;
    if (!skipped) {
      if (!batches.isHandedOver()) {
        name.run();
      }
      batches.commit(place(end));
    }
  }

  @Override
  public void close() {
    spool.close();
  }
}
