package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ModelHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A swap of a mapping's rows, as readers of the live store see it. */
class SwapsTest {
  private static final TableSchema ITEM = model("item");
  private static final TableSchema ORDER = model("sales_order");
  private static final TableSchema RAW = TestLog.items("erp");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** More than one batch takes. */
  private static final int ITEMS = 200_000;

  private static final int ORDERS = 1_000;

  /** Of both tables, in one query: how many rows there are, of which generations. */
  private static final String STATE =
      "SELECT count(*)::VARCHAR || ' ' || list_sort(list(DISTINCT q))::VARCHAR FROM (SELECT q FROM"
          + " model.item UNION ALL SELECT q FROM model.sales_order)";

  private static final String OLD = (ITEMS + ORDERS) + " [1]";
  private static final String NEW = (ITEMS + ORDERS) / 2 + " [2]";

  @TempDir Path folder;
  private TestLog log;
  private LiveStore store;
  private Producer<byte[], byte[]> producer;

  private static TableSchema model(String name) {
    return new TableSchema(
        TableName.model(name),
        List.of(
            Column.of("source_system", ColumnType.TEXT),
            Column.of("source_key", ColumnType.TEXT),
            Column.of("q", ColumnType.INT64)),
        List.of("source_system", "source_key"));
  }

  @BeforeEach
  void start() {
    log = new TestLog(folder);
    List.of(ITEM, ORDER, RAW).forEach(log::create);
    producer = log.log.transactionalProducer("swap");
    store = open();
    producer.beginTransaction();
    write(ITEM, ITEMS, 1, ModelHeaders.of("erp/items"));
    write(ORDER, ORDERS, 1, ModelHeaders.of("erp/items"));
    producer.commitTransaction();
    awaitState(OLD);
  }

  private LiveStore open() {
    return LiveStore.open(LiveOptions.in(folder.resolve("live")), log.log, log.schemas);
  }

  @AfterEach
  void stop() {
    store.close();
    producer.close();
    log.close();
  }

  /** Every row becomes one of a generation; from the second on every other row is removed. */
  private void write(TableSchema table, int rows, long generation, Headers headers) {
    for (int i = 0; i < rows; i++) {
      boolean removed = generation > 1 && i % 2 == 1;
      ProducerRecord<byte[], byte[]> record =
          log.record(
              table,
              removed ? Operation.DELETE : Operation.UPDATE,
              log.next(),
              "erp",
              String.valueOf(i),
              generation);
      send(record.topic(), record.key(), record.value(), headers);
      if (removed) {
        send(record.topic(), record.key(), null, headers);
      }
    }
  }

  private void send(String topic, byte[] key, byte[] value, Headers headers) {
    // What cannot be sent shows when the transaction is committed.
    var unused = producer.send(new ProducerRecord<>(topic, null, key, value, headers));
  }

  private void writeSwap(String name) {
    Headers headers = ModelHeaders.ofSwap("erp/items", name);
    producer.beginTransaction();
    write(ORDER, ORDERS, 2, headers);
    write(ITEM, ITEMS, 2, headers);
    producer.flush();
  }

  private String state() {
    return (String) Answers.of(store, STATE).get(0).get(0);
  }

  private void awaitState(String state) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(state()).isEqualTo(state));
  }

  @Test
  void becomesVisibleInAllTablesAtOnce() throws InterruptedException {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    Thread reader =
        new Thread(
            () -> {
              while (!seen.contains(NEW)) {
                seen.add(state());
              }
            });
    reader.start();
    writeSwap("first");
    producer.commitTransaction();
    reader.join(PATIENCE.toMillis());

    assertThat(seen).containsExactlyInAnyOrder(OLD, NEW);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(store.stats().lagRecords()).isZero());
  }

  @Test
  void isNotSeenBeforeItIsCommittedNorWhenItIsAborted() {
    writeSwap("first");
    log.write(RAW, Operation.INSERT, 1, "bolt", null, null);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(Answers.of(store, "SELECT id FROM erp.public.item")).hasSize(1));
    assertThat(state()).isEqualTo(OLD);
    producer.abortTransaction();

    // What comes behind it is applied, though.
    producer.beginTransaction();
    ProducerRecord<byte[], byte[]> record =
        log.record(ORDER, Operation.INSERT, log.next(), "erp", "new", 1L);
    send(record.topic(), record.key(), record.value(), ModelHeaders.of("erp/items"));
    producer.commitTransaction();
    awaitState((ITEMS + ORDERS + 1) + " [1]");
  }

  @Test
  void isAppliedAtTheNextStartWhenTheStoreWasClosedBeforeItsEnd() {
    writeSwap("first");
    store.close();
    producer.commitTransaction();
    store = open();
    awaitState(NEW);
  }
}
