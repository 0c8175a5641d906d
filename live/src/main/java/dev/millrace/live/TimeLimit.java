package dev.millrace.live;

import dev.millrace.api.MillraceException;
import java.time.Duration;

/** How long a query may take, counted from when it is made. */
final class TimeLimit {
  private final Duration limit;
  private final long deadline;

  TimeLimit(Duration limit) {
    this.limit = limit;
    this.deadline = System.nanoTime() + limit.toNanos();
  }

  /** What is left; nothing when it is over. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }

  boolean isOver() {
    return left().isZero();
  }

  MillraceException exceeded() {
    return QueryErrors.timeout(limit);
  }
}
