package dev.millrace.live;

import dev.millrace.api.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Follows queries for subscribers. Equal queries are one, however many follow it. Safe for use by
 * several threads.
 */
final class LiveQueries implements AutoCloseable, Feed.Listener {
  private static final int RUNNERS = 2;

  /** The lake does not tell of its commits, which are seconds apart. */
  private static final Duration LAKE_INTERVAL = Duration.ofSeconds(2);

  private final Queries queries;
  private final Duration interval;
  private final ScheduledExecutorService runners =
      Executors.newScheduledThreadPool(RUNNERS, daemons("millrace-live-query-"));
  private final ExecutorService deliverers =
      Executors.newCachedThreadPool(daemons("millrace-live-deliver-"));
  private final Map<Key, LiveQuery> running = new HashMap<>();

  private record Key(String sql, QueryLimits limits) {}

  /** They have turns of their own, so that slow queries of people do not stop them. */
  LiveQueries(Database database, SqlGuard guard, Duration interval) {
    this.queries = new Queries(database, guard, RUNNERS);
    this.interval = interval;
    var unused =
        runners.scheduleWithFixedDelay(
            () -> all().forEach(LiveQuery::lookAtLake),
            LAKE_INTERVAL.toMillis(),
            LAKE_INTERVAL.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static ThreadFactory daemons(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  Subscription subscribe(Map<String, String> sqlById, QueryLimits limits, LiveListener listener) {
    Map<String, LiveQuery> followed = new LinkedHashMap<>();
    Subscriber subscriber = new Subscriber(listener, deliverers, this::leave);
    synchronized (this) {
      sqlById.forEach((id, sql) -> followed.put(id, query(new Key(sql, limits))));
      // Inside, so that no other subscriber's leaving can end one of the queries in between.
      followed.forEach(subscriber::follow);
    }
    return subscriber;
  }

  private LiveQuery query(Key key) {
    return running.computeIfAbsent(
        key, fresh -> new LiveQuery(queries, fresh.sql(), fresh.limits(), interval, runners));
  }

  private synchronized void leave(Subscriber subscriber, List<LiveQuery> left) {
    for (LiveQuery query : left) {
      if (query.leave(subscriber)) {
        running.values().remove(query);
      }
    }
  }

  private synchronized List<LiveQuery> all() {
    return new ArrayList<>(running.values());
  }

  @Override
  public void applied(Set<TableName> tables) {
    for (LiveQuery query : all()) {
      if (query.reads(tables)) {
        query.wake();
      }
    }
  }

  @Override
  public void catalogChanged() {
    all().forEach(LiveQuery::relearn);
  }

  @Override
  public void close() {
    runners.shutdownNow();
    deliverers.shutdownNow();
    queries.close();
  }
}
