package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Operation;
import dev.millrace.api.TableName;
import dev.millrace.lake.CrashPoints.Point;
import dev.millrace.lake.Topic.Change;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables that live at random, are written by a writer that repeats itself, and followed by a lake
 * that dies at random. What is in the lake is read by Iceberg's own reader and by DuckDB.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RandomHistoryTest {
  private Bed bed;

  @BeforeAll
  void start(@TempDir Path folder) {
    bed = new Bed(folder);
  }

  @AfterAll
  void stop() {
    bed.close();
  }

  /**
   * One of three by chance, each with another format of the current state, since each takes long;
   * {@code -Dlake.history.seed} says which.
   */
  static LongStream seeds() {
    long seed = Long.getLong("lake.history.seed", 1 + new Random().nextInt(3));
    System.out.println("-Dlake.history.seed=" + seed);
    return LongStream.of(seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void hasEachChangeOnceAndTheRightCurrentState(long seed) throws Exception {
    Random random = new Random(seed);
    TableName name = TableName.raw("plant", "Odd schema", "table." + seed);
    RandomHistory source = new RandomHistory(seed, name);
    CurrentFormat[] formats = CurrentFormat.values();
    LakeOptions options =
        bed.options("lake" + seed).withCurrentFormat(formats[(int) seed % formats.length]);
    Lake lake = bed.open(options, dying(random));
    try (Topic topic = bed.topic(source.schema())) {
      for (int step = 0; step < 20; step++) {
        List<Change> changes = source.work();
        topic.write(changes);
        if (random.nextInt(4) == 0) {
          topic.write(changes.subList(random.nextInt(changes.size()), changes.size()));
        }
        if (random.nextInt(3) == 0) {
          commit(lake, name);
        }
        if (random.nextInt(5) == 0) {
          source.alter();
          topic.alter(source.schema());
        }
        if (random.nextInt(6) == 0 && isThere(lake, name)) {
          lake.upkeep().run(name, Instant.now().minusSeconds(3_600));
        }
        if (lake.status().state() == LakeStatus.State.FAILED) {
          Bed.bury(lake);
          lake = bed.open(options, dying(random));
        }
      }
      if (lake.status().state() == LakeStatus.State.FAILED) {
        Bed.bury(lake);
      } else {
        lake.close();
      }
      lake = bed.open(options, CrashPoints.NONE);
      lake.commitNow(List.of(name));
      check(lake, source, "seed " + seed);
    } finally {
      lake.close();
    }
  }

  private static boolean isThere(Lake lake, TableName name) {
    return lake.status().tables().stream()
        .anyMatch(table -> table.table().equals(name) && table.lastCommit().isPresent());
  }

  private static void check(Lake lake, RandomHistory source, String seed) throws Exception {
    List<List<Object>> expected = new ArrayList<>();
    for (Change change : source.history()) {
      expected.add(
          List.of(
              change.operation().label(),
              change.position().toString(),
              change.row().get(0),
              change.row().get(1)));
    }
    List<List<Object>> found = new ArrayList<>();
    long sequence = 0;
    for (Record record : Bed.changes(lake, source.schema().name())) {
      assertThat(record.getField("_sequence")).as(seed).isEqualTo(++sequence);
      found.add(
          List.of(
              record.getField("_op"),
              record.getField("_position"),
              record.getField("id"),
              record.getField("Site \"code\"")));
    }
    assertThat(withoutRepeatedTruncates(found)).as(seed).isEqualTo(expected);
    assertThat(JavaRow.current(lake, source.schema())).as(seed).isEqualTo(source.current());
    assertThat(JavaRow.table(lake, source.schema())).as(seed).isEqualTo(source.current());
    assertThat(Duck.current(lake, source.schema())).as(seed).isEqualTo(source.current());
    CurrentReader inPasses =
        new CurrentReader(
            Bed.history(lake, source.schema().name()),
            source.schema(),
            Expressions.alwaysTrue(),
            20);
    assertThat(JavaRow.read(source.schema(), inPasses::read)).as(seed).isEqualTo(source.current());
    CurrentRows table = lake.currentTable(source.schema().name(), source.schema());
    assertThat(JavaRow.read(source.schema(), table::read)).as(seed).isEqualTo(source.current());
    assertThat(JavaRow.read(source.schema(), table::expected)).as(seed).isEqualTo(source.current());
  }

  /** Removals by TRUNCATE may be repeated: they are too many to remember, and do no harm. */
  private static List<List<Object>> withoutRepeatedTruncates(List<List<Object>> changes) {
    List<List<Object>> kept = new ArrayList<>();
    for (List<Object> change : changes) {
      boolean truncate = change.get(0).equals(Operation.TRUNCATE.label());
      if (!truncate || !kept.contains(change)) {
        kept.add(change);
      }
    }
    return kept;
  }

  private static void commit(Lake lake, TableName table) {
    try {
      lake.commitNow(List.of(table));
    } catch (RuntimeException e) {
      assertThat(e).hasMessageContaining("it has stopped");
    }
  }

  private static CrashPoints dying(Random random) {
    Point[] points = Point.values();
    Point fatal = points[random.nextInt(points.length)];
    AtomicInteger left = new AtomicInteger(1 + random.nextInt(fatal == Point.ROW_WRITTEN ? 90 : 4));
    return (point, table) -> {
      if (point == fatal && left.decrementAndGet() == 0) {
        throw new AssertionError("Killed after " + point);
      }
    };
  }
}
