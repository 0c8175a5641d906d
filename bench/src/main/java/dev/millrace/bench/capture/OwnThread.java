package dev.millrace.bench.capture;

import java.sql.SQLException;

/** A subject that reads on one thread until it is broken off. */
abstract class OwnThread implements Subject {
  private Thread thread;

  /** Reads until {@link #abort}, or until there is no more. */
  abstract void read(Arrivals arrivals) throws Exception;

  /** Makes {@link #read} end, by whatever exception. */
  abstract void abort() throws SQLException;

  @Override
  public void start(Arrivals arrivals) {
    thread =
        new Thread(
            () -> {
              try {
                read(arrivals);
              } catch (Exception e) {
                arrivals.fail(e);
              }
            },
            "subject");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws SQLException {
    abort();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
