package dev.millrace.demo;

import dev.millrace.testing.DatabaseServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on one ERP at a pace. When the database goes away it waits, connects again, reads what is
 * open and goes on.
 */
final class ErpUsers implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ErpUsers.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
  private static final int TRIES = 20;

  private final Erp erp;
  private final DatabaseServer server;
  private final Dice dice;
  private final Pace pace;
  private final AtomicLong transactions = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private Connection connection;

  ErpUsers(Erp erp, DatabaseServer server, Dice dice, Pace pace) {
    this.erp = erp;
    this.server = server;
    this.dice = dice;
    this.pace = pace;
  }

  long transactions() {
    return transactions.get();
  }

  /** Transactions that a database refused; not those that were cut off with their connection. */
  long failures() {
    return failures.get();
  }

  @Override
  public void run() {
    Duration wait = FIRST_WAIT;
    while (pace.awaitTurn()) {
      try {
        work();
        wait = FIRST_WAIT;
      } catch (SQLException e) {
        note(e);
        disconnect();
        if (!pace.pause(wait)) {
          break;
        }
        wait =
            wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
      }
    }
    disconnect();
  }

  /** Does one transaction, connecting first when need be. */
  void work() throws SQLException {
    if (connection == null) {
      connection = server.connect();
      connection.setAutoCommit(false);
      erp.open(new Sql(connection));
      connection.rollback();
    }
    for (int tries = 0; tries < TRIES; tries++) {
      if (next().work().run(new Sql(connection), dice)) {
        connection.commit();
        transactions.incrementAndGet();
        return;
      }
      connection.rollback();
    }
  }

  private Erp.Activity next() {
    List<Erp.Activity> all = erp.activities();
    double[] urgencies = new double[all.size()];
    for (int i = 0; i < urgencies.length; i++) {
      urgencies[i] = all.get(i).urgency().getAsDouble();
    }
    return all.get(new Dice.Weighted(urgencies).pick(dice));
  }

  private void note(SQLException e) {
    if (isCutOff()) {
      LOG.info("The {} lost its database and connects again.", erp.name());
    } else {
      failures.incrementAndGet();
      LOG.warn("The {} had a transaction refused.", erp.name(), e);
    }
  }

  private boolean isCutOff() {
    try {
      return connection == null || !connection.isValid(1);
    } catch (SQLException e) {
      return true;
    }
  }

  void disconnect() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      LOG.debug("The connection was gone already.", e);
    } finally {
      connection = null;
    }
  }
}
