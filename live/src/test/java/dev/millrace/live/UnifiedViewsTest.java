package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Operation;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnifiedViewsTest {
  private static final String ALL =
      "SELECT source_system, source_key, name, code, _members, _sources FROM unified.item"
          + " ORDER BY source_key";

  @TempDir Path folder;
  private TestLog log;
  private LiveStore store;

  private static TableSchema table(String name, Column... columns) {
    List<Column> all =
        new ArrayList<>(
            List.of(
                Column.of("source_system", ColumnType.TEXT),
                Column.of("source_key", ColumnType.TEXT)));
    all.addAll(List.of(columns));
    return new TableSchema(TableName.model(name), all, List.of("source_system", "source_key"));
  }

  private static final TableSchema ITEM =
      table("item", Column.of("name", ColumnType.TEXT), Column.of("code", ColumnType.TEXT));

  private static final TableSchema IDENTITY =
      table(
          "item_identity",
          Column.of("lead_system", ColumnType.TEXT),
          Column.of("lead_key", ColumnType.TEXT),
          Column.of("place", ColumnType.INT32));

  @BeforeEach
  void start() {
    log = new TestLog(folder);
    log.create(ITEM);
    open();
  }

  private void open() {
    store = LiveStore.open(LiveOptions.in(folder.resolve("live")), log.log, log.schemas);
  }

  @AfterEach
  void stop() {
    store.close();
    log.close();
  }

  private void awaitRows(String sql, List<List<Object>> rows) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .ignoreExceptionsInstanceOf(MillraceException.class)
        .untilAsserted(() -> assertThat(Answers.of(store, sql)).isEqualTo(rows));
  }

  private void rows() {
    log.write(ITEM, Operation.INSERT, "plant", "1", null, "A-1");
    log.write(ITEM, Operation.INSERT, "shop", "9", "Lamp", "4711");
    log.write(ITEM, Operation.INSERT, "shop", "10", "Hose", null);
    log.create(IDENTITY);
    log.write(IDENTITY, Operation.INSERT, "plant", "1", "plant", "1", 1);
    log.write(IDENTITY, Operation.INSERT, "shop", "9", "plant", "1", 2);
  }

  @Test
  void showsOneRowForAGroupFilledFromItsRowsInOrder() {
    rows();
    awaitRows(
        ALL,
        List.of(
            List.of("plant", "1", "Lamp", "A-1", 2, "plant, shop"),
            Arrays.asList("shop", "10", "Hose", null, 1, "shop")));
    log.write(IDENTITY, Operation.DELETE, "shop", "9", null, null, null);
    log.write(IDENTITY, Operation.DELETE, "plant", "1", null, null, null);
    awaitRows("SELECT count(*), max(_members) FROM Unified.main.ITEM", List.of(List.of(3L, 1)));
    assertThat(store.unified())
        .singleElement()
        .extracting(TableSchema::name)
        .isEqualTo(ITEM.name());
  }

  @Test
  void isThereAgainAfterARestartAndHasColumnsThatCameLater() {
    rows();
    awaitRows("SELECT count(*) FROM unified.item", List.of(List.of(2L)));
    store.close();
    open();
    awaitRows("SELECT count(*) FROM unified.item", List.of(List.of(2L)));
    TableSchema wider =
        table(
            "item",
            Column.of("name", ColumnType.TEXT),
            Column.of("code", ColumnType.TEXT),
            Column.of("colour", ColumnType.TEXT));
    log.create(wider);
    log.write(wider, Operation.UPDATE, "shop", "9", "Lamp", "4711", "red");
    awaitRows("SELECT colour FROM unified.item WHERE source_key = '1'", List.of(List.of("red")));
  }

  @Test
  void wakesLiveQueriesWhenRowsAreJoined() {
    log.write(ITEM, Operation.INSERT, "plant", "1", "Lamp", null);
    log.write(ITEM, Operation.INSERT, "shop", "9", "Lamp", null);
    log.create(IDENTITY);
    awaitRows("SELECT count(*) FROM unified.item", List.of(List.of(2L)));
    AtomicInteger answers = new AtomicInteger();
    LiveListener listener =
        new LiveListener() {
          @Override
          public void rows(String query, LiveRows rows) {
            answers.incrementAndGet();
          }

          @Override
          public void diff(String query, List<RowOp> ops, boolean truncated, Instant asOf) {
            answers.incrementAndGet();
          }

          @Override
          public void failed(String query, Problem problem) {
            throw new AssertionError(problem.toString());
          }
        };
    Map<String, String> query = Map.of("q", "SELECT source_key FROM unified.item");
    Subscription following = store.subscribe(query, QueryLimits.DEFAULT, listener);
    await().until(() -> answers.get() == 1);
    log.write(IDENTITY, Operation.INSERT, "shop", "9", "plant", "1", 2);
    await().until(() -> answers.get() > 1);
    following.close();
  }

  @Test
  void keepsNoPastOfItAndSaysWhereItIs() {
    rows();
    awaitRows("SELECT count(*) FROM unified.item", List.of(List.of(2L)));
    assertThatThrownBy(
            () ->
                Answers.of(
                    store, "SELECT * FROM unified.item FOR TIMESTAMP AS OF '2026-01-01' AS i"))
        .hasMessageContaining("The past of unified.item is not kept");
    assertThatThrownBy(() -> Answers.of(store, "SELECT * FROM unified.party"))
        .hasMessageContaining("unified.party does not exist");
  }
}
