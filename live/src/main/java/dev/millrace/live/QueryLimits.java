package dev.millrace.live;

import java.time.Duration;

/**
 * How much a query may give and take.
 *
 * @param rows the most rows handed over; the answer says when there were more
 * @param time the longest it may run
 */
public record QueryLimits(int rows, Duration time) {
  public static final QueryLimits DEFAULT = new QueryLimits(1_000, Duration.ofSeconds(10));

  public QueryLimits {
    if (rows < 0 || time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("Cannot limit a query to " + rows + " rows in " + time);
    }
  }
}
