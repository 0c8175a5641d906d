package dev.millrace.live;

import static dev.millrace.live.TestLog.UNSENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveStoreTest {
  private static final TableSchema ITEM = TestLog.items("plant");

  @TempDir Path folder;
  private TestLog log;
  private LiveStore store;

  @BeforeEach
  void start() {
    log = new TestLog(folder);
    log.create(ITEM);
    store = open();
  }

  private LiveStore open() {
    return LiveStore.open(LiveOptions.in(folder.resolve("live")), log.log, log.schemas);
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

  /** Changes are counted just after they can be seen. */
  private void awaitChanges(long count) {
    await().untilAsserted(() -> assertThat(store.stats().changesTotal()).isEqualTo(count));
  }

  @Test
  void showsInsertsUpdatesAndDeletes() {
    log.write(ITEM, Operation.INSERT, 1, "bolt", "1.50", 0L);
    log.write(ITEM, Operation.INSERT, 2, "nut", "0.75", 1_000_001L);
    awaitRows(
        "SELECT * EXCLUDE (_position, _commit_time) FROM plant.public.item ORDER BY id",
        List.of(
            List.of(1, "bolt", "1.50", "1970-01-01T00:00:00Z"),
            List.of(2, "nut", "0.75", "1970-01-01T00:00:01.000001Z")));
    log.write(ITEM, Operation.UPDATE, 2, "wing nut", "0.80", 0L);
    log.write(ITEM, Operation.DELETE, 1, null, null, null);
    awaitRows("SELECT id, name FROM plant.public.item", List.of(List.of(2, "wing nut")));
    awaitChanges(4);
    assertThat(store.rowCounts()).containsEntry(ITEM.name(), 1L);
  }

  @Test
  void carriesPositionAndCommitTime() {
    Position position = log.write(ITEM, Operation.INSERT, 1, "bolt", "1.50", 0L);
    awaitRows(
        "SELECT _position, typeof(_commit_time), abs(epoch(now() - _commit_time)) < 60"
            + " FROM plant.public.item",
        List.of(List.of(position.toString(), "TIMESTAMP WITH TIME ZONE", true)));
  }

  @Test
  void findsNewSourcesAndModelTablesByItself() {
    TableSchema model =
        new TableSchema(
            TableName.model("item"),
            List.of(Column.of("source_key", ColumnType.TEXT), Column.of("q", ColumnType.INT64)),
            List.of("source_key"));
    TableSchema other =
        new TableSchema(
            TableName.raw("distribution", "distribution", "artikel"),
            List.of(Column.of("nr", ColumnType.TEXT)),
            List.of("nr"));
    log.create(model);
    log.create(other);
    log.write(model, Operation.INSERT, "a", 7L);
    log.write(other, Operation.INSERT, "a");
    awaitRows(
        "SELECT m.q FROM model.item m JOIN distribution.distribution.artikel a"
            + " ON a.nr = m.source_key",
        List.of(List.of(7L)));
  }

  @Test
  void takesTheLastOfSeveralChangesOfAKeyInOneBatch() {
    log.write(ITEM, Operation.INSERT, 1, "a", "1", 0L);
    log.write(ITEM, Operation.DELETE, 1, null, null, null);
    log.write(ITEM, Operation.INSERT, 1, "b", "2", 0L);
    log.write(ITEM, Operation.UPDATE, 1, "c", "3", 0L);
    log.write(ITEM, Operation.INSERT, 2, "d", "3", 0L);
    log.write(ITEM, Operation.DELETE, 2, "d", "3", 0L);
    awaitRows("SELECT id, name FROM plant.public.item", List.of(List.of(1, "c")));
  }

  @Test
  void keepsTheOldValueOfAColumnThatWasNotSent() {
    log.write(ITEM, Operation.INSERT, 1, "a", "1", 0L);
    log.write(ITEM, Operation.INSERT, 2, "b", "2", 0L);
    awaitRows("SELECT count(*) FROM plant.public.item", List.of(List.of(2L)));
    log.write(ITEM, Operation.UPDATE, 1, UNSENT, "5", 0L);
    log.write(ITEM, Operation.INSERT, 3, "c", "3", 0L);
    log.write(ITEM, Operation.UPDATE, 3, UNSENT, "4", 0L);
    log.write(ITEM, Operation.UPDATE, 3, UNSENT, UNSENT, 9L);
    log.write(ITEM, Operation.UPDATE, 2, UNSENT, null, 0L);
    awaitRows(
        "SELECT id, name, coalesce(price::VARCHAR, 'none') FROM plant.public.item ORDER BY id",
        List.of(List.of(1, "a", "5.00"), List.of(2, "b", "none"), List.of(3, "c", "4.00")));
  }

  @Test
  void dropsRepeats() {
    Position first = log.write(ITEM, Operation.INSERT, 1, "a", "1", 0L);
    log.write(ITEM, Operation.UPDATE, 1, "b", "1", 0L);
    log.writeAt(first, ITEM, Operation.INSERT, 1, "a", "1", 0L);
    log.write(ITEM, Operation.INSERT, 2, "z", "1", 0L);
    awaitRows(
        "SELECT id, name FROM plant.public.item ORDER BY id",
        List.of(List.of(1, "b"), List.of(2, "z")));
    awaitChanges(3);
  }

  @Test
  void goesOnWhereItWasWhenOpenedAgain() {
    Position first = log.write(ITEM, Operation.INSERT, 1, "a", "1", 0L);
    log.write(ITEM, Operation.UPDATE, 1, "b", "1", 0L);
    awaitRows("SELECT id, name FROM plant.public.item", List.of(List.of(1, "b")));
    store.close();
    log.writeAt(first, ITEM, Operation.INSERT, 1, "a", "1", 0L);
    log.write(ITEM, Operation.INSERT, 2, "c", "1", 0L);
    store = open();
    awaitRows(
        "SELECT id, name FROM plant.public.item ORDER BY id",
        List.of(List.of(1, "b"), List.of(2, "c")));
    awaitChanges(1);
  }

  @Test
  void followsNewDroppedAndWidenedColumns() {
    log.write(ITEM, Operation.INSERT, 1, "a", "1", 5L);
    awaitRows("SELECT id FROM plant.public.item", List.of(List.of(1)));
    TableSchema changed =
        new TableSchema(
            ITEM.name(),
            List.of(
                Column.of("note", ColumnType.TEXT),
                Column.of("id", ColumnType.INT64),
                Column.of("price", ColumnType.decimal(20, 4)),
                Column.of("changed_at", ColumnType.TEXT)),
            List.of("id"));
    log.write(changed, Operation.INSERT, "new", 4_000_000_000L, "1.2345", "tomorrow");
    log.write(changed, Operation.UPDATE, "updated", 1L, "2", "now");
    awaitRows(
        "SELECT id, price, note, coalesce(name, 'dropped'), changed_at"
            + " FROM plant.public.item ORDER BY id",
        List.of(
            List.of(1L, "2.0000", "updated", "dropped", "now"),
            List.of(4_000_000_000L, "1.2345", "new", "dropped", "tomorrow")));
    store.close();
    store = open();
    log.write(changed, Operation.DELETE, null, 1L, null, null);
    awaitRows("SELECT id FROM plant.public.item", List.of(List.of(4_000_000_000L)));
  }

  @Test
  void keepsEveryTypeExactly() {
    TableSchema types =
        new TableSchema(
            TableName.raw("plant", "public", "types"),
            List.of(
                Column.of("id", ColumnType.INT32),
                Column.of("flag", ColumnType.BOOLEAN),
                Column.of("big", ColumnType.INT64),
                Column.of("f4", ColumnType.FLOAT32),
                Column.of("f8", ColumnType.FLOAT64),
                Column.of("d4", ColumnType.decimal(4, 2)),
                Column.of("d9", ColumnType.decimal(9, 0)),
                Column.of("d18", ColumnType.decimal(18, 6)),
                Column.of("d38", ColumnType.decimal(38, 10)),
                Column.of("j", ColumnType.JSON),
                Column.of("bytes", ColumnType.BYTES),
                Column.of("day", ColumnType.DATE),
                Column.of("time", ColumnType.TIME),
                Column.of("stamp", ColumnType.TIMESTAMP),
                Column.of("text", ColumnType.TEXT)),
            List.of("id"));
    log.create(types);
    log.write(
        types,
        Operation.INSERT,
        1,
        true,
        Long.MIN_VALUE,
        0.1f,
        Double.NaN,
        "-99.99",
        "123456789",
        "-123456789012.123456",
        "-1234567890123456789012345678.0123456789",
        "{\"a\": [1, 2]}",
        new byte[] {0, 1, -1},
        -1,
        86_399_999_999L,
        -1L,
        "Grüße \u0000 \uD83D\uDE00");
    awaitRows(
        "SELECT * EXCLUDE (_position, _commit_time) FROM plant.public.types",
        List.of(
            List.of(
                1,
                true,
                "-9223372036854775808",
                0.1,
                "NaN",
                "-99.99",
                "123456789",
                "-123456789012.123456",
                "-1234567890123456789012345678.0123456789",
                "{\"a\": [1, 2]}",
                "AAH/",
                "1969-12-31",
                "23:59:59.999999",
                "1969-12-31T23:59:59.999999",
                "Grüße \u0000 \uD83D\uDE00")));
  }

  @Test
  void takesTablesWithoutAKeyByTheirWholeRow() {
    TableSchema notes =
        new TableSchema(
            TableName.raw("plant", "public", "note"),
            List.of(Column.of("a", ColumnType.INT32), Column.of("b", ColumnType.TEXT)),
            List.of());
    log.create(notes);
    log.write(notes, Operation.INSERT, 1, null);
    log.write(notes, Operation.INSERT, 1, "x");
    awaitRows("SELECT count(*) FROM plant.public.note", List.of(List.of(2L)));
    log.write(notes, Operation.DELETE, 1, null);
    awaitRows("SELECT a, b FROM plant.public.note", List.of(List.of(1, "x")));
  }
}
