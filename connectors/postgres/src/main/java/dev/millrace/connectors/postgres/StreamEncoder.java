package dev.millrace.connectors.postgres;

import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.postgres.StreamBatch.Truncation;
import dev.millrace.log.Schemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes batches of change records from the changes of transactions. */
final class StreamEncoder implements ChangeSink {
  /** Marks messages in the server's log as Millrace's own: they are signs of life. */
  static final String PREFIX = "millrace";

  private static final Logger LOGGER = LoggerFactory.getLogger(StreamEncoder.class);
  private static final int BATCH_RECORDS = 2_048;
  private static final int BATCH_BYTES = 1 << 20;

  /** What a record takes besides its key and value. */
  private static final int RECORD_OVERHEAD = 80;

  /** Changes that share a look at the clock. */
  private static final int CHANGES_AT_ONCE = 64;

  /** Takes batches, and says when a transaction may begin. */
  interface Outlet {
    void put(StreamBatch batch, long bytes) throws InterruptedException;

    /** Returns when a transaction of this commit may be handed over. */
    void awaitTurn(long commitLsn) throws InterruptedException;
  }

  private final StreamReader.Settings settings;
  private final Schemas schemas;
  private final Connection catalog;
  private final Types types;
  private final MissingValues missingValues;
  private final Outlet outlet;
  private final Position resumeAfter;

  /** By table, what was described since its last change. */
  private final Map<Integer, Relation> described = new HashMap<>();

  /** By table; empty for those that are not wanted. */
  private final Map<Integer, Optional<TableWriter>> writers = new HashMap<>();

  private final ChangeHead head = new ChangeHead();
  private List<Encoded> records = new ArrayList<>();
  private List<Encoded> incomplete = List.of();
  private long bytes;
  private boolean inTransaction;

  /** Whether the transaction was given before, by another way of reading. */
  private boolean handedOver;

  private boolean signDue;
  private boolean resuming;
  private int sinceClock;
  private Position position;
  private long confirmable;
  private long confirmablePut;
  private int lastRelation;
  private Optional<TableWriter> lastWriter = Optional.empty();

  /**
   * @param catalog a connection for this alone
   */
  StreamEncoder(
      StreamReader.Settings settings, Schemas schemas, Connection catalog, Outlet outlet) {
    this.settings = settings;
    this.schemas = schemas;
    this.catalog = catalog;
    this.types = Types.of(catalog);
    this.missingValues = new MissingValues(catalog);
    this.outlet = outlet;
    this.resumeAfter = settings.resumeAfter();
    this.position = resumeAfter;
    this.confirmable = settings.startLsn();
    this.confirmablePut = confirmable;
  }

  boolean isInTransaction() {
    return inTransaction;
  }

  /** Where a reader goes on that has all whole transactions given so far. */
  long confirmable() {
    return confirmable;
  }

  @Override
  public void begin(int xid, long commitLsn, long commitMicros) throws InterruptedException {
    inTransaction = true;
    handedOver = Long.compareUnsigned(commitLsn, confirmable) < 0;
    if (!handedOver) {
      outlet.awaitTurn(commitLsn);
    }
    head.begin(resumeAfter.epoch(), commitLsn, commitMicros, Integer.toUnsignedString(xid));
    resuming = Long.compareUnsigned(commitLsn, resumeAfter.commit()) <= 0;
    sinceClock = CHANGES_AT_ONCE;
  }

  @Override
  public void relation(Relation relation) {
    lastRelation = 0;
    described.put(relation.oid(), relation);
  }

  private void describe(Relation relation) throws SQLException {
    Optional<TableWriter> before = writers.getOrDefault(relation.oid(), Optional.empty());
    Catalog.Table table = Catalog.table(catalog, relation.oid()).orElseGet(() -> dropped(relation));
    boolean wanted =
        settings.wanted().test(relation.schema(), relation.table())
            || table.isWanted(settings.wanted());
    if (!wanted) {
      writers.put(relation.oid(), Optional.empty());
    } else if (before.isEmpty() || !before.get().writes(relation, table)) {
      TableName.Raw name =
          new TableName.Raw(settings.source(), relation.schema(), relation.table());
      TableWriter writer = TableWriter.of(relation, table, types, schemas, name);
      writers.put(relation.oid(), Optional.of(writer));
      LOGGER.info("Writing {} with {} columns", name, relation.columns().size());
    }
  }

  /** What is known of a table that the catalog has no more: the key it had when last written. */
  private Catalog.Table dropped(Relation relation) {
    TableName name = new TableName.Raw(settings.source(), relation.schema(), relation.table());
    List<String> key = schemas.current(name).map(TableSchema::key).orElse(List.of());
    return new Catalog.Table(
        relation,
        key,
        relation.identity() == 'i' ? key : List.of(),
        Set.of(),
        Map.of(),
        Map.of(),
        'r',
        List.of(),
        Optional.empty(),
        0,
        0);
  }

  private Optional<TableWriter> writer(int relation) throws SQLException {
    if (relation != lastRelation) {
      Relation news = described.remove(relation);
      if (news != null) {
        describe(news);
      }
      lastWriter = writers.get(relation);
      lastRelation = relation;
      if (lastWriter == null) {
        throw new IllegalStateException(
            "Cannot read a change of table "
                + Integer.toUnsignedString(relation)
                + ": the server did not describe it.");
      }
    }
    return lastWriter;
  }

