package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.CrashPoints.Point;
import dev.millrace.lake.Topic.Change;
import dev.millrace.log.ChangeEncoder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Changes, commits, compactions, other columns and kills in any order on one thread, so that a seed
 * that fails always fails: what {@link RandomHistoryTest} leaves to the clock is drawn here. More
 * seeds: {@code -Dtest.jvm.options="-Dlake.seeds=1000 -Dlake.first.seed=7"}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RandomStateTest {
  private static final List<CurrentFormat> FORMATS = List.of(CurrentFormat.values());
  private static final List<Point> POINTS = List.of(Point.values());

  /** After all days there are changes of, so that histories are put together whole. */
  private static final int TODAY = 30_000;

  private Bed bed;

  @BeforeAll
  void start(@TempDir Path folder) {
    bed = new Bed(folder);
  }

  @AfterAll
  void stop() {
    bed.close();
  }

  static LongStream seeds() {
    long first = Long.getLong("lake.first.seed", 1);
    return LongStream.range(first, first + Long.getLong("lake.seeds", 4));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void hasTheSourcesRows(long seed) {
    new Life(seed).live();
  }

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /** A table and what happens to it. */
  private final class Life {
    final long seed;
    final Random random;
    final TableName name;
    final RandomHistory source;
    final InMemoryCatalog catalog = new InMemoryCatalog();
    final LakeOptions options;
    final StringBuilder story = new StringBuilder();
    final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    TableSchema schema;
    ChangeEncoder encoder;
    TableFollower follower;

    /** Which record of the log is taken next. */
    int next;

    /** Written and not taken over; null when there is none. */
    CurrentCompaction compaction;

    Life(long seed) {
      this.seed = seed;
      random = new Random(31 * seed);
      name = TableName.raw("plant", "public", "table" + seed);
      source = new RandomHistory(seed, name);
      options = bed.options("lake").withCurrentFormat(FORMATS.get((int) seed % FORMATS.size()));
      catalog.initialize("catalog" + seed, Map.of());
      catalog.createNamespace(LakeNames.current(name).namespace());
    }

    void live() {
      try {
        useSchema();
        open(true);
        for (int step = 0; step < 40; step++) {
          step();
        }
        open(false);
        take(log.size() - next);
        commit();
        // Columns that no record has yet come to be known.
        open(false);
        assertThat(JavaRow.table(catalog.loadTable(LakeNames.current(name)), schema))
            .isEqualTo(source.current());
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("Seed " + seed + ":" + story, e);
      }
    }

    void step() {
      try {
        switch (random.nextInt(21)) {
          case 0, 1, 2, 3, 4, 5 -> write(source.work());
          case 6, 7 -> {
            source.alter();
            useSchema();
          }
          case 8, 9, 10, 11, 12 -> take(random.nextInt(log.size() - next + 1));
          case 13, 14, 15 -> commit();
          case 16 -> mergeHistory();
          case 17 -> compact();
          case 18 -> takeOver();
          case 19 -> {
            commit();
            follower.close(1);
            open(true);
          }
          default -> open(true);
        }
      } catch (Killed e) {
        open(true);
      }
    }

    void tell(String what, Object detail) {
      story.append('\n').append(what).append(' ').append(detail);
    }

    void useSchema() {
      schema = source.schema();
      tell("columns", schema.columns());
      encoder = bed.schemas.encoder(schema);
      Awaitility.await().until(() -> bed.schemas.current(name).filter(schema::equals).isPresent());
    }

    void write(List<Change> changes) {
      for (Change change : changes) {
        tell("write", change);
        long time = change.commitMicros();
        JavaRow.put(
            schema,
            change.row(),
            encoder.begin(change.operation(), change.position(), time, time + 1, "t"));
        byte[] key = encoder.key();
        log.add(new ConsumerRecord<>(name.topic(), 0, log.size(), key, encoder.value()));
      }
    }

    void take(int count) {
      tell("take", count);
      follower.take(log.subList(next, next + count));
      next += count;
    }

    void commit() {
      if (follower.hasPending()) {
        tell("commit", next);
        follower.commit(InstantSource.system().instant());
      }
    }

    void mergeHistory() {
      tell("merge history", "");
      new HistoryCompaction(
              catalog.loadTable(LakeNames.history(name)), options.fileBytes(), Budget.of(1))
          .runOnce(TODAY);
    }

    void compact() {
      commit();
      compaction = follower.planCompaction().orElse(null);
      if (compaction != null) {
        tell("compact", compaction.inputs().size());
        compaction.run(Budget.of(1));
      }
    }

    void takeOver() {
      commit();
      if (compaction != null) {
        tell("take over", compaction.outputs().size());
        CurrentCompaction done = compaction;
        compaction = null;
        follower.finish(done);
      }
    }

    /** Begins anew, as after the end of a process. */
    void open(boolean mortal) {
      while (true) {
        try {
          compaction = null;
          follower =
              new TableFollower(
                  name,
                  catalog,
                  bed.schemas,
                  options,
                  mortal ? killing() : CrashPoints.NONE,
                  InstantSource.system(),
                  Runnable::run);
          next = follower.resume().getOrDefault(0, 0L).intValue();
          tell("open at", next);
          return;
        } catch (Killed e) {
          tell("killed while opening", "");
        }
      }
    }

    CrashPoints killing() {
      Point fatal = POINTS.get(random.nextInt(POINTS.size()));
      int[] left = {random.nextInt(fatal == Point.ROW_WRITTEN ? 90 : 8)};
      return (point, table) -> {
        if (point == fatal && --left[0] == 0) {
          tell("killed after", point);
          throw new Killed();
        }
      };
    }
  }
}
