package dev.millrace.live;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Operation;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeDecoder;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows all topics of tables and applies what comes, from one thread. */
final class Feed implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Feed.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration SHORT_POLL = Duration.ofMillis(50);
  private static final long RETRY_AFTER_MILLIS = 500;
  private static final int MANY_RECORDS = 1_000;
  private static final int MOST_OPEN_TABLES = 24;
  private static final long RETRY_NANOS = Duration.ofMillis(200).toNanos();

  /** Told of what has changed, on the feed's thread. */
  interface Listener {
    /** Changes of these tables are visible. */
    void applied(Set<TableName> tables);

    /** There is a new table, or a table has other columns. */
    void catalogChanged();
  }

  private final Log log;
  private final Schemas schemas;
  private final Listener listener;
  private final Consumer<byte[], byte[]> consumer;
  private final DuckDBConnection connection;
  private final ProgressTable progressTable;
  private final Applier applier;
  private final Meters meters;
  private final Map<TableName, StoredTable> tables = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Progress> progress = new LinkedHashMap<>();
  private final Holds holds;
  private final Swaps swaps;
  private final Map<TableName, TableSchema> withoutTopic = new LinkedHashMap<>();

  /** Tables that the store does not keep; their topics are not read. */
  private final Map<TableName, TableSchema> eventTables = new ConcurrentHashMap<>();

  private final Errands errands;
  private final Thread thread = new Thread(this::follow, "millrace-live-feed");
  private long nextRetryNanos;
  private long nextMeasureNanos;
  private volatile boolean closed;

  Feed(Database database, Log log, Schemas schemas, Meters meters, Listener listener)
      throws SQLException {
    this.log = log;
    this.schemas = schemas;
    this.meters = meters;
    this.listener = listener;
    this.connection = database.connection();
    this.progressTable = new ProgressTable(connection);
    this.applier = new Applier(connection, progressTable, meters, () -> closed);
    this.consumer = log.consumer(IsolationLevel.READ_UNCOMMITTED);
    this.errands = new Errands(consumer::wakeup);
    this.holds = new Holds(this, consumer, log);
    this.swaps = new Swaps(this, consumer, log, applier, () -> closed);
  }

  /** Takes up all tables there are and begins to follow. */
  void start() throws SQLException {
    for (TableSchema schema : schemas.all()) {
      adopt(schema);
    }
    thread.start();
    schemas.listen(
        schema -> {
          StoredTable known = tables.get(schema.name());
          boolean isKnown =
              known == null ? schema.equals(eventTables.get(schema.name())) : known.follows(schema);
          if (!isKnown) {
            errands.add(() -> adoptOrFail(schema));
          }
        });
  }

  Collection<StoredTable> tables() {
    return tables.values();
  }

  /** The event tables, which are in the lake alone. */
  Collection<TableSchema> eventTables() {
    return eventTables.values();
  }

  Optional<StoredTable> table(TableName name) {
    return Optional.ofNullable(tables.get(name));
  }

  Optional<Problem> problem() {
    return applier.problem();
  }

  Errands errands() {
    return errands;
  }

  private void follow() {
    try {
      while (!closed) {
        try {
          followOnce();
        } catch (RuntimeException | Error e) {
          // Even without memory nothing is lost, as long as all of it is done again.
          LOGGER.error("The live store cannot follow the log and tries again", e);
          backToCommitted();
          Applier.pause(RETRY_AFTER_MILLIS);
        }
      }
    } finally {
      errands.stop();
      swaps.close();
      consumer.close();
    }
  }

  private void followOnce() {
    errands.doAll();
    adoptThoseWithTopicNow();
    applyAll(gather());
    swaps.look();
    holds.look();
    measure();
  }

  /** Forgets what was read and not committed, so that it is read again. */
  void backToCommitted() {
    applier.rollBack(tables.values());
    swaps.restart();
    for (Progress at : progress.values()) {
      at.rollBack();
      consumer.seek(at.partition(), at.offset());
    }
  }

  private Batch gather() {
    Batch batch = new Batch();
    if (consumer.assignment().isEmpty()) {
      // Kafka refuses to poll for nothing; a log without tables is how a life begins.
      Applier.pause(SHORT_POLL.toMillis());
      return batch;
    }
    try {
      boolean soon = holds.any() || swaps.any() || !withoutTopic.isEmpty();
      ConsumerRecords<byte[], byte[]> records = consumer.poll(soon ? SHORT_POLL : POLL);
      collect(records, batch);
      // When much is waiting, a larger transaction is cheaper.
      while (records.count() >= MANY_RECORDS && !batch.full()) {
        records = consumer.poll(Duration.ZERO);
        collect(records, batch);
      }
    } catch (WakeupException e) {
      LOGGER.trace("Woken", e);
    }
    return batch;
  }

  /** Takes what has been read into a batch. */
  void collect(ConsumerRecords<byte[], byte[]> records, Batch batch) {
    for (TopicPartition partition : records.partitions()) {
      Progress at = progress.get(partition);
      StoredTable table = at.table();
      if (table.problem().isPresent() || batch.leaves(table)) {
        continue;
      }
      List<ConsumerRecord<byte[], byte[]>> ofPartition = records.records(partition);
      try {
        if (readySchemas(table, ofPartition)) {
          collect(at, ofPartition, batch);
        } else {
          batch.leave(table);
        }
      } catch (Swaps.Again e) {
        throw e;
      } catch (SQLException | RuntimeException e) {
        stop(table, e);
        batch.leave(table);
      }
    }
  }

  private void collect(Progress at, List<ConsumerRecord<byte[], byte[]>> records, Batch batch) {
    Optional<Hold> hold = holds.of(at.table().name());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Swaps.Verdict verdict = at.raw() ? Swaps.Verdict.TAKE : swaps.of(record);
      if (verdict == Swaps.Verdict.WAIT) {
        return;
      }
      if (record.value() == null || verdict == Swaps.Verdict.SKIP) {
        at.passed(record.offset());
        continue;
      }
      ChangeDecoder head = at.table().head(record.value());
      if (hold.isPresent() && hold.get().stopsBefore(head.position())) {
        consumer.seek(at.partition(), record.offset());
        consumer.pause(List.of(at.partition()));
        hold.get().reached(at.partition());
        return;
      }
      at.passed(record.offset());
      if (at.raw() && !at.repeats().first(head.operation(), head.position(), record.key())) {
        continue;
      }
      batch.add(at.table(), record.key(), record.value());
      if (head.operation() != Operation.SNAPSHOT
          && head.operation() != Operation.TRUNCATE
          && !swaps.applies()) {
        batch.streamed(at.table(), head.commitMicros());
      }
    }
  }

  /** Makes sure that no column of the records is unknown. Returns false when all is read again. */
  private boolean readySchemas(StoredTable table, List<ConsumerRecord<byte[], byte[]>> records)
      throws SQLException {
    long last = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.value() == null) {
        continue;
      }
      long fingerprint = ChangeDecoder.fingerprint(record.value());
      if (fingerprint != last && !readySchema(table, fingerprint)) {
        return false;
      }
      last = fingerprint;
    }
    return true;
  }

  private boolean readySchema(StoredTable table, long fingerprint) throws SQLException {
    if (table.knows(fingerprint)) {
      return true;
    }
    schemas.byFingerprint(fingerprint);
    TableSchema current = schemas.current(table.name()).orElseThrow();
    if (swaps.applies() && !table.follows(current)) {
      // Columns cannot change within a transaction; without it they soon will.
      throw new Swaps.Again();
    }
    boolean again = !table.follows(current) && change(table, current);
    table.learn(fingerprint);
    return !again;
  }

  private void applyAll(Batch batch) {
    while (!batch.tables().isEmpty()) {
      try {
        if (applier.apply(batch, progress.values())) {
          listener.applied(names(batch));
        }
        closeSomeTables();
        return;
      } catch (Applier.TableFailure e) {
        stop(e.table(), e);
        batch.leave(e.table());
      }
    }
  }

  private static Set<TableName> names(Batch batch) {
    Set<TableName> names = new HashSet<>();
    batch.tables().keySet().forEach(table -> names.add(table.name()));
    return names;
  }

  private void closeSomeTables() {
    List<StoredTable> busy = tables.values().stream().filter(StoredTable::busy).toList();
    for (int i = 0; i < busy.size() - MOST_OPEN_TABLES; i++) {
      busy.get(i).close();
    }
  }

  /** Stops one table, alone; nothing of it is lost, and a new schema lets it try again. */
  void stop(StoredTable table, Exception why) {
    LOGGER.error("Table {} does not follow its topic any more", table.name(), why);
    Throwable cause = why.getCause() == null ? why : why.getCause();
    String message = cause instanceof SQLException e ? DuckErrors.message(e) : cause.getMessage();
    table.fail(
        Optional.of(
            Problem.of(
                ErrorCode.TABLE_UNSUPPORTED,
                "Cannot follow table: " + table.name() + ": " + message,
                "Other tables go on. Restart Millrace to try again; nothing is lost.")));
    for (Progress at : progressOf(table)) {
      at.rollBack();
      consumer.pause(List.of(at.partition()));
      consumer.seek(at.partition(), at.offset());
    }
  }

  private List<Progress> progressOf(StoredTable table) {
    return progress.values().stream().filter(at -> at.table() == table).toList();
  }

  private void adoptOrFail(TableSchema schema) {
    try {
      adopt(schema);
      listener.catalogChanged();
    } catch (SQLException | RuntimeException e) {
      LOGGER.error("Cannot take up table {}", schema.name(), e);
    }
  }

  private void adopt(TableSchema schema) throws SQLException {
    StoredTable known = tables.get(schema.name());
    if (known != null) {
      if (!known.follows(schema)) {
        change(known, schema);
      }
      return;
    }
    if (schema.events()) {
      eventTables.put(schema.name(), schema);
      return;
    }
    List<TopicPartition> partitions = log.partitions(schema.name());
    if (partitions.isEmpty()) {
      withoutTopic.put(schema.name(), schema);
      return;
    }
    StoredTable table = StoredTable.open(connection, schemas, schema);
    Map<TopicPartition, Long> ends = log.endOffsets(partitions);
    List<Progress> adopted = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      Progress at = new Progress(partition, table);
      progressTable.load(at);
      adopted.add(at);
    }
    adopted.forEach(at -> progress.put(at.partition(), at));
    change(table, schema);
    if (adopted.stream().anyMatch(at -> at.offset() > ends.get(at.partition()))) {
      LOGGER.warn("Table {} is ahead of its topic: reading it anew", schema.name());
      readAgain(table);
    }
    tables.put(schema.name(), table);
    consumer.assign(progress.keySet());
    adopted.forEach(at -> consumer.seek(at.partition(), at.offset()));
    holds.of(schema.name()).ifPresent(hold -> consumer.pause(partitions));
  }

  private void adoptThoseWithTopicNow() {
    if (withoutTopic.isEmpty() || System.nanoTime() < nextRetryNanos) {
      return;
    }
    nextRetryNanos = System.nanoTime() + RETRY_NANOS;
    List<TableSchema> waiting = List.copyOf(withoutTopic.values());
    withoutTopic.clear();
    waiting.forEach(schema -> adoptOrFail(schema));
  }

  /**
   * Brings a table to a newer schema.
   *
   * @return whether its topic is read again from the start
   */
  private boolean change(StoredTable table, TableSchema schema) throws SQLException {
    boolean again = table.follow(schema, () -> progressTable.restart(progressOf(table)));
    if (again || table.problem().isPresent()) {
      table.fail(Optional.empty());
      rewind(table);
    }
    if (tables.containsKey(table.name())) {
      listener.catalogChanged();
    }
    return again;
  }

  private void readAgain(StoredTable table) throws SQLException {
    table.clear(() -> progressTable.restart(progressOf(table)));
  }

  private void rewind(StoredTable table) {
    for (Progress at : progressOf(table)) {
      if (consumer.assignment().contains(at.partition())) {
        consumer.seek(at.partition(), at.offset());
        if (holds.of(table.name()).isEmpty()) {
          consumer.resume(List.of(at.partition()));
        }
      }
    }
  }

  Holds holds() {
    return holds;
  }

  /** The partitions of a source's tables that follow their topics. */
  List<TopicPartition> partitionsOf(String source) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (Progress at : progress.values()) {
      if (at.table().name() instanceof TableName.Raw raw
          && raw.source().equals(source)
          && at.table().problem().isEmpty()) {
        partitions.add(at.partition());
      }
    }
    return partitions;
  }

  /** The progress of the model's partitions, whose records Flink may abort. */
  List<Progress> modelProgress() {
    return progress.values().stream().filter(at -> !at.raw()).toList();
  }

  Collection<Progress> allProgress() {
    return progress.values();
  }

  /** Changes of these tables have become visible. */
  void applied(Map<StoredTable, Integer> rows) {
    long nowMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    Set<TableName> names = new HashSet<>();
    rows.forEach(
        (table, count) -> {
          names.add(table.name());
          meters.applied(table.name(), new LongList(), count, nowMicros);
        });
    listener.applied(names);
  }

  Optional<Progress> progressOf(TopicPartition partition) {
    return Optional.ofNullable(progress.get(partition));
  }

  /** Writes rows of a table in a transaction of their own; for tasks on the feed's thread. */
  void write(StoredTable table, Map<ByteBuffer, byte[]> valuesByKey) throws SQLException {
    Batch batch = new Batch();
    for (Map.Entry<ByteBuffer, byte[]> entry : valuesByKey.entrySet()) {
      if (!readySchema(table, ChangeDecoder.fingerprint(entry.getValue()))) {
        // The table is read again from its topic's start.
        return;
      }
      byte[] key = new byte[entry.getKey().remaining()];
      entry.getKey().duplicate().get(key);
      batch.add(table, key, entry.getValue());
    }
    applyAll(batch);
  }

  private void measure() {
    if (System.nanoTime() < nextMeasureNanos) {
      return;
    }
    nextMeasureNanos = System.nanoTime() + Duration.ofSeconds(1).toNanos();
    for (StoredTable table : tables.values()) {
      long waiting = 0;
      for (Progress at : progressOf(table)) {
        waiting += consumer.currentLag(at.partition()).orElse(0);
      }
      meters.waiting(table.name(), waiting);
    }
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join();
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      LOGGER.warn("Cannot close the live store's feed in order", e);
    }
  }
}
