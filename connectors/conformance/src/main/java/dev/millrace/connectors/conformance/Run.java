package dev.millrace.connectors.conformance;

import dev.millrace.api.Connector;
import dev.millrace.api.Operation;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.log.Log;
import dev.millrace.log.Progress;
import dev.millrace.log.Schemas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * Drives a task as Connect does: writes what it gives to the log, acknowledges it and keeps the
 * offsets. A run can be broken off anywhere and followed by another.
 */
public final class Run implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SourceTask task;
  private final Offsets offsets;
  private final Log log;
  private final Schemas schemas;
  private final Producer<byte[], byte[]> producer;
  private final Map<Map<String, ?>, Map<String, ?>> toStore = new HashMap<>();
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private final Set<TableName> written = new HashSet<>();
  private final List<String> progress = new ArrayList<>();
  private int heartbeats;

  /** Nothing reaches the log any more: after a record that does not, Connect stores no offset. */
  private boolean stuck;

  private boolean stopped;

  /** Offsets as Connect stores them; they outlive a run. */
  public static final class Offsets {
    private final Map<Map<String, ?>, Map<String, Object>> stored = new HashMap<>();

    public synchronized void put(Map<String, ?> partition, Map<String, ?> offset) {
      stored.put(Map.copyOf(partition), new HashMap<>(offset));
    }

    public synchronized Map<String, Object> of(Map<String, ?> partition) {
      Map<String, Object> offset = stored.get(partition);
      return offset == null ? null : new HashMap<>(offset);
    }
  }

  /**
   * Starts a task.
   *
   * @param connector makes its settings
   */
  public Run(
      SourceTask task,
      Connector connector,
      SourceConfig source,
      String bootstrapServers,
      Offsets offsets) {
    this.task = task;
    this.offsets = offsets;
    this.log = Log.connect(bootstrapServers);
    this.schemas = Schemas.open(log);
    this.producer = log.producer();
    log.createTableTopics(List.of());
    task.initialize(new Context());
    task.start(connector.connectConfig(source, bootstrapServers));
  }

  public Schemas schemas() {
    return schemas;
  }

  public Log log() {
    return log;
  }

  public List<Change> changes() {
    return changes;
  }

  /** The changes of one table, without tombstones. */
  public List<Change> of(String table) {
    return changes.stream().filter(c -> c.table().equals(table) && !c.isTombstone()).toList();
  }

  public List<String> progress() {
    return progress;
  }

  /** Polls until the changes so far satisfy a condition. */
  public List<Change> until(Predicate<List<Change>> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.test(changes)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "These changes did not suffice: "
                + last(changes, 200)
                + ", with this progress: "
                + last(progress, 3));
      }
      step(Integer.MAX_VALUE);
    }
    return changes;
  }

  private static <T> List<T> last(List<T> all, int count) {
    return all.subList(Math.max(0, all.size() - count), all.size());
  }

  /** Polls until a table has had so many changes. */
  public List<Change> until(String table, int count) throws Exception {
    until(all -> of(table).size() >= count);
    return of(table);
  }

  /** Polls until the offset of the last change is stored, which a heartbeat carries. */
  public void untilStored() throws Exception {
    int before = heartbeats;
    until(all -> heartbeats > before);
    task.commit();
  }

  /**
   * Polls once.
   *
   * @param acknowledged how many of the records are acknowledged and their offsets stored
   */
  public int step(int acknowledged) throws Exception {
    int polled = stepWithoutStoring(acknowledged);
    store();
    return polled;
  }

  /** Polls once; offsets are not stored. After a record that is not acknowledged none is. */
  public int stepWithoutStoring(int acknowledged) throws Exception {
    List<SourceRecord> records = task.poll();
    if (records == null) {
      return 0;
    }
    int taken = 0;
    for (SourceRecord record : records) {
      stuck |= taken >= acknowledged;
      if (stuck) {
        break;
      }
      write(record);
      taken++;
    }
    awaitSent();
    for (SourceRecord record : records.subList(0, taken)) {
      toStore.put(record.sourcePartition(), record.sourceOffset());
      task.commitRecord(record, null);
    }
    return records.size();
  }

  /** Stores the offsets of all that was acknowledged. */
  public void store() throws InterruptedException {
    toStore.forEach(offsets::put);
    toStore.clear();
    task.commit();
  }

  /** Connect has stored what it could. */
  public void commitOnly() throws InterruptedException {
    task.commit();
  }

  private void awaitSent() throws ExecutionException, InterruptedException {
    for (Future<RecordMetadata> record : sent) {
      record.get();
    }
    sent.clear();
  }

  private void write(SourceRecord record) {
    byte[] key = (byte[]) record.key();
    byte[] value = (byte[]) record.value();
    if (record.topic().equals(Progress.TOPIC)) {
      if (record.sourcePartition().containsKey("server")) {
        heartbeats++;
      }
      progress.add(new String(value, java.nio.charset.StandardCharsets.UTF_8));
      return;
    }
    TableName table = TableName.ofTopic(record.topic());
    if (written.add(table)) {
      // As Connect does.
      log.createTableTopics(List.of(table));
    }
    sent.add(
        producer.send(new ProducerRecord<>(record.topic(), record.kafkaPartition(), key, value)));
    changes.add(Change.of(schemas, table, key, value));
  }

  /** How many rows a table has in the log, by its keys. */
  public Map<String, Map<String, Object>> state(String table) {
    Map<String, Map<String, Object>> rows = new HashMap<>();
    for (Change change : LogReader.all(log, schemas, TableName.parse(table))) {
      if (change.isTombstone()) {
        rows.remove(change.key());
      } else if (change.is(Operation.DELETE) || change.is(Operation.TRUNCATE)) {
        rows.remove(change.key());
      } else {
        rows.put(change.key(), change.row());
      }
    }
    return rows;
  }

  /** The same as a reader has it that fills in what was not sent from what it had before. */
  public Map<String, Map<String, Object>> completed(String table) {
    Map<String, Map<String, Object>> rows = new HashMap<>();
    for (Change change : LogReader.all(log, schemas, TableName.parse(table))) {
      if (change.isTombstone() || change.operation().orElseThrow().removes()) {
        rows.remove(change.key());
        continue;
      }
      Map<String, Object> before = rows.getOrDefault(change.key(), Map.of());
      Map<String, Object> row = new HashMap<>(change.row());
      row.replaceAll(
          (column, value) ->
              value == RowMap.UNSENT ? before.getOrDefault(column, "(lost)") : value);
      rows.put(change.key(), row);
    }
    return rows;
  }

  /** Ends the task; the log stays open. */
  public void stop() {
    if (!stopped) {
      stopped = true;
      task.stop();
    }
  }

  @Override
  public void close() {
    stop();
    producer.close();
    schemas.close();
    log.close();
  }

  private final class Context implements SourceTaskContext {
    @Override
    public Map<String, String> configs() {
      return Map.of();
    }

    @Override
    public PluginMetrics pluginMetrics() {
      throw new UnsupportedOperationException("No metrics in tests.");
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
      return new OffsetStorageReader() {
        @Override
        public <T> Map<String, Object> offset(Map<String, T> partition) {
          return offsets.of(partition);
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(
            Collection<Map<String, T>> partitions) {
          Map<Map<String, T>, Map<String, Object>> all = new HashMap<>();
          partitions.forEach(partition -> all.put(partition, offset(partition)));
          return all;
        }
      };
    }
  }
}