  private void nextChange() {
    head.next();
    if (++sinceClock >= CHANGES_AT_ONCE) {
      head.captured(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
      sinceClock = 0;
    }
  }

  @Override
  public void insert(int relation, Tuple row) throws SQLException, InterruptedException {
    Optional<TableWriter> writer = writer(relation);
    nextChange();
    if (writer.isPresent() && !handedOver) {
      int from = records.size();
      long first = head.sequence();
      writer.get().insert(head, row, records);
      added(from, first);
    }
  }

  @Override
  public void update(int relation, OldRow kind, Tuple old, Tuple row)
      throws SQLException, InterruptedException {
    Optional<TableWriter> writer = writer(relation);
    nextChange();
    if (writer.isEmpty() || handedOver) {
      head.next();
      return;
    }
    int from = records.size();
    long first = head.sequence();
    writer.get().update(head, kind, old, row, records);
    if (row.anyUnsent() && writer.get().isIncomplete(kind, row)) {
      boolean keyChanged = records.size() - from > 1;
      if (!keyChanged || !completeNewRow(writer.get(), row)) {
        noteIncomplete(records.get(records.size() - 1));
      }
    }
    added(from, first);
  }

  /** Returns false when its values cannot be had any more. */
  private boolean completeNewRow(TableWriter writer, Tuple row) {
    int last = records.size() - 1;
    Optional<Tuple> whole = missingValues.complete(writer, records.get(last).key(), row);
    if (whole.isPresent()) {
      records.remove(last);
      writer.insert(head, whole.get(), records);
    }
    return whole.isPresent();
  }

  private void noteIncomplete(Encoded record) {
    if (incomplete.isEmpty()) {
      incomplete = new ArrayList<>();
    }
    incomplete.add(new Encoded(record.table(), record.key(), null));
  }

  @Override
  public void delete(int relation, OldRow kind, Tuple old)
      throws SQLException, InterruptedException {
    Optional<TableWriter> writer = writer(relation);
    nextChange();
    if (writer.isPresent() && !handedOver) {
      int from = records.size();
      long first = head.sequence();
      writer.get().delete(head, kind, old, records);
      added(from, first);
    }
  }

  /** Counts the records just added, or removes those that are stored from before. */
  private void added(int from, long first) throws InterruptedException {
    if (resuming) {
      removeStored(from, first);
    }
    for (int i = from; i < records.size(); i++) {
      Encoded record = records.get(i);
      bytes += RECORD_OVERHEAD + record.key().length;
      bytes += record.value() == null ? 0 : record.value().length;
    }
    if (from < records.size()) {
      position = head.position();
    }
    if (records.size() >= BATCH_RECORDS || bytes >= BATCH_BYTES) {
      flush();
    }
  }

  /** Of a changed key, the old row's end and its tombstone may be stored and the new row not. */
  private void removeStored(int from, long first) {
    if (head.position().compareTo(resumeAfter) <= 0) {
      records.subList(from, records.size()).clear();
    } else if (new Position(resumeAfter.epoch(), head.commit(), first).compareTo(resumeAfter)
        <= 0) {
      records.subList(from, records.size() - 1).clear();
    }
  }

  @Override
  public void truncate(int[] relations) throws SQLException, InterruptedException {
    nextChange();
    if (handedOver || (resuming && head.position().compareTo(resumeAfter) <= 0)) {
      return;
    }
    List<TableName.Raw> tables = new ArrayList<>();
    for (int relation : relations) {
      Optional<TableWriter> writer = writer(relation);
      if (writer.isPresent()) {
        tables.add(writer.get().name());
      }
    }
    if (!tables.isEmpty()) {
      flush();
      position = head.position();
      put(Optional.of(new Truncation(tables, head.commitMicros())), 0);
    }
  }

  @Override
  public void message(String prefix) {
    signDue |= prefix.equals(PREFIX);
  }

  @Override
  public void commit(long endLsn) throws InterruptedException {
    inTransaction = false;
    if (handedOver) {
      return;
    }
    confirmable = endLsn;
    if (signDue) {
      signDue = false;
      flush();
      position = head.position().compareTo(position) > 0 ? head.position() : position;
      put(Optional.empty(), 0);
    }
  }

  /** The server has sent all transactions that end before a log sequence number. */
  void idle(long lsn) {
    if (!inTransaction && Long.compareUnsigned(lsn, confirmable) > 0) {
      confirmable = lsn;
    }
  }

  /** Hands over what has been gathered. */
  void flush() throws InterruptedException {
    if (!records.isEmpty()) {
      long size = bytes;
      bytes = 0;
      put(Optional.empty(), size);
    }
  }

  /** Hands over a sign of life if there is news: more than was confirmable before. */
  void flushSign() throws InterruptedException {
    flush();
    if (confirmable != confirmablePut) {
      put(Optional.empty(), 0);
    }
  }

  private void put(Optional<Truncation> truncated, long size) throws InterruptedException {
    List<Encoded> full = records;
    records = full.isEmpty() ? full : new ArrayList<>(BATCH_RECORDS + 2);
    StreamBatch batch =
        new StreamBatch(
            full.isEmpty() ? List.of() : full, position, confirmable, truncated, incomplete);
    incomplete = List.of();
    confirmablePut = confirmable;
    outlet.put(batch, size);
  }
}
