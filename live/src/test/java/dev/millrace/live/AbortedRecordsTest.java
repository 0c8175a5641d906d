package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbortedRecordsTest {
  private static final TableSchema MODEL =
      new TableSchema(
          TableName.model("item"),
          List.of(Column.of("source_key", ColumnType.TEXT), Column.of("q", ColumnType.INT64)),
          List.of("source_key"));
  private static final Duration NEVER = Duration.ofHours(1);

  @TempDir Path folder;
  private TestLog log;
  private LiveStore store;
  private KafkaProducer<byte[], byte[]> flink;

  @BeforeEach
  void start() {
    log = new TestLog(folder);
    log.create(MODEL);
    flink =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                log.broker.bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "flink"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    flink.initTransactions();
    store = open(NEVER);
  }

  private LiveStore open(Duration checkInterval) {
    return LiveStore.open(
        LiveOptions.in(folder.resolve("live")).withCheckInterval(checkInterval),
        log.log,
        log.schemas);
  }

  @AfterEach
  void stop() {
    store.close();
    flink.close();
    log.close();
  }

  private void write(Operation operation, String key, Long quantity) {
    ProducerRecord<byte[], byte[]> record = log.record(MODEL, operation, log.next(), key, quantity);
    send(record);
    if (operation.removes()) {
      send(new ProducerRecord<>(record.topic(), 0, record.key(), null));
    }
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    try {
      flink.send(record).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void committed(Runnable writes) {
    flink.beginTransaction();
    writes.run();
    flink.commitTransaction();
  }

  private List<List<Object>> rows() {
    return Answers.of(store, "SELECT source_key, q FROM model.item ORDER BY 1");
  }

  private void awaitRows(Object... keysAndQuantities) {
    List<List<Object>> rows = new java.util.ArrayList<>();
    for (int i = 0; i < keysAndQuantities.length; i += 2) {
      rows.add(List.of(keysAndQuantities[i], keysAndQuantities[i + 1]));
    }
    await().untilAsserted(() -> assertThat(rows()).isEqualTo(rows));
  }

  private void someAborted() {
    committed(
        () -> {
          write(Operation.INSERT, "a", 1L);
          write(Operation.INSERT, "b", 2L);
          write(Operation.INSERT, "gone", 3L);
          write(Operation.DELETE, "gone", null);
        });
    flink.beginTransaction();
    write(Operation.UPDATE, "a", 100L);
    write(Operation.DELETE, "b", null);
    write(Operation.INSERT, "new", 300L);
    write(Operation.INSERT, "gone", 400L);
    awaitRows("a", 100L, "gone", 400L, "new", 300L);
  }

  @Test
  void restoresWhatAnAbortedTransactionHasChanged() {
    someAborted();
    store.reconcile();
    assertThat(rows()).hasSize(3);
    flink.abortTransaction();
    store.reconcile();
    awaitRows("a", 1L, "b", 2L);
    await().untilAsserted(() -> assertThat(store.rowCounts()).containsEntry(MODEL.name(), 2L));
  }

  @Test
  void restoresAfterAKillThatLeftATransactionOpen() {
    someAborted();
    store.close();
    flink.abortTransaction();
    store = open(NEVER);
    awaitRows("a", 1L, "b", 2L);
  }

  @Test
  void restoresByItselfWhileItRuns() {
    store.close();
    store = open(Duration.ofMillis(100));
    someAborted();
    flink.abortTransaction();
    awaitRows("a", 1L, "b", 2L);
  }

  @Test
  void leavesWhatANewerTransactionHasWritten() {
    someAborted();
    flink.abortTransaction();
    flink.beginTransaction();
    write(Operation.UPDATE, "a", 5L);
    awaitRows("a", 5L, "gone", 400L, "new", 300L);
    store.reconcile();
    awaitRows("a", 5L, "b", 2L);
    flink.commitTransaction();
    store.reconcile();
    awaitRows("a", 5L, "b", 2L);
  }
}
