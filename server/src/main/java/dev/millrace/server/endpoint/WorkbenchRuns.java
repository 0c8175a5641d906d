package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the workbench's work in the background, one piece after the other, and keeps what came of
 * the last ones.
 */
public final class WorkbenchRuns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkbenchRuns.class);
  private static final int KEPT = 32;
  private static final int MOST_WAITING = 8;

  private final ExecutorService runner =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "millrace-workbench");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private int begun;
  private int open;

  /** Where a piece of work is. */
  public enum State {
    RUNNING,
    DONE,
    FAILED
  }

  /** How far a piece of work is. */
  public record WorkProgress(
      State state,
      @Description("What is done now, in words.") String step,
      @Description("Of `total`, of this step.") int done,
      int total) {}

  /** A piece of work. */
  static final class Run {
    private volatile WorkProgress progress = new WorkProgress(State.RUNNING, "Waiting", 0, 1);
    private volatile Optional<Object> result = Optional.empty();
    private volatile Optional<Problem> error = Optional.empty();

    WorkProgress progress() {
      return progress;
    }

    /** What came of it, once it is done and if it is of that type. */
    <T> Optional<T> result(Class<T> type) {
      return result.filter(type::isInstance).map(type::cast);
    }

    Optional<Problem> error() {
      return error;
    }

    private void end(State state) {
      progress = new WorkProgress(state, progress.step, progress.done, progress.total);
    }
  }

  /**
   * Begins a piece of work when what was begun before is done.
   *
   * @return its id
   * @throws MillraceException RESOURCES_EXHAUSTED when too much waits already
   */
  synchronized String start(Function<Workbench.Progress, Object> work) {
    if (open > MOST_WAITING) {
      throw new MillraceException(
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot begin yet: " + open + " others wait.",
          "Try again in a minute.");
    }
    open++;
    begun++;
    String id = Integer.toString(begun);
    Run run = new Run();
    runs.put(id, run);
    if (runs.size() > KEPT) {
      runs.remove(runs.keySet().iterator().next());
    }
    runner.execute(() -> attempt(run, work));
    return id;
  }

  private void attempt(Run run, Function<Workbench.Progress, Object> work) {
    try {
      run.result =
          Optional.of(
              work.apply(
                  (step, done, all) ->
                      run.progress = new WorkProgress(State.RUNNING, step, done, all)));
      run.end(State.DONE);
    } catch (MillraceException e) {
      // The caller's matter: it is told, and may hold values of rows.
      run.error = Optional.of(e.problem());
      run.end(State.FAILED);
    } catch (RuntimeException | Error e) {
      LOG.error("Cannot finish the workbench's work.", e);
      run.error =
          Optional.of(
              Problem.of(
                  ErrorCode.INTERNAL,
                  "Cannot finish.",
                  "Look for the cause in the log of Millrace."));
      run.end(State.FAILED);
    } finally {
      synchronized (this) {
        open--;
      }
    }
  }

  /**
   * A piece of work that was begun.
   *
   * @throws NotFoundException when there is none, or not any more
   */
  synchronized Run of(String id) {
    Run run = runs.get(id);
    if (run == null) {
      throw new NotFoundException(
          "Cannot find what was asked for: " + id + ".", "Begin it again: only the last are kept.");
    }
    return run;
  }

  @Override
  public void close() {
    runner.shutdownNow();
  }
}
