package dev.millrace.bench.capture;

import java.io.IOException;
import java.sql.SQLException;

/** Reads changes of a database. */
interface Subject extends AutoCloseable {

  /** Begins to read on threads of its own. */
  void start(Arrivals arrivals) throws Exception;

  /** Breaks off. */
  @Override
  void close() throws IOException, SQLException;

  /** Returns when all that there was has been read, and what is needed to go on is kept. */
  default void settle() throws Exception {
    throw new UnsupportedOperationException("Only Millrace's connectors keep offsets here.");
  }
}
