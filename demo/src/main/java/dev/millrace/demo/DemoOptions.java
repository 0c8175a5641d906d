package dev.millrace.demo;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What the demo is made of.
 *
 * @param seed of the data and the business: the same seed and the same reference make the same data
 * @param reference the moment up to which the history goes; used only when the data are made
 * @param ratePerMinute ERP transactions a minute, over both ERPs together; 0 for none
 * @param plantPort of PostgreSQL; 0 takes a free one
 * @param distributionPort of MariaDB; 0 takes a free one
 */
public record DemoOptions(
    long seed, Instant reference, int ratePerMinute, int plantPort, int distributionPort) {

  /** Seed 1, history up to this hour, 60 transactions a minute, free ports. */
  public static DemoOptions defaults() {
    return new DemoOptions(1, Instant.now().truncatedTo(ChronoUnit.HOURS), 60, 0, 0);
  }

  public DemoOptions seed(long seed) {
    return new DemoOptions(seed, reference, ratePerMinute, plantPort, distributionPort);
  }

  public DemoOptions reference(Instant reference) {
    return new DemoOptions(seed, reference, ratePerMinute, plantPort, distributionPort);
  }

  public DemoOptions ratePerMinute(int ratePerMinute) {
    return new DemoOptions(seed, reference, ratePerMinute, plantPort, distributionPort);
  }

  public DemoOptions plantPort(int plantPort) {
    return new DemoOptions(seed, reference, ratePerMinute, plantPort, distributionPort);
  }

  public DemoOptions distributionPort(int distributionPort) {
    return new DemoOptions(seed, reference, ratePerMinute, plantPort, distributionPort);
  }
}
