package dev.millrace.app.quality;

import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.flow.HoldBack;
import dev.millrace.live.LiveStats;
import dev.millrace.live.LiveStore;
import dev.millrace.live.QueryLimits;
import dev.millrace.live.ResultColumn;
import dev.millrace.live.RowVisitor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the live store whether expectations are met, again when their tables have changed: one after
 * the other, each at most every few seconds, and so seldom that all together are asked for no more
 * than a twentieth of the time. Safe for use by several threads.
 */
public final class Quality implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Quality.class);
  private static final int SAMPLE = 10;
  private static final QueryLimits LIMITS = new QueryLimits(SAMPLE, Duration.ofSeconds(30));
  private static final int SHARE = 20;
  private static final long NO_TABLES = 0;
  private static final String DEAD_LETTERS = "model.dead_letter";

  private final LiveStore live;
  private final List<Watched> watched;
  private final Duration interval;
  private final ScheduledExecutorService watching =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "millrace-quality");
            thread.setDaemon(true);
            return thread;
          });

  /** An expectation and when it is to be looked at again. */
  private static final class Watched {
    final Expectation expectation;
    volatile Findings findings;
    long seen = -1;
    long nextNanos = System.nanoTime();

    Watched(Expectation expectation) {
      this.expectation = expectation;
      this.findings = Findings.none(expectation);
    }
  }

  private Quality(LiveStore live, List<Expectation> expectations, Duration interval) {
    this.live = live;
    this.watched = expectations.stream().map(Watched::new).toList();
    this.interval = interval;
    var unused =
        watching.scheduleWithFixedDelay(
            this::look, 0, interval.toMillis() / 5, TimeUnit.MILLISECONDS);
  }

  /**
   * Begins to look.
   *
   * @param interval between two looks at one expectation, at least
   */
  public static Quality start(LiveStore live, List<Expectation> expectations, Duration interval) {
    return new Quality(live, expectations, interval);
  }

  /** What was found last of each. */
  public List<Findings> findings() {
    return watched.stream().map(one -> one.findings).toList();
  }

  private void look() {
    try {
      List<LiveStats.Table> tables = live.stats().tables();
      for (Watched one : watched) {
        long seen = changes(one.expectation, tables);
        boolean changed =
            seen != one.seen
                || one.expectation.cause() == Expectation.Cause.TIME
                || readsEvents(one.expectation);
        if (changed && System.nanoTime() - one.nextNanos >= 0) {
          one.seen = seen;
          look(one);
        }
      }
    } catch (RuntimeException e) {
      LOGGER.warn("Cannot look at what is expected", e);
    }
  }

  /** Whether it asks of event tables, of which the live store does not know when they change. */
  private boolean readsEvents(Expectation expectation) {
    String sql = sql(expectation);
    return live.eventTables().stream().anyMatch(table -> sql.contains(table.name().toString()));
  }

  private static String sql(Expectation expectation) {
    return expectation.sql().replace("\"", "")
        + expectation.holdBack().map(h -> DEAD_LETTERS).orElse("");
  }

  /** A figure that changes with the tables of an expectation, as far as they are there. */
  private long changes(Expectation expectation, List<LiveStats.Table> tables) {
    String sql = sql(expectation);
    long changes = readsEvents(expectation) ? NO_TABLES + 1 : NO_TABLES;
    for (LiveStats.Table table : tables) {
      if (sql.contains(table.name().toString())) {
        changes += 1 + table.changes();
      }
    }
    return changes;
  }

  private void look(Watched one) {
    long begun = System.nanoTime();
    Findings before = one.findings;
    Findings after = find(one, before);
    one.findings = after;
    if (after.verdict() != before.verdict()) {
      tell(after);
    }
    long took = System.nanoTime() - begun;
    one.nextNanos = System.nanoTime() + Math.max(interval.toNanos(), took * SHARE * watched.size());
  }

  private static void tell(Findings findings) {
    Expectation expectation = findings.expectation();
    switch (findings.verdict()) {
      case VIOLATED ->
          LOGGER.warn(
              "{}:{}: {} rows are not as expected: {}",
              expectation.file(),
              expectation.line(),
              findings.violations(),
              expectation.text());
      case FAILED -> LOGGER.warn("{}", findings.problem().orElseThrow());
      case MET, PENDING ->
          LOGGER.debug("{}:{}: {}", expectation.file(), expectation.line(), findings.verdict());
    }
  }

  private Findings find(Watched one, Findings before) {
    Expectation expectation = one.expectation;
    Instant now = Instant.now();
    Answer answer = new Answer();
    try {
      live.query(
          "SELECT count(*) OVER () AS violations, found.* FROM (\n"
              + expectation.sql()
              + "\n) AS found LIMIT "
              + SAMPLE,
          LIMITS,
          answer);
    } catch (MillraceException e) {
      Problem problem = e.problem().at(expectation.file(), expectation.line(), 0);
      return new Findings(
          expectation,
          one.seen == NO_TABLES ? Findings.Verdict.PENDING : Findings.Verdict.FAILED,
          0,
          Optional.of(now),
          Optional.empty(),
          List.of(),
          List.of(),
          0,
          Optional.of(problem));
    }
    boolean met = answer.rows.isEmpty();
    return new Findings(
        expectation,
        met ? Findings.Verdict.MET : Findings.Verdict.VIOLATED,
        answer.violations,
        Optional.of(now),
        met ? Optional.empty() : before.violatedSince().or(() -> Optional.of(now)),
        met ? List.of() : answer.columns,
        answer.rows,
        heldBack(expectation),
        Optional.empty());
  }

  /** How many rows an expectation holds back: their dead letters tell. */
  private long heldBack(Expectation expectation) {
    boolean letters =
        live.stats().tables().stream()
            .anyMatch(table -> table.name().toString().equals(DEAD_LETTERS));
    if (expectation.holdBack().isEmpty() || !letters) {
      return 0;
    }
    HoldBack holding = expectation.holdBack().get();
    Answer answer = new Answer();
    live.query(
        "SELECT count(*) FROM %s WHERE contains(cause, '%s')"
            .formatted(DEAD_LETTERS, holding.origin().replace("'", "''")),
        LIMITS,
        answer);
    return answer.violations;
  }

  /** Takes the number of rows from in front of the first ones. */
  private static final class Answer implements RowVisitor {
    List<ResultColumn> columns = List.of();
    final List<List<Object>> rows = new ArrayList<>();
    long violations;

    @Override
    public void columns(List<ResultColumn> all) {
      columns = List.copyOf(all.subList(1, all.size()));
    }

    @Override
    public void row(Object[] values) {
      violations = ((Number) values[0]).longValue();
      rows.add(
          Collections.unmodifiableList(
              new ArrayList<>(Arrays.asList(values).subList(1, values.length))));
    }
  }

  @Override
  public void close() {
    watching.shutdownNow();
    try {
      if (!watching.awaitTermination(LIMITS.time().toSeconds(), TimeUnit.SECONDS)) {
        LOGGER.warn("A look at what is expected did not stop in order");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
