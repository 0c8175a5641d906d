package dev.millrace.lake;

import static dev.millrace.api.Operation.INSERT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.CrashPoints.Point;
import dev.millrace.lake.Topic.Change;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills the writer between its steps; afterwards the history has each change exactly once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashTest {
  private Bed bed;

  /** Passes through everything that would go on after a failure, as a kill does. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(Point point) {
      super("Killed after " + point);
    }
  }

  @BeforeAll
  void start(@TempDir Path folder) {
    bed = new Bed(folder);
  }

  @AfterAll
  void stop() {
    bed.close();
  }

  private static TableSchema schema(String table, Column... more) {
    List<Column> columns = new ArrayList<>(List.of(Column.of("id", ColumnType.INT32)));
    columns.addAll(Arrays.asList(more));
    return new TableSchema(TableName.raw("plant", "public", table), columns, List.of("id"));
  }

  private static List<Change> changes(Topic topic, int from, int to) {
    List<Change> changes = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Object[] row = new Object[topic.schema().columns().size()];
      row[0] = i;
      changes.add(Change.of(INSERT, i, 1, row));
    }
    return changes;
  }

  private static List<Object> ids(Lake lake, TableName table) {
    List<Object> ids = new ArrayList<>();
    Bed.changes(lake, table).forEach(record -> ids.add(record.getField("id")));
    return ids;
  }

  private static List<Object> numbers(int to) {
    List<Object> numbers = new ArrayList<>();
    for (int i = 0; i < to; i++) {
      numbers.add(i);
    }
    return numbers;
  }

  @ParameterizedTest
  @EnumSource(Point.class)
  void hasEachChangeOnceAfterAKillAtEachStep(Point point) {
    String name = point.name().toLowerCase(Locale.ROOT);
    List<Column> columns = new ArrayList<>();
    try (Topic topic = bed.topic(schema(name))) {
      int written = 0;
      for (int life = 1; life <= 3; life++) {
        AtomicInteger left =
            new AtomicInteger(
                switch (point) {
                  case ROW_WRITTEN -> life * 7;
                  case FILES_CLOSED, COMMITTED, CURRENT_WRITTEN, CURRENT_COMMITTED -> life;
                  default -> 1;
                });
        Lake lake =
            bed.open(
                name,
                (reached, table) -> {
                  if (reached == point
                      && table.equals(topic.name())
                      && left.decrementAndGet() == 0) {
                    throw new Killed(point);
                  }
                });
        columns.add(Column.of("column" + life, ColumnType.TEXT));
        while (lake.status().state() != LakeStatus.State.FAILED) {
          topic.write(changes(topic, written, written + 10));
          written += 10;
          commit(lake, topic.name());
          topic.alter(schema(name, columns.toArray(new Column[0])));
        }
        Bed.bury(lake);
        assertThat(left).hasValue(0);
      }
      try (Lake lake = bed.open(name)) {
        lake.commitNow(List.of(topic.name()));
        assertThat(ids(lake, topic.name())).isEqualTo(numbers(written));
        assertThat(JavaRow.table(lake, topic.schema())).hasSize(written);
      }
    }
  }

  /** Lets the writer commit, or die in the attempt. */
  private static void commit(Lake lake, TableName table) {
    try {
      lake.commitNow(List.of(table));
    } catch (RuntimeException e) {
      assertThat(e).hasMessageContaining("it has stopped");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Point.class,
      names = {"TABLE_CREATED", "ROW_WRITTEN", "FILES_CLOSED", "COMMITTED"})
  void hasEachEventOnceAfterAKillAtEachStep(Point point) {
    String name = "events_" + point.name().toLowerCase(Locale.ROOT);
    TableSchema rows = schema(name);
    TableSchema events = new TableSchema(rows.name(), rows.columns(), rows.key(), true);
    int written = 0;
    try (Topic topic = bed.topic(events)) {
      Lake lake =
          bed.open(
              name,
              (reached, table) -> {
                if (reached == point && table.equals(topic.name())) {
                  throw new Killed(point);
                }
              });
      while (lake.status().state() != LakeStatus.State.FAILED) {
        topic.write(changes(topic, written, written + 10));
        written += 10;
        commit(lake, topic.name());
      }
      Bed.bury(lake);
      try (Lake next = bed.open(name)) {
        next.commitNow(List.of(topic.name()));
        assertThat(ids(next, topic.name())).isEqualTo(numbers(written));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Point.class,
      names = {"FILES_CLOSED", "COMMITTED"})
  void asksTheTableWhenTheOutcomeOfACommitIsUnknown(Point point) {
    TableSchema schema = schema("unknown_" + point.name().toLowerCase(Locale.ROOT));
    AtomicInteger failures = new AtomicInteger(2);
    try (Topic topic = bed.topic(schema);
        Lake lake =
            bed.open(
                "unknown",
                (reached, table) -> {
                  if (reached == point
                      && table.equals(schema.name())
                      && failures.getAndDecrement() > 0) {
                    throw new CommitStateUnknownException(new RuntimeException("Connection lost"));
                  }
                })) {
      for (int i = 0; i < 5; i++) {
        topic.write(changes(topic, i * 10, i * 10 + 10));
        int to = i * 10 + 10;
        Awaitility.await()
            .ignoreExceptions()
            .untilAsserted(() -> assertThat(ids(lake, schema.name())).isEqualTo(numbers(to)));
      }
      Awaitility.await()
          .untilAsserted(
              () -> assertThat(lake.status().state()).isEqualTo(LakeStatus.State.RUNNING));
    }
  }

  @Test
  void hasEachChangeOnceWithTwoWritersAtOnce() {
    TableSchema schema = schema("twice");
    try (Topic topic = bed.topic(schema);
        Lake one = bed.open("twice");
        Lake other = bed.open("twice")) {
      for (int i = 0; i < 20; i++) {
        topic.write(changes(topic, i * 10, i * 10 + 10));
        Awaitility.await()
            .until(
                () ->
                    one.status().lastCommit().isPresent()
                        || other.status().lastCommit().isPresent());
      }
      Awaitility.await()
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(ids(one, schema.name())).isEqualTo(numbers(200)));
      assertThat(ids(other, schema.name())).isEqualTo(numbers(200));
    }
  }
}
