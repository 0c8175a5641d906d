package dev.millrace.bench.capture;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;

/** Counts changes as they arrive at the consumer that drops them. */
final class Arrivals {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final long begunNanos = System.nanoTime();
  private final long begunCpuNanos = SYSTEM.getProcessCpuTime();
  private long wanted = Long.MAX_VALUE;
  private long count;
  private long firstNanos;
  private long atFirst;
  private long halfNanos;
  private long atHalf;
  private long reachedNanos;
  private Optional<Throwable> failure = Optional.empty();

  /** So many more have arrived. */
  synchronized void add(long changes) {
    if (changes == 0) {
      return;
    }
    if (count == 0) {
      firstNanos = System.nanoTime();
      atFirst = changes;
    }
    count += changes;
    if (count >= wanted / 2 && halfNanos == 0) {
      halfNanos = System.nanoTime();
      atHalf = count;
    }
    if (count >= wanted && reachedNanos == 0) {
      reachedNanos = System.nanoTime();
      notifyAll();
    }
  }

  /** Nothing will follow, for this reason. */
  synchronized void fail(Throwable cause) {
    failure = Optional.of(cause);
    notifyAll();
  }

  synchronized long count() {
    return count;
  }

  /**
   * Waits until so many have arrived in all.
   *
   * @return when the last of them came, by {@link System#nanoTime}
   */
  synchronized long await(long changes, Duration patience) throws InterruptedException {
    wanted = changes;
    reachedNanos = count >= changes ? System.nanoTime() : 0;
    long end = System.nanoTime() + patience.toNanos();
    while (reachedNanos == 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (failure.isPresent() || left <= 0) {
        throw new IllegalStateException(
            "Only " + count + " of " + changes + " changes have come.", failure.orElse(null));
      }
      wait(left);
    }
    return reachedNanos;
  }

  /** What has been measured since this was made, up to the change last awaited. */
  synchronized Reading reading() {
    return new Reading(
        count - atFirst,
        (reachedNanos - firstNanos) / 1e9,
        (count - atHalf) / ((reachedNanos - halfNanos) / 1e9),
        count,
        (reachedNanos - begunNanos) / 1e9,
        (SYSTEM.getProcessCpuTime() - begunCpuNanos) / 1e9,
        Memory.peakMegabytes());
  }
}
