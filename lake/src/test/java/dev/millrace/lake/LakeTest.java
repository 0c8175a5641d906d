package dev.millrace.lake;

import static dev.millrace.api.Operation.DELETE;
import static dev.millrace.api.Operation.INSERT;
import static dev.millrace.api.Operation.SNAPSHOT;
import static dev.millrace.api.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.Topic.Change;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeTest {
  private static final TableName ITEM = TableName.raw("plant", "public", "item");

  @TempDir Path folder;
  private Bed bed;

  @BeforeEach
  void start() {
    bed = new Bed(folder);
  }

  @AfterEach
  void stop() {
    bed.close();
  }

  private static TableSchema schema(Column... more) {
    Stream<Column> columns =
        Stream.concat(
            Stream.of(
                Column.of("id", ColumnType.INT32),
                Column.of("name", ColumnType.TEXT),
                Column.of("cost", ColumnType.decimal(18, 6))),
            Arrays.stream(more));
    return new TableSchema(ITEM, columns.toList(), List.of("id"));
  }

  private static List<Object> row(Object... values) {
    return Arrays.asList(values);
  }

  @Test
  void keepsEveryChangeOnceAndTheCurrentState() {
    BigDecimal cost = new BigDecimal("1.500000");
    try (Topic topic = bed.topic(schema());
        Lake lake = bed.open()) {
      topic.write(
          Change.of(SNAPSHOT, 1, 1, 1, "bolt", cost),
          Change.of(SNAPSHOT, 1, 1, 2, "nut", cost),
          Change.of(UPDATE, 2, 1, 1, "bolt M8", cost),
          Change.of(DELETE, 3, 1, 2, "nut", cost),
          Change.of(INSERT, 4, 1, 3, "gear", null));
      // A writer that crashed repeats the end of what it wrote.
      topic.write(
          Change.of(DELETE, 3, 1, 2, "nut", cost), Change.of(INSERT, 4, 1, 3, "gear", null));
      lake.commitNow();

      assertThat(Bed.changes(lake, ITEM))
          .extracting(r -> r.getField("_op"), r -> r.getField("id"), r -> r.getField("_sequence"))
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("snapshot", 1, 1L),
              org.assertj.core.groups.Tuple.tuple("snapshot", 2, 2L),
              org.assertj.core.groups.Tuple.tuple("update", 1, 3L),
              org.assertj.core.groups.Tuple.tuple("delete", 2, 4L),
              org.assertj.core.groups.Tuple.tuple("insert", 3, 5L));
      assertThat(JavaRow.current(lake, schema()))
          .containsExactly(row(1, "bolt M8", cost), row(3, "gear", null));
      assertThat(JavaRow.current(lake, schema(), Optional.of(new Position(1, 2, 1))))
          .containsExactly(row(1, "bolt M8", cost), row(2, "nut", cost));
    }
  }

  @Test
  void commitsABurstBeforeItsIntervalIsOver() {
    List<Change> burst = new ArrayList<>();
    for (int id = 1; id <= Followed.BURST; id++) {
      burst.add(Change.of(SNAPSHOT, 1, 1, id, "bolt", null));
    }
    LakeOptions options = bed.options("late").withCommitInterval(Duration.ofDays(1));
    try (Topic topic = bed.topic(schema());
        Lake lake = bed.open(options, CrashPoints.NONE)) {
      topic.write(burst);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(lake.status().tables())
                      .extracting(LakeStatus.TableStatus::rows)
                      .containsExactly(Followed.BURST));
    }
  }

  @Test
  void commitsASwapInOnePiece() {
    TableName name = TableName.model("item");
    TableSchema schema = new TableSchema(name, schema().columns(), List.of("id"));
    LakeOptions options = bed.options("swap").withCommitInterval(Duration.ofMillis(1));
    List<Change> old = new ArrayList<>();
    List<Change> swap = new ArrayList<>();
    for (int id = 1; id <= 40_000; id++) {
      old.add(Change.of(INSERT, 1, id, id, "bolt", null));
      swap.add(Change.of(id % 2 == 0 ? UPDATE : DELETE, 2, id, id, "nut", null));
    }
    try (Topic topic = bed.topic(schema);
        Lake lake = bed.open(options, CrashPoints.NONE)) {
      topic.write(old);
      lake.commitNow();
      topic.swap(swap);
      lake.commitNow();

      List<String> added = new ArrayList<>();
      Bed.history(lake, name)
          .snapshots()
          .forEach(snapshot -> added.add(snapshot.summary().get("added-records")));
      assertThat(added).hasSizeGreaterThan(2).endsWith("40000");
      assertThat(JavaRow.current(lake, schema)).hasSize(20_000);
    }
  }

  @Test
  void keepsBytesThatALaterChangeDidNotSend() {
    TableSchema schema = schema(Column.of("label", ColumnType.BYTES));
    try (Topic topic = bed.topic(schema);
        Lake lake = bed.open()) {
      topic.write(
          Change.of(INSERT, 1, 1, 1, "bolt", null, "long label"),
          Change.of(INSERT, 2, 1, 2, "nut", null, "short"),
          Change.of(UPDATE, 3, 1, 1, "bolt M8", null, JavaRow.UNSENT));
      lake.commitNow();
      assertThat(JavaRow.current(lake, schema))
          .containsExactly(row(1, "bolt M8", null, "long label"), row(2, "nut", null, "short"));
    }
  }

  @Test
  void goesOnWhereItStopped() {
    try (Topic topic = bed.topic(schema())) {
      try (Lake lake = bed.open()) {
        topic.write(Change.of(INSERT, 1, 1, 1, "a", null));
        lake.commitNow();
        topic.write(Change.of(INSERT, 2, 1, 2, "b", null));
      }
      try (Lake lake = bed.open()) {
        topic.write(Change.of(INSERT, 2, 1, 2, "b", null), Change.of(INSERT, 3, 1, 3, "c", null));
        lake.commitNow();
        assertThat(Bed.changes(lake, ITEM))
            .extracting(r -> r.getField("name"))
            .containsExactly("a", "b", "c");
      }
    }
  }

  @Test
  void tellsTheHistoryOfOneRow() {
    try (Topic topic = bed.topic(schema());
        Lake lake = bed.open()) {
      topic.write(
          Change.of(INSERT, 1, 1, 1, "a", new BigDecimal("2.000000")),
          Change.of(INSERT, 1, 2, 2, "b", null),
          Change.of(UPDATE, 2, 1, 1, "c", JavaRow.UNSENT),
          Change.of(DELETE, 3, 1, 1, null, null));
      lake.commitNow();

      RowHistory history = lake.history(ITEM, Map.of("id", 1), 2);

      assertThat(history.columns()).containsExactly("id", "name", "cost");
      assertThat(history.asOf()).isPresent();
      assertThat(history.changes())
          .extracting(RowHistory.Change::operation)
          .containsExactly(DELETE, UPDATE);
      RowHistory.Change update = history.changes().get(1);
      assertThat(update.row()).isEqualTo(Map.of("id", 1, "name", "c"));
      assertThat(update.unsent()).containsExactly("cost");
      assertThat(update.position()).isEqualTo(new Position(1, 2, 1));
      assertThat(lake.history(ITEM, Map.of("id", "1"), 9).changes().get(2).row())
          .containsEntry("cost", "2.000000");
      assertThatThrownBy(() -> lake.history(ITEM, Map.of("name", "a"), 9))
          .hasMessage(
              "Cannot look for a row of plant.public.item: its key has the columns id. Give a value"
                  + " for each. [REQUEST_INVALID]");
      assertThatThrownBy(() -> lake.history(TableName.model("nothing"), Map.of(), 9))
          .hasMessageStartingWith("Cannot find table in the lake: model.nothing.");
    }
  }

  @Test
  void leavesNoChecksumFilesAndSaysWhatIsThere() throws Exception {
    try (Topic topic = bed.topic(schema());
        Lake lake = bed.open()) {
      topic.write(Change.of(INSERT, 1, 1, 1, "a", null));
      lake.commitNow();

      LakeStatus status = lake.status();
      assertThat(status.state()).isEqualTo(LakeStatus.State.RUNNING);
      assertThat(status.lastCommit()).isPresent();
      assertThat(status.tables()).hasSize(1);
      LakeStatus.TableStatus table = status.tables().get(0);
      assertThat(table.table()).isEqualTo(ITEM);
      assertThat(table.rows()).isEqualTo(1);
      assertThat(table.files()).isEqualTo(1);
      assertThat(table.snapshots()).isEqualTo(1);
      assertThat(table.bytes()).isPositive();
      try (Stream<Path> files = Files.walk(folder.resolve("the lake"))) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .noneMatch(name -> name.endsWith(".crc"));
      }
    }
  }
}
