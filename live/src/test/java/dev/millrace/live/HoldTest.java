package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldTest {
  private static final TableSchema ITEM = TestLog.items("plant");
  private static final TableSchema SECOND =
      new TableSchema(TableName.raw("plant", "public", "second"), ITEM.columns(), ITEM.key());
  private static final TableSchema OTHER = TestLog.items("other");
  private static final Duration IDLE = Duration.ofMillis(300);

  @TempDir Path folder;
  private TestLog log;
  private LiveStore store;

  @BeforeEach
  void start() {
    log = new TestLog(folder);
    List.of(ITEM, SECOND, OTHER).forEach(log::create);
    store = LiveStore.open(LiveOptions.in(folder.resolve("live")), log.log, log.schemas);
  }

  @AfterEach
  void stop() {
    store.close();
    log.close();
  }

  private long count(TableSchema table) {
    return (Long) Answers.of(store, "SELECT count(*) FROM " + table.name()).get(0).get(0);
  }

  @Test
  void stopsEachTableBeforeTheFirstChangeAfterThePosition() {
    log.write(ITEM, Operation.INSERT, 1, "a", "1", 0L);
    await().until(() -> count(ITEM) == 1);
    try (SourceHold hold = store.hold("plant")) {
      log.write(ITEM, Operation.INSERT, 2, "b", "1", 0L);
      Position at = log.write(SECOND, Operation.INSERT, 1, "b", "1", 0L);
      log.write(SECOND, Operation.INSERT, 2, "c", "1", 0L);
      log.write(ITEM, Operation.INSERT, 3, "c", "1", 0L);
      log.write(OTHER, Operation.INSERT, 1, "c", "1", 0L);
      await().until(() -> count(OTHER) == 1);
      assertThat(count(ITEM)).isEqualTo(1);
      hold.advance(new Position(9, at.commit(), at.sequence()), IDLE);
      assertThat(count(ITEM)).isEqualTo(2);
      assertThat(count(SECOND)).isEqualTo(1);
      log.write(ITEM, Operation.INSERT, 4, "d", "1", 0L);
      hold.advance(new Position(9, Long.MAX_VALUE, 0), IDLE);
      assertThat(count(ITEM)).isEqualTo(4);
      assertThat(count(SECOND)).isEqualTo(2);
      assertThatThrownBy(() -> store.hold("plant")).hasMessageContaining("held already");
    }
    log.write(SECOND, Operation.INSERT, 3, "d", "1", 0L);
    await().until(() -> count(SECOND) == 3);
  }

  @Test
  void readsTheTablesOfOneMoment() {
    log.write(ITEM, Operation.INSERT, 1, "a", "1.25", 7L);
    log.write(ITEM, Operation.INSERT, 2, null, null, null);
    await().until(() -> count(ITEM) == 2);
    try (SourceHold hold = store.hold("plant")) {
      hold.advance(new Position(0, Long.MAX_VALUE, 0), IDLE);
      try (SourceHold.Snapshot snapshot = hold.snapshot()) {
        log.write(ITEM, Operation.DELETE, 1, null, null, null);
        hold.advance(new Position(0, Long.MAX_VALUE, 0), IDLE);
        assertThat(count(ITEM)).isEqualTo(1);
        List<String> rows = new ArrayList<>();
        List<Object> row = new ArrayList<>();
        snapshot.read(
            ITEM.name(),
            ITEM,
            collector(row),
            () -> {
              rows.add(row.toString());
              row.clear();
            });
        assertThat(rows).containsExactlyInAnyOrder("[1, a, 125, 7]", "[2, null, null, null]");
      }
    }
  }

  private static RowSink collector(List<Object> row) {
    return (RowSink)
        Proxy.newProxyInstance(
            HoldTest.class.getClassLoader(),
            new Class<?>[] {RowSink.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "putNull" -> row.add(null);
                case "putText" ->
                    row.add(
                        new String(
                            (byte[]) arguments[1],
                            (int) arguments[2],
                            (int) arguments[3],
                            java.nio.charset.StandardCharsets.UTF_8));
                default -> row.add(arguments[1]);
              }
              return null;
            });
  }
}
