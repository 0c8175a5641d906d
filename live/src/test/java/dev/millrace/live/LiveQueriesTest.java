package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Operation;
import dev.millrace.api.Problem;
import dev.millrace.api.TableSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveQueriesTest {
  private static final TableSchema ITEM = TestLog.items("plant");
  private static final TableSchema OTHER = TestLog.items("other");

  @TempDir Path folder;
  private TestLog log;
  private LiveStore store;
  private final List<Subscription> subscriptions = new ArrayList<>();

  @BeforeEach
  void start() {
    log = new TestLog(folder);
    log.create(ITEM);
    store =
        LiveStore.open(
            LiveOptions.in(folder.resolve("live")).withLiveInterval(Duration.ofMillis(50)),
            log.log,
            log.schemas);
  }

  private void follow(Map<String, String> queries, LiveListener listener) {
    subscriptions.add(store.subscribe(queries, QueryLimits.DEFAULT, listener));
  }

  @AfterEach
  void stop() {
    subscriptions.forEach(Subscription::close);
    store.close();
    log.close();
  }

  /** Keeps what a browser would show. */
  private static final class Screen implements LiveListener {
    final Map<String, List<List<Object>>> shown = new HashMap<>();
    final List<String> events = new ArrayList<>();

    @Override
    public synchronized void rows(String query, LiveRows rows) {
      shown.put(query, rows.rows());
      events.add("rows " + query);
    }

    @Override
    public synchronized void diff(String query, List<RowOp> ops, boolean truncated, Instant asOf) {
      shown.put(query, RowDiff.apply(shown.get(query), ops));
      events.add("diff " + query);
    }

    @Override
    public synchronized void failed(String query, Problem problem) {
      events.add("failed " + query + " " + problem.code());
    }

    synchronized List<List<Object>> of(String query) {
      return shown.getOrDefault(query, List.of());
    }

    synchronized List<String> events() {
      return List.copyOf(events);
    }
  }

  @Test
  void tellsWholeRowsFirstAndThenDifferences() {
    log.write(ITEM, Operation.INSERT, 1, "bolt", "1.50", 0L);
    Screen screen = new Screen();
    Map<String, String> queries =
        Map.of("all", "SELECT id, name FROM plant.public.item ORDER BY id", "one", "SELECT 1");
    follow(queries, screen);
    await().until(() -> screen.of("all").equals(List.of(List.of(1, "bolt"))));
    log.write(ITEM, Operation.INSERT, 2, "nut", "1.50", 0L);
    await().until(() -> screen.of("all").size() == 2);
    log.write(ITEM, Operation.DELETE, 1, null, null, null);
    await().until(() -> screen.of("all").equals(List.of(List.of(2, "nut"))));
    assertThat(screen.events()).contains("rows one", "rows all", "diff all");
    assertThat(screen.events()).doesNotContain("diff one");
  }

  @Test
  void saysNothingWhenAnotherTableChanges() {
    log.create(OTHER);
    log.write(ITEM, Operation.INSERT, 1, "bolt", "1.50", 0L);
    log.write(OTHER, Operation.INSERT, 1, "bolt", "1.50", 0L);
    Screen screen = new Screen();
    Map<String, String> queries =
        Map.of(
            "item", "SELECT count(*), random() FROM plant.public.item",
            "other", "WITH x AS (FROM other.public.item) SELECT count(*) FROM x");
    await().until(() -> store.stats().changesTotal() == 2);
    follow(queries, screen);
    await().until(() -> screen.events().size() == 2);
    log.write(OTHER, Operation.INSERT, 2, "nut", "1.50", 0L);
    await().until(() -> screen.of("other").equals(List.of(List.of(2L))));
    assertThat(screen.events()).doesNotContain("diff item").contains("diff other");
  }

  @Test
  void answersAQueryThatFailedOnceItsTableIsThere() {
    Screen screen = new Screen();
    Map<String, String> queries = Map.of("q", "SELECT name FROM other.public.item");
    follow(queries, screen);
    await().until(() -> screen.events().contains("failed q SQL_INVALID"));
    log.create(OTHER);
    log.write(OTHER, Operation.INSERT, 2, "nut", "1.50", 0L);
    await().until(() -> screen.of("q").equals(List.of(List.of("nut"))));
  }

  @Test
  void tellsASlowListenerOfManyChangesAtOnce() {
    CountDownLatch go = new CountDownLatch(1);
    Screen fast = new Screen();
    Screen slow = new Screen();
    LiveListener waits =
        new LiveListener() {
          @Override
          public void rows(String query, LiveRows rows) {
            slow.rows(query, rows);
            try {
              go.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void diff(String query, List<RowOp> ops, boolean truncated, Instant asOf) {
            slow.diff(query, ops, truncated, asOf);
          }

          @Override
          public void failed(String query, Problem problem) {
            slow.failed(query, problem);
          }
        };
    Map<String, String> queries = Map.of("q", "SELECT id FROM plant.public.item ORDER BY name, id");
    follow(queries, fast);
    follow(queries, waits);
    await().until(() -> slow.events().size() == 1 && fast.events().size() == 1);
    for (int i = 1; i <= 5; i++) {
      int count = i;
      log.write(ITEM, Operation.INSERT, i, "nut", "1.50", 0L);
      await().until(() -> fast.of("q").size() == count);
    }
    go.countDown();
    await().until(() -> slow.of("q").equals(fast.of("q")));
    assertThat(fast.events()).hasSize(6);
    assertThat(slow.events()).containsExactly("rows q", "diff q");
  }
}
