package dev.millrace.lake;

import static dev.millrace.api.Operation.DELETE;
import static dev.millrace.api.Operation.INSERT;
import static dev.millrace.api.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.LakeStatus.UpkeepDone;
import dev.millrace.lake.Topic.Change;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.theta.Sketches;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.puffin.BlobMetadata;
import org.apache.iceberg.puffin.Puffin;
import org.apache.iceberg.puffin.PuffinReader;
import org.apache.iceberg.util.Pair;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is put together, left out, forgotten and deleted is never what is still wanted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpkeepTest {
  private Bed bed;

  @BeforeAll
  void start(@TempDir Path folder) {
    bed = new Bed(folder);
  }

  @AfterAll
  void stop() {
    bed.close();
  }

  private static TableSchema schema(String table) {
    return new TableSchema(
        TableName.raw("plant", "public", table),
        List.of(Column.of("id", ColumnType.INT32), Column.of("name", ColumnType.TEXT)),
        List.of("id"));
  }

  private static List<List<Object>> rows(Map<Integer, String> expected) {
    List<List<Object>> rows = new ArrayList<>();
    expected.forEach((id, name) -> rows.add(Arrays.asList(id, name)));
    return JavaRow.sorted(rows);
  }

  private static int files(org.apache.iceberg.Table table) {
    Map<String, String> summary = table.currentSnapshot().summary();
    return Integer.parseInt(summary.get(SnapshotSummary.TOTAL_DATA_FILES_PROP));
  }

  @Test
  void keepsAllThatIsWantedWhileTheTableGoesOn() throws Exception {
    TableSchema schema = schema("busy");
    TableName name = schema.name();
    Random random = new Random(7);
    Map<Integer, String> expected = new TreeMap<>();
    int changes = 0;
    try (Topic topic = bed.topic(schema);
        Lake lake = bed.open("busy")) {
      for (int commit = 1; commit <= 40; commit++) {
        List<Change> some = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
          int id = random.nextInt(300);
          boolean known = expected.containsKey(id);
          if (known && random.nextInt(4) == 0) {
            expected.remove(id);
            some.add(Change.of(DELETE, commit, i, id, null));
          } else {
            expected.put(id, commit + "." + i);
            some.add(Change.of(known ? UPDATE : INSERT, commit, i, id, commit + "." + i));
          }
        }
        changes += some.size();
        topic.write(some);
        lake.commitNow(List.of(name));
        if (commit % 20 == 0) {
          UpkeepDone done = lake.upkeep().run(name, Instant.now().plusSeconds(60));
          assertThat(done.merged()).isPositive();
          new FileSweep(List.of(Bed.history(lake, name), Bed.current(lake, name)))
              .forgetSnapshots(Instant.now().plusSeconds(60).toEpochMilli());
        }
      }
      Awaitility.await()
          .untilAsserted(
              () -> {
                assertThat(files(Bed.history(lake, name))).isLessThan(12);
                assertThat(files(Bed.current(lake, name))).isLessThan(12);
                assertThat(lake.status().tables().get(0).current().orElseThrow().deadShare())
                    .isLessThan(0.25);
              });
      Path stray =
          bed.folder.resolve("busy/plant/public/busy_history/data/left-behind-by-a-kill.parquet");
      Files.writeString(stray, "half a file");
      Awaitility.await()
          .untilAsserted(
              () -> {
                lake.upkeep().run(name, Instant.now().plusSeconds(60));
                assertThat(stray).doesNotExist();
              });
      assertThat(Bed.changes(lake, name)).hasSize(changes);
      assertThat(JavaRow.table(lake, schema)).isEqualTo(rows(expected));
      assertThat(JavaRow.current(lake, schema)).isEqualTo(rows(expected));
    }
    try (Topic topic = bed.topic(schema);
        Lake lake = bed.open("busy")) {
      expected.put(1_000, "later");
      topic.write(Change.of(INSERT, 1_000, 1, 1_000, "later"));
      lake.commitNow(List.of(name));
      assertThat(JavaRow.table(lake, schema)).isEqualTo(rows(expected));
    }
  }

  @Test
  void countsDistinctValuesAndKeepsTheCountsWithTheNewestSnapshot() throws Exception {
    TableSchema schema = schema("counted");
    TableName name = schema.name();
    try (Topic topic = bed.topic(schema);
        Lake lake = bed.open("counted")) {
      List<Change> some = new ArrayList<>();
      for (int id = 1; id <= 100; id++) {
        some.add(Change.of(INSERT, 1, id, id, id % 10 == 0 ? null : "name " + id % 7));
      }
      topic.write(some);
      lake.commitNow(List.of(name));
      lake.upkeepNow(name);
      String first = statistics(lake, name).path();
      assertThat(distinct(lake, name)).isEqualTo(Map.of("id", 100L, "name", 7L));

      topic.write(Change.of(UPDATE, 2, 1, 1, "another"));
      lake.commitNow(List.of(name));
      lake.upkeep().run(name);
      Table table = Bed.current(lake, name);
      assertThat(statistics(lake, name).path()).isEqualTo(first);
      FileSweep sweep = new FileSweep(List.of(Bed.history(lake, name), table));
      long soon = Instant.now().plusSeconds(60).toEpochMilli();
      sweep.forgetSnapshots(soon);
      sweep.deleteUnreferenced(soon);
      assertThat(statistics(lake, name).path()).isEqualTo(first);
      assertThat(statistics(lake, name).snapshotId())
          .isEqualTo(Bed.current(lake, name).currentSnapshot().snapshotId());
      assertThat(distinct(lake, name)).isEqualTo(Map.of("id", 100L, "name", 7L));

      some.replaceAll(
          change -> Change.of(UPDATE, 3, change.position().sequence(), change.row().get(0), "b"));
      topic.write(some);
      lake.commitNow(List.of(name));
      lake.upkeepNow(name);
      assertThat(distinct(lake, name)).isEqualTo(Map.of("id", 100L, "name", 1L));
    }
  }

  private static StatisticsFile statistics(Lake lake, TableName name) {
    List<StatisticsFile> files = Bed.current(lake, name).statisticsFiles();
    assertThat(files).hasSize(1);
    return files.get(0);
  }

  /** What the sketches say of each column, as another engine reads them. */
  private static Map<String, Long> distinct(Lake lake, TableName name) throws Exception {
    Table table = Bed.current(lake, name);
    Map<String, Long> distinct = new TreeMap<>();
    try (PuffinReader reader =
        Puffin.read(table.io().newInputFile(statistics(lake, name).path())).build()) {
      for (Pair<BlobMetadata, ByteBuffer> blob : reader.readAll(reader.fileMetadata().blobs())) {
        String column = table.schema().findColumnName(blob.first().inputFields().get(0));
        long estimate =
            Math.round(
                Sketches.heapifySketch(Memory.wrap(blob.second(), ByteOrder.LITTLE_ENDIAN))
                    .getEstimate());
        assertThat(blob.first().properties()).containsEntry("ndv", Long.toString(estimate));
        distinct.put(column, estimate);
      }
    }
    return distinct;
  }

  @Test
  void doesWhatIsAskedForAndRemembersIt() throws Exception {
    TableSchema schema = schema("asked");
    TableName name = schema.name();
    Path stray = bed.folder.resolve("asked/plant/public/asked_history/data/left-behind.parquet");
    Lake closed;
    try (Topic topic = bed.topic(schema);
        Lake lake = bed.open("asked")) {
      closed = lake;
      for (int commit = 1; commit <= 10; commit++) {
        topic.write(Change.of(commit == 1 ? INSERT : UPDATE, commit, 1, 1, "version " + commit));
        lake.commitNow(List.of(name));
      }
      Files.writeString(stray, "half a file");
      Files.setLastModifiedTime(stray, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

      UpkeepDone done = lake.upkeepNow(name);

      assertThat(done.merged()).isGreaterThanOrEqualTo(10);
      assertThat(done.deleted()).isEqualTo(1);
      assertThat(stray).doesNotExist();
      assertThat(files(Bed.history(lake, name))).isEqualTo(1);
      assertThat(lake.status().tables().get(0).lastUpkeep()).contains(done);
      assertThat(JavaRow.table(lake, schema)).isEqualTo(rows(Map.of(1, "version 10")));

      UpkeepDone again = lake.upkeepNow(name);

      assertThat(again.isNothing()).isTrue();
      assertThat(lake.status().tables().get(0).lastUpkeep()).contains(again);
      assertThatThrownBy(() -> lake.upkeepNow(TableName.raw("plant", "public", "none")))
          .hasMessageContaining("Cannot find table in the lake: plant.public.none.");
    }
    assertThatThrownBy(() -> closed.upkeepNow(name))
        .hasMessageContaining("Cannot wait for the lake: it is closing.");
  }
}
