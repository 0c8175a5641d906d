package dev.millrace.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one listener of its queries. It keeps the answer told last and a note that there is a newer
 * one, nothing more: a slow listener skips answers.
 */
final class Subscriber implements Subscription {
  private static final Logger LOGGER = LoggerFactory.getLogger(Subscriber.class);

  private final LiveListener listener;
  private final Executor executor;
  private final BiConsumer<Subscriber, List<LiveQuery>> whenClosed;
  private final Map<String, LiveQuery> queries = new LinkedHashMap<>();
  private final Map<String, LiveQuery.Outcome> told = new LinkedHashMap<>();
  private final Set<String> waiting = new LinkedHashSet<>();
  private boolean telling;
  private boolean closed;

  Subscriber(
      LiveListener listener,
      Executor executor,
      BiConsumer<Subscriber, List<LiveQuery>> whenClosed) {
    this.listener = listener;
    this.executor = executor;
    this.whenClosed = whenClosed;
  }

  void follow(String id, LiveQuery query) {
    synchronized (this) {
      queries.put(id, query);
    }
    query.join(this);
  }

  /** There is something new of a query. Returns at once. */
  synchronized void changed(LiveQuery query) {
    queries.forEach(
        (id, of) -> {
          if (of == query) {
            waiting.add(id);
          }
        });
    if (!telling && !closed && !waiting.isEmpty()) {
      telling = true;
      try {
        executor.execute(this::tellAll);
      } catch (RejectedExecutionException e) {
        LOGGER.debug("The store is being closed", e);
      }
    }
  }

  private void tellAll() {
    for (Optional<String> id = nextWaiting(); id.isPresent(); id = nextWaiting()) {
      try {
        tell(id.get());
      } catch (RuntimeException e) {
        LOGGER.debug("A listener has gone", e);
        close();
      }
    }
  }

  private synchronized Optional<String> nextWaiting() {
    if (closed || waiting.isEmpty()) {
      telling = false;
      return Optional.empty();
    }
    String id = waiting.iterator().next();
    waiting.remove(id);
    return Optional.of(id);
  }

  private void tell(String id) {
    LiveQuery query;
    Optional<LiveQuery.Outcome> before;
    synchronized (this) {
      query = queries.get(id);
      before = Optional.ofNullable(told.get(id));
    }
    // Not under this lock: a query holds its own while it calls changed().
    LiveQuery.Outcome now = query.latest().orElseThrow();
    if (before.isPresent() && before.get() == now) {
      return;
    }
    if (now instanceof LiveQuery.Outcome.Failure failure) {
      listener.failed(id, failure.problem());
    } else if (now instanceof LiveQuery.Outcome.Answer answer) {
      tell(id, query, before, answer.rows());
    }
    synchronized (this) {
      told.put(id, now);
    }
  }

  private void tell(String id, LiveQuery query, Optional<LiveQuery.Outcome> before, LiveRows now) {
    if (before.isPresent()
        && before.get() instanceof LiveQuery.Outcome.Answer last
        && last.rows().columns().equals(now.columns())) {
      listener.diff(id, query.diff(last.rows(), now), now.truncated(), now.asOf());
    } else {
      listener.rows(id, now);
    }
  }

  @Override
  public void close() {
    List<LiveQuery> left;
    synchronized (this) {
      closed = true;
      waiting.clear();
      left = new ArrayList<>(queries.values());
    }
    whenClosed.accept(this, left);
  }
}
