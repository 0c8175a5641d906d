package dev.millrace.live;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One query that is run again when its tables change, for all who follow it. */
final class LiveQuery {
  private static final Logger LOGGER = LoggerFactory.getLogger(LiveQuery.class);

  /** What the last run gave. */
  sealed interface Outcome {
    /** An answer. */
    record Answer(LiveRows rows) implements Outcome {}

    /** No answer. */
    record Failure(Problem problem) implements Outcome {}
  }

  private record Diff(LiveRows before, LiveRows now, List<RowOp> ops) {}

  private final Queries queries;
  private final String sql;
  private final QueryLimits limits;
  private final Duration interval;
  private final ScheduledExecutorService runners;
  private final Set<Subscriber> subscribers = new LinkedHashSet<>();

  private Optional<Set<TableName>> tables = Optional.empty();
  private Map<String, String> lakeVersions = Map.of();
  private Optional<Outcome> latest = Optional.empty();
  private Optional<Diff> lastDiff = Optional.empty();
  private boolean scheduled;
  private boolean executing;
  private boolean dirty;
  private long earliestNanos = System.nanoTime();

  LiveQuery(
      Queries queries,
      String sql,
      QueryLimits limits,
      Duration interval,
      ScheduledExecutorService runners) {
    this.queries = queries;
    this.sql = sql;
    this.limits = limits;
    this.interval = interval;
    this.runners = runners;
  }

  synchronized void join(Subscriber subscriber) {
    subscribers.add(subscriber);
    if (latest.isPresent()) {
      subscriber.changed(this);
    } else {
      wake();
    }
  }

  /** Returns whether nobody follows the query any more. */
  synchronized boolean leave(Subscriber subscriber) {
    subscribers.remove(subscriber);
    return subscribers.isEmpty();
  }

  synchronized boolean reads(Set<TableName> changed) {
    return tables.isPresent() && tables.get().stream().anyMatch(changed::contains);
  }

  synchronized Optional<Outcome> latest() {
    return latest;
  }

  /** Finds out anew what the query reads, and runs it. */
  synchronized void relearn() {
    tables = Optional.empty();
    wake();
  }

  /** Has the query run soon, not sooner than its interval allows. */
  synchronized void wake() {
    dirty = true;
    if (scheduled || executing || subscribers.isEmpty()) {
      return;
    }
    scheduled = true;
    long delay = Math.max(0, earliestNanos - System.nanoTime());
    try {
      var unused = runners.schedule(this::run, delay, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOGGER.debug("The store is being closed", e);
    }
  }

  private void run() {
    synchronized (this) {
      scheduled = false;
      executing = true;
      dirty = false;
      earliestNanos = System.nanoTime() + interval.toNanos();
    }
    Outcome outcome = outcome();
    synchronized (this) {
      executing = false;
      if (latest.isEmpty() || !same(latest.get(), outcome)) {
        latest = Optional.of(outcome);
        subscribers.forEach(subscriber -> subscriber.changed(this));
      }
      if (dirty) {
        wake();
      }
    }
  }

  private Outcome outcome() {
    try {
      learnTables();
      Instant asOf = Instant.now();
      Collected rows = new Collected();
      QueryResult result = queries.query(sql, limits.keptWhole(), rows);
      return new Outcome.Answer(
          new LiveRows(
              rows.columns, Collections.unmodifiableList(rows.rows), result.truncated(), asOf));
    } catch (MillraceException e) {
      return new Outcome.Failure(e.problem());
    } catch (RuntimeException e) {
      LOGGER.warn("A live query cannot run", e);
      return new Outcome.Failure(
          Problem.of(ErrorCode.INTERNAL, "Cannot run the query.", "Look into the log."));
    }
  }

  private void learnTables() {
    synchronized (this) {
      if (tables.isPresent()) {
        return;
      }
    }
    SqlGuard.Approved approved = queries.approve(sql);
    Map<String, String> versions = lakeVersions(approved);
    synchronized (this) {
      tables = Optional.of(approved.tables());
      lakeVersions = versions;
    }
  }

  private static Map<String, String> lakeVersions(SqlGuard.Approved approved) {
    Map<String, String> versions = new HashMap<>();
    approved.lake().forEach(read -> versions.put(read.table().name(), read.table().version()));
    return versions;
  }

  /** Has the query run again when a table of the lake that it reads was written. */
  void lookAtLake() {
    synchronized (this) {
      if (subscribers.isEmpty()) {
        return;
      }
      if (latest.isPresent() && isPassing(latest.get())) {
        relearn();
        return;
      }
      if (lakeVersions.isEmpty()) {
        return;
      }
    }
    Map<String, String> versions;
    try {
      versions = lakeVersions(queries.approve(sql));
    } catch (RuntimeException e) {
      LOGGER.debug("The query will say what is wrong", e);
      versions = Map.of();
    }
    synchronized (this) {
      if (!versions.equals(lakeVersions)) {
        relearn();
      }
    }
  }

  /** Whether the query failed for what may have passed, such as a lake that was away. */
  private static boolean isPassing(Outcome outcome) {
    return outcome instanceof Outcome.Failure failure
        && (failure.problem().code() == ErrorCode.LAKE_FAILED
            || failure.problem().code() == ErrorCode.NOT_RUNNING);
  }

  private static boolean same(Outcome before, Outcome now) {
    if (before instanceof Outcome.Answer a && now instanceof Outcome.Answer b) {
      return a.rows().truncated() == b.rows().truncated()
          && a.rows().columns().equals(b.rows().columns())
          && a.rows().rows().equals(b.rows().rows());
    }
    return before.equals(now);
  }

  /** The parts from one answer to another; found once for all who need the same. */
  @SuppressWarnings("ReferenceEquality") // Comparing the rows would cost as much as the diff.
  List<RowOp> diff(LiveRows before, LiveRows now) {
    synchronized (this) {
      if (lastDiff.isPresent()
          && lastDiff.get().before() == before
          && lastDiff.get().now() == now) {
        return lastDiff.get().ops();
      }
    }
    List<RowOp> ops = RowDiff.between(before.rows(), now.rows());
    synchronized (this) {
      lastDiff = Optional.of(new Diff(before, now, ops));
    }
    return ops;
  }

  private static final class Collected implements RowVisitor {
    private List<ResultColumn> columns = List.of();
    private final List<List<Object>> rows = new ArrayList<>();

    @Override
    public void columns(List<ResultColumn> all) {
      columns = all;
    }

    @Override
    public void row(Object[] values) {
      rows.add(Collections.unmodifiableList(Arrays.asList(values.clone())));
    }
  }
}
