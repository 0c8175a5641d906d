package dev.millrace.lake;

import static dev.millrace.api.Operation.DELETE;
import static dev.millrace.api.Operation.INSERT;
import static dev.millrace.api.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.Topic.Change;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.iceberg.SnapshotSummary;
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
          lake.upkeep().run(name, Instant.now().plusSeconds(60));
        }
      }
      Awaitility.await()
          .untilAsserted(
              () -> {
                assertThat(files(Bed.history(lake, name))).isLessThan(12);
                assertThat(files(Bed.current(lake, name))).isLessThan(12);
                assertThat(lake.status().tables().get(0).current().deadShare()).isLessThan(0.25);
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
}
