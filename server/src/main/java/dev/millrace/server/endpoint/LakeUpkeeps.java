package dev.millrace.server.endpoint;

import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.server.endpoint.LakeEndpoint.LakeUpkeep;
import dev.millrace.server.endpoint.LakeUpkeepEndpoint.UpkeepProgress;
import dev.millrace.server.endpoint.LakeUpkeepEndpoint.UpkeepRun;
import dev.millrace.server.endpoint.LakeUpkeepEndpoint.UpkeptTable;
import dev.millrace.server.endpoint.VerifyEndpoint.State;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs the upkeep that is asked for in the background, table by table, and keeps what the last run
 * did.
 */
public final class LakeUpkeeps implements AutoCloseable {
  private final Platform platform;
  private final Clock clock;
  private final Background background = new Background("millrace-upkeep", "the lake's upkeep");

  private int runs;
  private Optional<Instant> startedAt = Optional.empty();
  private Optional<Instant> finishedAt = Optional.empty();
  private final Map<String, UpkeptTable> done = new LinkedHashMap<>();

  /** In their order; the first is worked on. */
  private final Set<String> waiting = new LinkedHashSet<>();

  public LakeUpkeeps(Platform platform, Clock clock) {
    this.platform = platform;
    this.clock = clock;
  }

  /** Begins with some tables, or adds them to what runs; returns the id of that. */
  synchronized String start(Collection<String> tables) {
    if (waiting.isEmpty()) {
      runs++;
      startedAt = Optional.of(clock.instant());
      finishedAt = tables.isEmpty() ? startedAt : Optional.empty();
      done.clear();
    }
    for (String table : tables) {
      if (waiting.add(table)) {
        done.remove(table);
        Turn turn = new Turn(table);
        background.begin(turn::work, turn::end);
      }
    }
    return id();
  }

  synchronized UpkeepRun current() {
    State state = runs == 0 ? State.NONE : waiting.isEmpty() ? State.DONE : State.RUNNING;
    return new UpkeepRun(
        state,
        state == State.NONE ? Optional.empty() : Optional.of(id()),
        startedAt,
        finishedAt,
        new UpkeepProgress(done.size(), done.size() + waiting.size()),
        waiting.stream().findFirst(),
        List.copyOf(done.values()));
  }

  private String id() {
    return Integer.toString(runs);
  }

  private synchronized void end(UpkeptTable table) {
    done.put(table.name(), table);
    waiting.remove(table.name());
    if (waiting.isEmpty()) {
      finishedAt = Optional.of(clock.instant());
    }
  }

  @Override
  public void close() {
    background.close();
  }

  /** A table's turn. */
  private final class Turn {
    private final String table;
    private Optional<LakeUpkeep> outcome = Optional.empty();

    Turn(String table) {
      this.table = table;
    }

    void work() {
      outcome = Optional.of(platform.upkeep(TableName.parse(table)));
    }

    void end(Optional<Problem> problem) {
      LakeUpkeeps.this.end(new UpkeptTable(table, outcome, problem));
    }
  }
}
