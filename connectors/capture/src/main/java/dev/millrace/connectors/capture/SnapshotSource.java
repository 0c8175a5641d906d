package dev.millrace.connectors.capture;

import dev.millrace.api.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * How the rows of a database's tables are read by a {@link Snapshot}.
 *
 * @param <P> a moment of the database
 * @param <U> a piece of work for one reader
 */
public interface SnapshotSource<P extends SnapshotPoint, U> {

  /** What the thread that prepares a snapshot tells others. */
  interface Waiting {
    /** Tells nobody. */
    Waiting NOBODY =
        new Waiting() {
          @Override
          public void on(Connection connection) {}

          @Override
          public void whatFor(String text) {}
        };

    /** On which connection it waits, so that it can be aborted; null when it does not. */
    void on(Connection connection);

    /** What it waits for, for people; an empty text when for nothing special. */
    void whatFor(String text);
  }

  /** Takes what is planned. */
  interface Plan<U> {
    /** A table is about to be read; the units of its work follow. */
    void begun(SnapshotEvent.Begun table) throws InterruptedException;

    /** The table is not there any more, or not captured. */
    void gone(TableRead table) throws InterruptedException;

    /** Gives a piece of work to whichever reader is free. */
    void add(U unit);
  }

  /** Reads pieces of work, one after the other, with connections of its own. */
  interface Reader<U> extends AutoCloseable {
    void read(U unit, RowsOut out) throws SQLException, InterruptedException;

    /** Breaks off whatever it does; called by another thread. */
    void abort() throws SQLException;

    @Override
    void close() throws SQLException;
  }

  /** Takes a moment at which to read. */
  P take(Waiting waiting) throws SQLException, InterruptedException;

  /** Says what is to be read at a moment. */
  void plan(P point, List<SnapshotWork> work, Plan<U> out)
      throws SQLException, InterruptedException;

  /** Makes a reader; it connects when it has something to read. */
  Reader<U> reader(P point);

  /** How many read at the same time. */
  int threads();

  /** How fast they read, all together. */
  Pace pace();

  /**
   * Why a failure only breaks the snapshot off, which can begin anew at another moment; empty when
   * it ends the capture.
   */
  default Optional<Problem> interruption(Throwable cause) {
    return Optional.empty();
  }

  /** The same for some rows by their keys, which are little work. */
  default SnapshotSource<P, U> forRowsByKey() {
    return this;
  }
}
