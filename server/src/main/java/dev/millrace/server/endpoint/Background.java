package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does work that outlasts the request for it, one piece after the other. */
final class Background implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);

  private final String what;
  private final ExecutorService runner;

  /**
   * @param what the work is, for messages: "the comparison"
   */
  Background(String threadName, String what) {
    this.what = what;
    runner =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, threadName);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Begins the work when what was begun before is done.
   *
   * @param end is told what the work failed with; empty when all went well
   */
  void begin(Runnable work, Consumer<Optional<Problem>> end) {
    runner.execute(() -> end.accept(attempt(work)));
  }

  private Optional<Problem> attempt(Runnable work) {
    try {
      work.run();
      return Optional.empty();
    } catch (MillraceException e) {
      LOG.warn("Cannot finish {}: {}", what, e.problem());
      return Optional.of(e.problem());
    } catch (RuntimeException | Error e) {
      LOG.error("Cannot finish {}.", what, e);
      return Optional.of(
          Problem.of(
              ErrorCode.INTERNAL,
              "Cannot finish " + what + ".",
              "Look for the cause in the log of Millrace."));
    }
  }

  @Override
  public void close() {
    runner.shutdownNow();
  }
}
