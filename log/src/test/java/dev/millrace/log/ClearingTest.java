package dev.millrace.log;

import static dev.millrace.api.Operation.DELETE;
import static dev.millrace.api.Operation.INSERT;
import static dev.millrace.api.Operation.SNAPSHOT;
import static dev.millrace.api.Operation.TRUNCATE;
import static dev.millrace.api.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClearingTest {
  private static final Position LATER = new Position(2, 0, 0);
  private static final int ALL_KEYS = 1_000;

  @TempDir static Path folder;

  private static EmbeddedBroker broker;
  private static Log log;
  private static Schemas schemas;
  private static Producer<byte[], byte[]> producer;

  /** A change of a row of two columns. */
  private record Change(Operation operation, Position position, int id, Object note) {
    static Change of(Operation operation, int commit, int id, Object note) {
      return new Change(operation, new Position(1, commit, 1), id, note);
    }
  }

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(folder, 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
    // One request at a time: a new partition may refuse the first of several and take the next.
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker.bootstrapServers(),
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                1),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    schemas.close();
    log.close();
    broker.close();
  }

  @Test
  void removesEachKeyAliveOnceWithItsLastRow() throws Exception {
    Table table = new Table("mixed", 1);
    table.write(Change.of(INSERT, 1, 1, "new"));
    for (int commit = 2; commit < 7; commit++) {
      table.write(Change.of(UPDATE, commit, 1, "note " + commit));
    }
    table.write(Change.of(INSERT, 7, 2, "gone"));
    table.write(Change.of(UPDATE, 8, 2, "gone"));
    table.write(Change.of(DELETE, 9, 2, "gone"));
    table.tombstone(2);
    table.write(Change.of(INSERT, 10, 3, "gone without a tombstone"));
    table.write(Change.of(DELETE, 11, 3, null));
    table.write(Change.of(INSERT, 12, 4, "first"));
    table.write(Change.of(DELETE, 13, 4, "first"));
    table.tombstone(4);
    table.write(Change.of(INSERT, 14, 4, "second"));
    table.tombstone(5);
    table.write(Change.of(INSERT, 15, 6, "long"));
    table.write(Change.of(UPDATE, 16, 6, RandomRows.UNSENT));
    table.write(Change.of(INSERT, 17, 7, null));

    Map<Integer, Object> removed = table.clear(LATER, ALL_KEYS);

    Map<Integer, Object> expected = new HashMap<>();
    expected.put(1, "note 6");
    expected.put(4, "second");
    expected.put(6, RandomRows.UNSENT);
    expected.put(7, null);
    assertThat(removed).isEqualTo(expected);
    assertThat(table.clear(LATER, ALL_KEYS)).isEmpty();
  }

  @Test
  void keepsTheSchemaThatARowWasWrittenWith() throws Exception {
    Table table = new Table("altered", 1);
    table.write(Change.of(INSERT, 1, 1, "old"));
    TableSchema wider =
        new TableSchema(
            table.name,
            List.of(
                Column.of("id", ColumnType.INT32),
                Column.of("more", ColumnType.INT32),
                Column.of("note", ColumnType.TEXT)),
            List.of("id"));
    ChangeEncoder encoder = schemas.encoder(wider);
    RandomRows.put(wider, List.of(2, 5, "new"), encoder.begin(INSERT, LATER, 0, 0, ""));
    producer.send(new ProducerRecord<>(table.name.topic(), encoder.key(), encoder.value())).get();
    RandomRows.put(wider, List.of(1, 5, "newer"), encoder.begin(UPDATE, LATER, 0, 0, ""));
    producer.send(new ProducerRecord<>(table.name.topic(), encoder.key(), encoder.value())).get();

    assertThat(table.clear(LATER, ALL_KEYS)).isEqualTo(Map.of(1, "newer", 2, "new"));
  }

  @Test
  void removesWhatReadersHaveWhenARunOfRepeatsWasBrokenOff() throws Exception {
    Table table = new Table("repeats", 1);
    Change inserted = Change.of(INSERT, 1, 1, "gone");
    Change deleted = Change.of(DELETE, 2, 2, "old");
    table.write(Change.of(INSERT, 0, 2, "old"));
    table.write(inserted);
    table.write(deleted);
    table.tombstone(2);
    table.write(Change.of(INSERT, 3, 2, "alive"));
    table.write(Change.of(DELETE, 4, 1, "gone"));
    table.tombstone(1);
    table.write(inserted);
    table.write(deleted);
    table.tombstone(2);

    // Readers have 2, for them the delete was a repeat; and the log will end with the row of 1.
    assertThat(table.clear(LATER, ALL_KEYS)).isEqualTo(Map.of(1, "gone", 2, "alive"));
    assertThat(table.clear(LATER, ALL_KEYS)).isEmpty();
  }

  @Test
  void leavesWhatIsWrittenMeanwhile() throws Exception {
    Table table = new Table("busy", 1);
    AtomicBoolean cleared = new AtomicBoolean();
    for (int id = 0; id < 1_000; id++) {
      table.write(Change.of(INSERT, id, id, "before"));
    }
    CompletableFuture<Integer> writer =
        CompletableFuture.supplyAsync(
            () -> {
              int id = 1_000;
              while (!cleared.get()) {
                table.write(Change.of(INSERT, id, id, "meanwhile"));
                id++;
              }
              return id;
            });
    long removed = Clearing.clear(log, schemas, table.name, LATER, 99, 100);
    cleared.set(true);
    int written = writer.join();

    Map<Integer, Long> insertedAt = new HashMap<>();
    Map<Integer, Long> removedAt = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : table.records()) {
      table
          .change(record)
          .ifPresent(
              change ->
                  (change.operation() == TRUNCATE ? removedAt : insertedAt)
                      .put(change.id(), record.offset()));
    }
    assertThat(removedAt).hasSize((int) removed);
    assertThat(insertedAt).hasSize(written);
    for (int id = 0; id < removed; id++) {
      assertThat(removedAt).as("keys before the end that was noted").containsKey(id);
    }
    long begun = removedAt.values().stream().min(Long::compare).orElseThrow();
    removedAt.keySet().forEach(id -> assertThat(insertedAt.get(id)).isLessThan(begun));
  }

  @Test
  void doesWhatAModelDoesAfterRandomWork() throws Exception {
    int[] budgets = {5, 17, ALL_KEYS};
    for (int seed = 0; seed < 12; seed++) {
      Table table = new Table("random" + seed, 1 + seed % 3);
      RandomWork work = new RandomWork(seed);
      for (int epoch = 1; epoch < 4; epoch++) {
        work.run(epoch, table);
        int budget = budgets[(seed + epoch) % budgets.length];

        Map<Integer, Object> removed = table.clear(new Position(epoch + 1, 0, 0), budget);

        assertThat(removed).as("seed %d, epoch %d", seed, epoch).isEqualTo(work.alive());
        assertThat(table.clear(new Position(epoch + 1, 0, 0), budget))
            .as("seed %d, epoch %d, again", seed, epoch)
            .isEmpty();
      }
    }
  }

  @Test
  void writesNothingForATableThatHasNoTopic() {
    TableName none = TableName.raw("plant", "public", "none");

    assertThat(Clearing.clear(log, schemas, none, LATER, 99)).isZero();
  }

  /** Changes of a stream at random, with restarts; and by maps, what is alive in the end. */
  private static final class RandomWork {
    private static final int KEYS = 60;

    private final Random random;
    private final Map<Integer, Change> lastFirst = new HashMap<>();
    private final Map<Integer, Change> last = new HashMap<>();
    private int commit;

    RandomWork(long seed) {
      random = new Random(seed);
    }

    void run(int epoch, Table table) {
      lastFirst.clear();
      last.clear();
      Position moment = new Position(epoch, ++commit, 0);
      for (int id = 0; id < KEYS; id += 1 + random.nextInt(5)) {
        first(new Change(SNAPSHOT, moment, id, "read " + epoch), table);
      }
      List<Change> stream = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        Change change = next(epoch);
        stream.add(change);
        first(change, table);
        if (random.nextInt(40) == 0) {
          repeat(stream, stream.size(), table);
        }
      }
      if (random.nextBoolean()) {
        repeat(stream, stream.size() - random.nextInt(30), table);
      }
    }

    private Change next(int epoch) {
      int id = random.nextInt(KEYS);
      Change before = lastFirst.get(id);
      boolean alive = before != null && !before.operation().removes();
      Operation operation = !alive ? INSERT : random.nextInt(3) == 0 ? DELETE : UPDATE;
      // Changes of several keys may share a position.
      boolean shared = before == null || before.position().commit() < commit;
      commit += shared && random.nextInt(3) == 0 ? 0 : 1;
      Object note = operation == UPDATE && random.nextInt(4) == 0 ? RandomRows.UNSENT : "" + commit;
      return new Change(operation, new Position(epoch, commit, 1), id, note);
    }

    /** Writes what a restarted writer does, up to a change at which it may be broken off. */
    private void repeat(List<Change> stream, int end, Table table) {
      for (Change change : stream.subList(Math.max(0, end - 1 - random.nextInt(60)), end)) {
        write(change, table);
      }
    }

    private void first(Change change, Table table) {
      lastFirst.put(change.id(), change);
      write(change, table);
    }

    private void write(Change change, Table table) {
      last.put(change.id(), change);
      table.write(change);
      if (change.operation() == DELETE && random.nextInt(4) != 0) {
        table.tombstone(change.id());
      }
    }

    Map<Integer, Object> alive() {
      Map<Integer, Object> alive = new HashMap<>();
      lastFirst.forEach(
          (id, first) -> {
            Change shown = first.operation().removes() ? last.get(id) : first;
            if (!shown.operation().removes()) {
              alive.put(id, shown.note());
            }
          });
      return alive;
    }
  }

  /** A table's topic. */
  private static final class Table {
    private final TableName name;
    private final TableSchema schema;
    private final ChangeEncoder encoder;
    private Future<RecordMetadata> sent = new CompletableFuture<>();

    Table(String table, int partitions) throws Exception {
      name = TableName.raw("plant", "public", table);
      schema =
          new TableSchema(
              name,
              List.of(Column.of("id", ColumnType.INT32), Column.of("note", ColumnType.TEXT)),
              List.of("id"));
      encoder = schemas.encoder(schema);
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        admin
            .createTopics(
                List.of(
                    new NewTopic(name.topic(), Optional.of(partitions), Optional.empty())
                        .configs(Log.tableTopicConfig())))
            .all()
            .get();
      }
    }

    void write(Change change) {
      encode(change);
      sent = producer.send(new ProducerRecord<>(name.topic(), encoder.key(), encoder.value()));
    }

    void tombstone(int id) {
      encode(Change.of(DELETE, 0, id, null));
      sent = producer.send(new ProducerRecord<>(name.topic(), encoder.key(), null));
    }

    private void encode(Change change) {
      List<Object> row = new ArrayList<>();
      row.add(change.id());
      row.add(change.note());
      RandomRows.put(schema, row, encoder.begin(change.operation(), change.position(), 0, 0, ""));
    }

    /** Clears it, and returns the keys removed, each with its row. */
    Map<Integer, Object> clear(Position position, int keysMax) throws Exception {
      List<ConsumerRecord<byte[], byte[]>> before = records();
      long removed = Clearing.clear(log, schemas, name, position, 99, keysMax);
      List<ConsumerRecord<byte[], byte[]>> written = records();
      written.removeIf(record -> record.offset() < end(before, record.partition()));
      assertThat(written).hasSize((int) removed * 2);
      Map<Integer, Object> rows = new HashMap<>();
      for (int i = 0; i < written.size(); i += 2) {
        Change removal = change(written.get(i)).orElseThrow();
        assertThat(removal.operation()).isEqualTo(TRUNCATE);
        assertThat(removal.position()).isEqualTo(position);
        rows.put(removal.id(), removal.note());
        assertThat(written.get(i + 1).value()).as("a tombstone").isNull();
        assertThat(written.get(i + 1).key()).isEqualTo(written.get(i).key());
      }
      assertThat(rows).as("each key once").hasSize((int) removed);
      return rows;
    }

    private static long end(List<ConsumerRecord<byte[], byte[]>> records, int partition) {
      return records.stream().filter(record -> record.partition() == partition).count();
    }

    /** All records there are, partition by partition. */
    List<ConsumerRecord<byte[], byte[]>> records() throws Exception {
      producer.flush();
      sent.get();
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      try (Consumer<byte[], byte[]> consumer = log.rereader()) {
        for (TopicPartition partition : log.partitions(name)) {
          consumer.assign(List.of(partition));
          consumer.seekToBeginning(List.of(partition));
          long end = consumer.endOffsets(List.of(partition)).get(partition);
          while (consumer.position(partition) < end) {
            consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
          }
        }
      }
      return records;
    }

    /** The change of a record; empty for a tombstone. */
    Optional<Change> change(ConsumerRecord<byte[], byte[]> record) {
      if (record.value() == null) {
        return Optional.empty();
      }
      ChangeDecoder decoder = new ChangeDecoder(schema, schemas::byFingerprint);
      decoder.read(record.value());
      CollectingSink sink = new CollectingSink(schema);
      decoder.row(sink);
      Object id = sink.row().get(0);
      return Optional.of(
          new Change(decoder.operation(), decoder.position(), (Integer) id, sink.row().get(1)));
    }
  }
}
