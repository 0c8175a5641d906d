package dev.millrace.demo;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.PostgresServer;
import java.util.List;

/**
 * The daily business on both ERPs: orders, allocations, shipments, receipts, counts, price changes,
 * cancellations and deletions, each a transaction over several tables, half of them on each ERP.
 *
 * <p>It runs on two threads of its own until it is closed. A database that is restarted or gone for
 * a while is waited for. The methods may be called by any thread.
 */
public final class Business implements AutoCloseable {
  /** The highest rate. */
  public static final int RATE_MAX = 2000;

  private final List<ErpUsers> users;
  private final List<Pace> paces;
  private final List<Thread> threads;
  private volatile int rate;

  private Business(List<ErpUsers> users, List<Pace> paces, int rate) {
    this.users = users;
    this.paces = paces;
    this.rate = rate;
    this.threads = users.stream().map(each -> new Thread(each, "demo-business")).toList();
  }

  static Business start(
      PostgresServer plant, MariaDbServer distribution, long seed, int ratePerMinute) {
    requireRate(ratePerMinute);
    Dice dice = new Dice(seed);
    Pace plantPace = new Pace(ratePerMinute / 2.0);
    Pace distributionPace = new Pace(ratePerMinute / 2.0);
    Business business =
        new Business(
            List.of(
                new ErpUsers(new PlantErp(), plant, dice.forPurpose("plant business"), plantPace),
                new ErpUsers(
                    new DistributionErp(),
                    distribution,
                    dice.forPurpose("distribution business"),
                    distributionPace)),
            List.of(plantPace, distributionPace),
            ratePerMinute);
    business.threads.forEach(
        thread -> {
          thread.setDaemon(true);
          thread.start();
        });
    return business;
  }

  /** Sets the transactions a minute, over both ERPs: 1 to 2,000; 0 lets the business rest. */
  public void rate(int perMinute) {
    requireRate(perMinute);
    rate = perMinute;
    paces.forEach(pace -> pace.rate(perMinute / 2.0));
  }

  /** The transactions a minute that are aimed at. */
  public int rate() {
    return rate;
  }

  /** The transactions committed since the start. */
  public long transactions() {
    return users.stream().mapToLong(ErpUsers::transactions).sum();
  }

  /**
   * Transactions that a database refused, other than by going away; 0 unless something is wrong.
   */
  public long failures() {
    return users.stream().mapToLong(ErpUsers::failures).sum();
  }

  /** Ends the business after the transactions that are being done. */
  @Override
  public void close() {
    paces.forEach(Pace::end);
    for (Thread thread : threads) {
      try {
        thread.join(5000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void requireRate(int perMinute) {
    if (perMinute < 0 || perMinute > RATE_MAX) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot set the demo's transactions a minute: " + perMinute + ".",
          "Use a number from 1 to " + RATE_MAX + ", or 0 to let the business rest.");
    }
  }
}
