package dev.millrace.connectors.postgres;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.capture.BatchBuilder;
import dev.millrace.connectors.capture.Encoded;
import dev.millrace.log.Schemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Encodes the changes of transactions. */
final class StreamEncoder implements ChangeSink {
  /** Marks messages in the server's log as Millrace's own: they are signs of life. */
  static final String PREFIX = "millrace";

  private static final Logger LOGGER = LoggerFactory.getLogger(StreamEncoder.class);
  private final StreamReader.Settings settings;
  private final Schemas schemas;
  private final Connection catalog;
  private final Types types;
  private final MissingValues missingValues;
  private final BatchBuilder batches;

  /** By table, what was described since its last change. */
  private final Map<Integer, Relation> described = new HashMap<>();

  /** By table; empty for those that are not wanted. */
  private final Map<Integer, Optional<TableWriter>> writers = new HashMap<>();

  private boolean signDue;
  private int lastRelation;
  private Optional<TableWriter> lastWriter = Optional.empty();

  /**
   * @param catalog a connection for this alone
   */
  StreamEncoder(
      StreamReader.Settings settings,
      Schemas schemas,
      Connection catalog,
      BatchBuilder.Outlet outlet) {
    this.settings = settings;
    this.schemas = schemas;
    this.catalog = catalog;
    this.types = Types.of(catalog);
    this.missingValues = new MissingValues(catalog);
    this.batches = new BatchBuilder(outlet, settings.resumeAfter(), settings.startLsn(), () -> "");
  }

  boolean isInTransaction() {
    return batches.isInTransaction();
  }

  /** Where a reader goes on that has all whole transactions given so far. */
  long confirmable() {
    return batches.confirmable();
  }

  @Override
  public void begin(int xid, long commitLsn, long commitMicros) throws InterruptedException {
    batches.begin(commitLsn, commitMicros, Integer.toUnsignedString(xid));
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
        Set.of(),
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

  @Override
  public void insert(int relation, Tuple row) throws SQLException, InterruptedException {
    Optional<TableWriter> writer = writer(relation);
    batches.next();
    if (writer.isPresent() && !batches.isHandedOver()) {
      writer.get().insert(batches.head(), row, batches.records());
      batches.added();
    }
  }

  @Override
  public void update(int relation, OldRow kind, Tuple old, Tuple row)
      throws SQLException, InterruptedException {
    Optional<TableWriter> writer = writer(relation);
    batches.next();
    if (writer.isEmpty() || batches.isHandedOver()) {
      batches.head().next();
      return;
    }
    writer.get().update(batches.head(), kind, old, row, batches.records());
    if (row.anyUnsent() && writer.get().isIncomplete(kind, row)) {
      boolean keyChanged = batches.recordsOfChange() > 1;
      if (!keyChanged || !completeNewRow(writer.get(), row)) {
        batches.lastIsIncomplete();
      }
    }
    batches.added();
  }

  /** Returns false when its values cannot be had any more. */
  private boolean completeNewRow(TableWriter writer, Tuple row) {
    List<Encoded> records = batches.records();
    int last = records.size() - 1;
    Optional<Tuple> whole = missingValues.complete(writer, records.get(last).key(), row);
    if (whole.isPresent()) {
      records.remove(last);
      writer.insert(batches.head(), whole.get(), records);
    }
    return whole.isPresent();
  }

  @Override
  public void delete(int relation, OldRow kind, Tuple old)
      throws SQLException, InterruptedException {
    Optional<TableWriter> writer = writer(relation);
    batches.next();
    if (writer.isPresent() && !batches.isHandedOver()) {
      writer.get().delete(batches.head(), kind, old, batches.records());
      batches.added();
    }
  }

  @Override
  public void truncate(int[] relations) throws SQLException, InterruptedException {
    batches.next();
    if (batches.isStored()) {
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
      batches.truncated(tables);
    }
  }

  @Override
  public void message(String prefix) {
    signDue |= prefix.equals(PREFIX);
  }

  @Override
  public void commit(long endLsn) throws InterruptedException {
    batches.commit(endLsn);
    if (signDue && !batches.isHandedOver()) {
      signDue = false;
      batches.sign();
    }
  }

  /** The server has sent all transactions that end before a log sequence number. */
  void idle(long lsn) {
    batches.idle(lsn);
  }

  /** Hands over what has been gathered. */
  void flush() throws InterruptedException {
    batches.flush();
  }

  /** Hands over a sign of life if there is news: more than was confirmable before. */
  void flushSign() throws InterruptedException {
    batches.flushSign();
  }
}
