package dev.millrace.connectors.capture;

import java.sql.SQLException;

/**
 * A moment of the database, known by where it stands in the stream: it shows all transactions that
 * stand before {@link #place}, and none that stands at {@link #upTo} or after it. Where the moment
 * is known exactly, both are one. Otherwise it is somewhere between them: a row that no transaction
 * wrote between the two is what it was at either.
 */
public interface SnapshotPoint extends AutoCloseable {

  /** Where its rows stand in the stream. */
  long place();

  /** How far the stream must have been written before rows that it did not write may be. */
  long upTo();

  /** Ends the moment. */
  @Override
  void close() throws SQLException;
}
