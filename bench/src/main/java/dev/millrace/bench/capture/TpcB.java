package dev.millrace.bench.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The transactions of {@code pgbench}: TPC-B like, three updates, a query and an insert each. */
final class TpcB {
  /** Its tables, as a list in SQL. */
  static final String TABLES =
      "pgbench_branches, pgbench_tellers, pgbench_accounts, pgbench_history";

  private static final int SCALE = 10;
  private static final int CLIENTS = 4;
  private static final int ACCOUNTS = 100_000 * SCALE;
  private static final int TELLERS = 10 * SCALE;

  private final PostgresWork work;

  private TpcB(PostgresWork work) {
    this.work = work;
  }

  /** Makes the tables as {@code pgbench -i -s 10} does. */
  static TpcB prepare(PostgresWork work) {
    work.run(
        "CREATE TABLE pgbench_branches (bid int PRIMARY KEY, bbalance int, filler char(88))",
        "CREATE TABLE pgbench_tellers (tid int PRIMARY KEY, bid int, tbalance int, filler char(84))",
        "CREATE TABLE pgbench_accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84))",
        "CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp,"
            + " filler char(22))",
        "ALTER TABLE pgbench_history REPLICA IDENTITY FULL",
        "INSERT INTO pgbench_branches SELECT b, 0, '' FROM generate_series(1, " + SCALE + ") b",
        "INSERT INTO pgbench_tellers SELECT t, (t - 1) / 10 + 1, 0, '' FROM generate_series(1, "
            + TELLERS
            + ") t",
        "INSERT INTO pgbench_accounts SELECT a, (a - 1) / 100000 + 1, 0, '' FROM"
            + " generate_series(1, "
            + ACCOUNTS
            + ") a",
        "VACUUM ANALYZE",
        "CHECKPOINT");
    return new TpcB(work);
  }

  /** Runs transactions for a while; returns how many a second were committed. */
  double perSecond(Duration time) throws InterruptedException {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      long begun = System.nanoTime();
      long end = begun + time.toNanos();
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Random random = new Random(i);
        counts.add(clients.submit(() -> client(random, end)));
      }
      long all = 0;
      for (Future<Long> count : counts) {
        all += count.get();
      }
      return all / ((System.nanoTime() - begun) / 1e9);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A client has failed.", e.getCause());
    } finally {
      clients.shutdownNow();
    }
  }

  private long client(Random random, long end) throws SQLException {
    long count = 0;
    try (Connection connection = work.server().connect();
        PreparedStatement account =
            connection.prepareStatement(
                "UPDATE pgbench_accounts SET abalance = abalance + ? WHERE aid = ?");
        PreparedStatement balance =
            connection.prepareStatement("SELECT abalance FROM pgbench_accounts WHERE aid = ?");
        PreparedStatement teller =
            connection.prepareStatement(
                "UPDATE pgbench_tellers SET tbalance = tbalance + ? WHERE tid = ?");
        PreparedStatement branch =
            connection.prepareStatement(
                "UPDATE pgbench_branches SET bbalance = bbalance + ? WHERE bid = ?");
        PreparedStatement history =
            connection.prepareStatement(
                "INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (?, ?, ?, ?,"
                    + " CURRENT_TIMESTAMP)")) {
      connection.setAutoCommit(false);
      for (; System.nanoTime() < end; count++) {
        int aid = 1 + random.nextInt(ACCOUNTS);
        int tid = 1 + random.nextInt(TELLERS);
        int bid = 1 + random.nextInt(SCALE);
        int delta = random.nextInt(10_001) - 5_000;
        update(account, delta, aid);
        balance.setInt(1, aid);
        balance.executeQuery().close();
        update(teller, delta, tid);
        update(branch, delta, bid);
        history.setInt(1, tid);
        history.setInt(2, bid);
        history.setInt(3, aid);
        history.setInt(4, delta);
        history.executeUpdate();
        connection.commit();
      }
    }
    return count;
  }

  private static void update(PreparedStatement statement, int delta, int id) throws SQLException {
    statement.setInt(1, delta);
    statement.setInt(2, id);
    statement.executeUpdate();
  }
}
