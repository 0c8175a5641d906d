package dev.millrace.bench.capture;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Commits one change of one row at a time. */
final class Probing implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SILENCE = Duration.ofSeconds(2);

  private final Connection connection;
  private final PreparedStatement update;
  private int value;

  private Probing(Connection connection, String sql) throws SQLException {
    this.connection = connection;
    this.update = connection.prepareStatement(sql);
  }

  static Probing open(Job job) throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            job.setting("probe.url"), job.setting("probe.user"), job.setting("probe.password"));
    return new Probing(connection, job.setting("probe.sql"));
  }

  /**
   * Commits a change.
   *
   * @return when that had been done, by {@link System#nanoTime}
   */
  long commit() throws SQLException {
    update.setInt(1, ++value);
    update.executeUpdate();
    return System.nanoTime();
  }

  /** Commits changes until they arrive and none is on its way; returns how many have arrived. */
  long awaitFirst(Arrivals arrivals) throws SQLException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long before = arrivals.count();
    while (arrivals.count() == before || value < 2) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("No change has come.");
      }
      before = value < 1 ? arrivals.count() : before;
      commit();
      LockSupport.parkNanos(SILENCE.toNanos() / 4);
    }
    long seen = -1;
    while (seen != arrivals.count()) {
      seen = arrivals.count();
      LockSupport.parkNanos(SILENCE.toNanos());
    }
    return seen;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
