package dev.millrace.server;

import dev.millrace.api.ErrorCode;
import dev.millrace.server.endpoint.BusyException;
import dev.millrace.server.endpoint.Route;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads for requests that wait for something: some for queries, some for the rest, so that
 * neither stops the other, nor the threads that read requests and write events.
 */
final class Workers implements AutoCloseable {
  private static final int QUERIES = 4;
  private static final int OTHERS = 4;
  private static final int INTAKE = 4;
  private static final int WAITING = 64;
  private static final int IDLE_SECONDS = 30;
  private static final int END_SECONDS = 1;

  private final ThreadPoolExecutor queries = pool("millrace-query", QUERIES, WAITING);
  private final ThreadPoolExecutor others = pool("millrace-request", OTHERS, WAITING);
  private final ThreadPoolExecutor intake = pool("millrace-intake", INTAKE, WAITING);
  private final ThreadPoolExecutor farewells = pool("millrace-farewell", 1, Integer.MAX_VALUE);

  Workers() {
    // A stream that ends while all ends is seen off by whoever ends it.
    farewells.setRejectedExecutionHandler((farewell, pool) -> farewell.run());
  }

  /** Where requests of an effort are run; throws {@link Refusal} when too many wait. */
  Executor of(Route.Effort effort) {
    if (effort == Route.Effort.INTAKE) {
      return this::takeIn;
    }
    ThreadPoolExecutor pool = effort == Route.Effort.QUERY ? queries : others;
    return work -> {
      try {
        pool.execute(work);
      } catch (RejectedExecutionException e) {
        throw new Refusal(
            503,
            ErrorCode.RESOURCES_EXHAUSTED,
            "Cannot take another request: " + WAITING + " wait already.",
            "Try again in a moment, or ask for less at a time.");
      }
    };
  }

  private void takeIn(Runnable work) {
    try {
      intake.execute(work);
    } catch (RejectedExecutionException e) {
      throw new BusyException(
          "Cannot take more events now: " + WAITING + " requests wait already.",
          "Send them again in a second, and more of them at once.");
    }
  }

  /** Where what fed a stream is ended; its bound is that of the streams. */
  Executor farewells() {
    return farewells;
  }

  private static ThreadPoolExecutor pool(String name, int threads, int waiting) {
    AtomicInteger count = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(waiting),
            work -> {
              Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public void close() {
    queries.shutdownNow();
    others.shutdownNow();
    intake.shutdown();
    end(queries);
    end(others);
    end(intake);
    farewells.shutdown();
    end(farewells);
  }

  private static void end(ThreadPoolExecutor pool) {
    try {
      var unused = pool.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
