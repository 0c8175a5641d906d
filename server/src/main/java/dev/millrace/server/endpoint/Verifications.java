package dev.millrace.server.endpoint;

import dev.millrace.api.Problem;
import dev.millrace.server.endpoint.VerifyEndpoint.State;
import dev.millrace.server.endpoint.VerifyEndpoint.Verification;
import dev.millrace.server.endpoint.VerifyEndpoint.VerifiedTable;
import dev.millrace.server.endpoint.VerifyEndpoint.VerifyProgress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs comparisons in the background, one at a time, and keeps what the last one found. */
public final class Verifications implements AutoCloseable {
  private final Platform platform;
  private final Clock clock;
  private final Background background = new Background("millrace-verify", "the comparison");

  private Run run;
  private int runs;

  public Verifications(Platform platform, Clock clock) {
    this.platform = platform;
    this.clock = clock;
    this.run = new Run(Optional.empty(), Optional.empty());
    run.state = State.NONE;
  }

  /** Begins a comparison unless one runs; returns the id of the one that runs now. */
  synchronized String start() {
    if (run.current().state() == State.RUNNING) {
      return run.id.orElseThrow();
    }
    runs++;
    Run next = new Run(Optional.of(Integer.toString(runs)), Optional.of(clock.instant()));
    background.begin(() -> platform.verify(next), problem -> next.finish(clock.instant(), problem));
    run = next;
    return next.id.orElseThrow();
  }

  Verification current() {
    Run shown;
    synchronized (this) {
      shown = run;
    }
    return shown.current();
  }

  @Override
  public void close() {
    background.close();
  }

  /** One comparison. */
  private static final class Run implements VerifyEndpoint.Progress {
    private final Optional<String> id;
    private final Optional<Instant> startedAt;
    private final List<VerifiedTable> tables = new ArrayList<>();
    private State state = State.RUNNING;
    private int total;
    private Optional<Instant> finishedAt = Optional.empty();
    private Optional<Problem> error = Optional.empty();

    Run(Optional<String> id, Optional<Instant> startedAt) {
      this.id = id;
      this.startedAt = startedAt;
    }

    @Override
    public synchronized void total(int count) {
      total = count;
    }

    @Override
    public synchronized void table(VerifiedTable table) {
      tables.add(table);
    }

    synchronized void finish(Instant at, Optional<Problem> problem) {
      state = State.DONE;
      finishedAt = Optional.of(at);
      error = problem;
    }

    synchronized Verification current() {
      Optional<Boolean> equal =
          state == State.DONE
              ? Optional.of(error.isEmpty() && tables.stream().allMatch(VerifiedTable::equal))
              : Optional.empty();
      return new Verification(
          state,
          id,
          startedAt,
          finishedAt,
          new VerifyProgress(tables.size(), Math.max(total, tables.size())),
          equal,
          List.copyOf(tables),
          error);
    }
  }
}
