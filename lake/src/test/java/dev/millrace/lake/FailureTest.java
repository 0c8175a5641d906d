package dev.millrace.lake;

import static dev.millrace.api.Operation.INSERT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.Topic.Change;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Full disks, killed processes, aborted transactions, old snapshots. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailureTest {
  private Bed bed;

  @BeforeAll
  void start(@TempDir Path folder) {
    bed = new Bed(folder);
  }

  @AfterAll
  void stop() {
    bed.close();
  }

  private static TableSchema schema(TableName name) {
    return new TableSchema(
        name,
        List.of(Column.of("id", ColumnType.INT32), Column.of("text", ColumnType.TEXT)),
        List.of("id"));
  }

  private static TableName table(String name) {
    return TableName.raw("plant", "public", name);
  }

  private static List<Change> changes(int from, int to, String text) {
    List<Change> changes = new ArrayList<>();
    for (int i = from; i < to; i++) {
      changes.add(Change.of(INSERT, i, 1, i, text));
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

  @Test
  void saysWhenTheDiskIsFullAndGoesOnWhenItIsNot() throws Exception {
    TableName name = table("full");
    try (Topic topic = bed.topic(schema(name));
        SmallDisk disk = SmallDisk.mount(bed.folder.resolve("small disk"));
        Lake lake =
            Lake.open(
                LakeOptions.of(
                    bed.folder.resolve("full"),
                    Map.of("warehouse", disk.folder().toString(), "commit-interval", "200ms")),
                bed.log,
                bed.schemas,
                CrashPoints.NONE,
                InstantSource.system(),
                disk::files)) {
      topic.write(changes(0, 10, ""));
      lake.commitNow(List.of(name));
      disk.fill();
      topic.write(changes(10, 20, random(100_000)));

      Awaitility.await().until(() -> lake.status().state() == LakeStatus.State.FAILED);
      assertThat(lake.status().problem().orElseThrow().code()).isEqualTo(ErrorCode.LAKE_FULL);
      assertThat(lake.status().problem().orElseThrow().message())
          .isEqualTo("Cannot write to the lake: no space is left at file://" + disk.folder() + ".");
      disk.free();

      Awaitility.await().until(() -> lake.status().state() == LakeStatus.State.RUNNING);
      lake.commitNow(List.of(name));
      assertThat(ids(lake, name)).isEqualTo(numbers(20));
    }
  }

  /** Text that does not compress. */
  private static String random(int length) {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) (' ' + random.nextInt(90)));
    }
    return text.toString();
  }

  @Test
  void hasEachChangeOnceWhenItsProcessIsKilled() throws Exception {
    TableName name = table("killed");
    long seed = 11;
    Random random = new Random(seed);
    try (Topic topic = bed.topic(schema(name))) {
      int written = 0;
      for (int life = 0; life < 3; life++) {
        Process process = LakeProcess.start(bed.options("killed"), bed.log.bootstrapServers());
        long before = committed("killed", name);
        int end = written + 400;
        while (written < end) {
          topic.write(changes(written, written + 20, "x"));
          written += 20;
        }
        Awaitility.await()
            .atMost(60, TimeUnit.SECONDS)
            .until(() -> committed("killed", name) > before);
        topic.write(changes(written, written + 200, "y"));
        written += 200;
        long wait = random.nextInt(400);
        process.waitFor(wait, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
      }
      try (Lake lake = bed.open("killed")) {
        lake.commitNow(List.of(name));
        assertThat(ids(lake, name)).as("seed %d", seed).isEqualTo(numbers(written));
      }
    }
  }

  /** How many snapshots another process sees. */
  private long committed(String lake, TableName name) {
    File[] files =
        bed.folder
            .resolve(lake)
            .resolve("plant/public/" + name.table() + "_history/metadata")
            .toFile()
            .listFiles((folder, file) -> file.startsWith("snap-"));
    return files == null ? 0 : files.length;
  }

  @Test
  void takesOnlyCommittedTransactionsOfTheModel() throws Exception {
    TableName name = TableName.model("item");
    TableSchema schema = schema(name);
    bed.log.createTableTopics(List.of(name));
    var encoder = bed.schemas.encoder(schema);
    try (Lake lake = bed.open("model");
        Producer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", bed.log.bootstrapServers(), "transactional.id", "flow"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      producer.initTransactions();
      for (int i = 0; i < 6; i++) {
        producer.beginTransaction();
        Change change = Change.of(INSERT, 1, 1, i, "x");
        JavaRow.put(
            schema, change.row(), encoder.begin(INSERT, change.position(), Topic.NOON, 1, ""));
        producer.send(new ProducerRecord<>(name.topic(), encoder.key(), encoder.value())).get();
        if (i % 3 == 1) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
      lake.commitNow(List.of(name));

      // All have one position: it is the transaction that keeps changes of the model apart.
      assertThat(ids(lake, name)).isEqualTo(List.of(0, 2, 3, 5));
      assertThat(LakeNames.history(name)).hasToString("model.item_history");
    }
  }

  @Test
  void forgetsOldSnapshotsButNoChange() throws Exception {
    TableName name = table("old");
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    try (Topic topic = bed.topic(schema(name))) {
      try (Lake lake =
          Lake.open(
              bed.options("old"),
              bed.log,
              bed.schemas,
              CrashPoints.NONE,
              now::get,
              UnaryOperator.identity())) {
        for (int i = 0; i < 5; i++) {
          topic.write(changes(i, i + 1, "x"));
          lake.commitNow(List.of(name));
        }
        assertThat(lake.status().tables()).extracting(LakeStatus.TableStatus::rows).contains(5L);
        now.updateAndGet(time -> time.plusSeconds(7_200));
        topic.write(changes(5, 6, "x"));
        lake.commitNow(List.of(name));
        assertThat(lake.upkeepNow(name).forgotten()).isPositive();
        assertThat(Bed.history(lake, name).snapshots()).hasSize(1);
        assertThat(Bed.current(lake, name).snapshots()).hasSize(1);
        assertThat(ids(lake, name)).isEqualTo(numbers(6));
        try (var files = Files.list(bed.folder.resolve("old/plant/public/old_history/metadata"))) {
          assertThat(files.filter(file -> file.toString().endsWith(".metadata.json")).count())
              .isLessThanOrEqualTo(3);
        }
      }
      try (Lake lake = bed.open("old")) {
        topic.write(changes(6, 7, "x"));
        lake.commitNow(List.of(name));
        assertThat(ids(lake, name)).isEqualTo(numbers(7));
      }
    }
  }

  @Test
  void givesEachTableItsOwnNames() {
    assertThat(LakeNames.current(table("item"))).hasToString("plant.public.item");
    assertThat(LakeNames.history(table("item"))).hasToString("plant.public.item_history");
    assertThat(LakeNames.current(table("item_history"))).hasToString("plant.public.item_history_");
    assertThat(LakeNames.current(table("item_history_")))
        .hasToString("plant.public.item_history__");
    assertThat(LakeNames.current(TableName.raw("a", "b c", "d.e")))
        .hasToString("a.b_x0020_c.d_x002E_e");
  }
}
