package dev.millrace.log;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schemas of all tables, in the compacted topic {@value #TOPIC}: by fingerprint, so that any
 * record can be read, and by table, so that a reader finds tables and new columns by itself. Safe
 * for use by several threads.
 */
public final class Schemas implements AutoCloseable {
  /** The topic that holds the schemas, keyed by fingerprint. */
  public static final String TOPIC = "millrace.schemas";

  private static final Logger LOGGER = LoggerFactory.getLogger(Schemas.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long PATIENCE_MILLIS = 30_000;

  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final Thread reader;
  private final Map<Long, TableSchema> byFingerprint = new HashMap<>();
  private final Map<TableName, Long> newest = new HashMap<>();
  private final Map<TableName, TableSchema> current = new HashMap<>();
  private final List<java.util.function.Consumer<TableSchema>> listeners =
      new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  private Schemas(Log log) {
    log.createInternalTopic(TOPIC);
    consumer = log.consumer(IsolationLevel.READ_UNCOMMITTED);
    producer = log.producer();
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    while (consumer.position(partition) < end) {
      consumer.poll(POLL).forEach(this::take);
    }
    reader = new Thread(this::follow, "millrace-schemas");
    reader.setDaemon(true);
    reader.start();
  }

  /** Reads all schemas there are and goes on following new ones. */
  public static Schemas open(Log log) {
    return new Schemas(log);
  }

  /**
   * Makes a schema known; returns only when it is durable, so that no record can be read before its
   * schema.
   *
   * @return its fingerprint
   */
  public long publish(TableSchema schema) {
    String json = AvroSchemas.json(schema);
    long fingerprint = AvroSchemas.fingerprint(json);
    synchronized (this) {
      Long known = newest.get(schema.name());
      if (known != null && known == fingerprint) {
        return fingerprint;
      }
    }
    byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(fingerprint).array();
    try {
      producer.send(new ProducerRecord<>(TOPIC, key, json.getBytes(StandardCharsets.UTF_8))).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "Cannot publish the schema of table: " + schema.name() + ".", e.getCause());
    } catch (InterruptedException e) {
      throw Log.interrupted(e);
    }
    awaitNewest(schema.name(), fingerprint);
    return fingerprint;
  }

  /**
   * The schema that a record was written with. Waits for one that is on its way.
   *
   * @throws IllegalStateException when it does not come
   */
  public synchronized TableSchema byFingerprint(long fingerprint) {
    await(
        () -> byFingerprint.containsKey(fingerprint),
        "Cannot find schema: " + Long.toHexString(fingerprint) + ".");
    return byFingerprint.get(fingerprint);
  }

  /**
   * The columns of a table as a reader should have them: the newest, then those dropped since, each
   * of a type that takes all values written so far.
   */
  public synchronized Optional<TableSchema> current(TableName table) {
    return Optional.ofNullable(current.get(table));
  }

  /** The columns that a table's source had when it was looked at last, and no others. */
  public synchronized Optional<TableSchema> newest(TableName table) {
    return Optional.ofNullable(newest.get(table)).map(byFingerprint::get);
  }

  /** The current schemas of all tables. */
  public synchronized List<TableSchema> all() {
    return List.copyOf(current.values());
  }

  /**
   * Calls a listener with the current schema of each table now, and again whenever one changes.
   * Calls come from one thread and must return soon.
   */
  public void listen(java.util.function.Consumer<TableSchema> listener) {
    listeners.add(listener);
    all().forEach(listener);
  }

  /** A new encoder for records of a table; makes its schema known. */
  public ChangeEncoder encoder(TableSchema schema) {
    return new ChangeEncoder(schema, publish(schema));
  }

  private void follow() {
    try {
      while (!closed) {
        consumer.poll(POLL).forEach(this::take);
      }
    } catch (WakeupException e) {
      LOGGER.debug("Stopped following schemas", e);
    } finally {
      consumer.close();
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    long fingerprint = ByteBuffer.wrap(record.key()).getLong();
    TableSchema schema = AvroSchemas.table(new String(record.value(), StandardCharsets.UTF_8));
    TableSchema merged;
    boolean changed;
    synchronized (this) {
      TableSchema before = current.get(schema.name());
      merged = before == null ? schema : merge(before, schema);
      changed = !merged.equals(before);
      byFingerprint.put(fingerprint, schema);
      newest.put(schema.name(), fingerprint);
      current.put(schema.name(), merged);
      notifyAll();
    }
    if (changed) {
      listeners.forEach(listener -> listener.accept(merged));
    }
  }

  private static TableSchema merge(TableSchema before, TableSchema now) {
    List<Column> columns = new ArrayList<>();
    for (Column column : now.columns()) {
      OptionalInt earlier = before.indexOf(column.name());
      ColumnType type =
          earlier.isEmpty()
              ? column.type()
              : unite(before.columns().get(earlier.getAsInt()).type(), column.type());
      columns.add(new Column(column.name(), type, column.nullable(), column.comment()));
    }
    return now.withColumns(columns).keeping(before);
  }

  private static ColumnType unite(ColumnType before, ColumnType now) {
    if (Widening.follows(before, now)) {
      return now;
    }
    return Widening.follows(now, before) ? before : ColumnType.TEXT;
  }

  private void awaitNewest(TableName table, long fingerprint) {
    await(
        () -> Long.valueOf(fingerprint).equals(newest.get(table)),
        "Cannot publish the schema of table: " + table + ".");
  }

  private synchronized void await(BooleanSupplier arrived, String message) {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    try {
      while (!arrived.getAsBoolean()) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0 || closed) {
          throw new IllegalStateException(message + " Is the log running?");
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      throw Log.interrupted(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    producer.close();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
