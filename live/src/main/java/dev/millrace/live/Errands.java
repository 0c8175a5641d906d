package dev.millrace.live;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What other threads want done on the feed's, between two batches. */
final class Errands {
  private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final Runnable wake;

  /** Something to do on the feed's thread. */
  interface Task {
    void run() throws SQLException;
  }

  /**
   * @param wake lets the feed's thread look for them
   */
  Errands(Runnable wake) {
    this.wake = wake;
  }

  /** Has something done; does not wait for it. */
  void add(Runnable errand) {
    waiting.add(errand);
    wake.run();
  }

  /** Has something done; returns when it is. */
  void perform(Task task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    add(
        () -> {
          try {
            task.run();
            done.complete(null);
          } catch (SQLException | RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    await(done);
  }

  /** Waits for something that the feed's thread completes. */
  void await(CompletableFuture<Void> future) {
    try {
      CompletableFuture.anyOf(future, stopped).join();
      if (!future.isDone()) {
        throw new MillraceException(
            ErrorCode.NOT_RUNNING, "Cannot use the live store: it is closed.", "Start Millrace.");
      }
      future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("The live store's feed has failed.", e.getCause());
    }
  }

  /** Does all there is; on the feed's thread. */
  void doAll() {
    for (Runnable errand = waiting.poll(); errand != null; errand = waiting.poll()) {
      errand.run();
    }
  }

  /** Nothing is done any more. */
  void stop() {
    stopped.complete(null);
  }
}
