package dev.millrace.connectors.mysql;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.capture.BatchBuilder;
import dev.millrace.connectors.capture.StreamBatch.Replacement;
import dev.millrace.connectors.mysql.BinlogRow.Layout;
import dev.millrace.connectors.mysql.LoggedStatement.Name;
import dev.millrace.log.Schemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Encodes the rows of transactions. */
final class StreamEncoder {
  private static final Logger LOGGER = LoggerFactory.getLogger(StreamEncoder.class);

  /** What the event of a table's description has in front of it: the table's number and flags. */
  private static final int TABLE_NUMBER_LENGTH = 6;

  /** Tables that were opened again get other numbers; so many are remembered. */
  private static final int TABLES_MAX = 20_000;

  private final BinlogServer server;
  private final String source;
  private final BiPredicate<String, String> wanted;
  private final Schemas schemas;
  private final Connection catalog;
  private final Charsets charsets;
  private final BatchBuilder batches;
  private final BinlogRow row = new BinlogRow();
  private final BinlogRow old = new BinlogRow();

  /** By number, what the log said of a table and what became of it. */
  private final Map<Long, Described> tables = new HashMap<>();

  /** The newest by name. */
  private final Map<TableName.Raw, TableWriter> writers = new HashMap<>();

  private final Set<TableName.Raw> warned = new HashSet<>();
  private final Set<TableName.Raw> incompleteInserts = new HashSet<>();
  private long lastNumber = -1;
  private Described last;

  @SuppressWarnings("ArrayRecordComponent") // compared by hand
  private record Described(byte[] event, Layout layout, Optional<TableWriter> writer) {
    boolean is(byte[] buffer, int offset, int end) {
      return Arrays.equals(event, 0, event.length, buffer, offset, end);
    }
  }

  /**
   * Makes one.
   *
   * @param server whose log it is
   * @param catalog a connection for this alone
   */
  StreamEncoder(
      BinlogServer server,
      String source,
      BiPredicate<String, String> wanted,
      Schemas schemas,
      Connection catalog,
      BatchBuilder batches)
      throws SQLException {
    this.server = server;
    this.source = source;
    this.wanted = wanted;
    this.schemas = schemas;
    this.catalog = catalog;
    this.charsets = new Charsets(catalog);
    this.batches = batches;
  }

  private static long number(byte[] buffer, int offset) {
    return Bytes.uint48(buffer, offset);
  }

  /** A table is described; rows of its number follow. */
  void describe(byte[] buffer, int offset, int end) throws SQLException {
    long number = number(buffer, offset);
    Described before = tables.get(number);
    int body = offset + TABLE_NUMBER_LENGTH;
    if (before != null && before.is(buffer, body, end)) {
      return;
    }
    lastNumber = -1;
    if (tables.size() >= TABLES_MAX) {
      tables.clear();
    }
    TableMap table = TableMap.of(buffer, offset, end, server);
    Optional<TableWriter> writer =
        wanted.test(table.schema(), table.table()) ? Optional.of(writer(table)) : Optional.empty();
    tables.put(
        number,
        new Described(Arrays.copyOfRange(buffer, body, end), Layout.of(table.types()), writer));
  }

  private TableWriter writer(TableMap table) throws SQLException {
    TableName.Raw name = name(table.schema(), table.table());
    Optional<TableSpec> now = TableSpec.ofCatalog(catalog, table.schema(), table.table());
    if (!table.isFull() && warned.add(name)) {
      LOGGER.warn(
          "The binary log has no names of columns (binlog_row_metadata is not FULL). {} is read with"
              + " the columns that it has now: changes from before a column was renamed, or taken"
              + " out and another put in, would come under the wrong names.",
          name);
    }
    List<ColumnSpec> columns = table.columns(now, charsets);
    List<String> key = key(name, table, columns, now);
    TableWriter known = writers.get(name);
    if (known == null || !known.writes(columns, table.types(), key)) {
      known = TableWriter.of(name, columns, table.types(), key, charsets, schemas);
      writers.put(name, known);
      LOGGER.info("Writing {} with {} columns", name, columns.size());
    }
    return known;
  }

  private TableName.Raw name(String schema, String table) {
    return new TableName.Raw(source, schema, table);
  }

  /** The primary key of that moment, or else the unique index that the catalog has now. */
  private List<String> key(
      TableName.Raw name, TableMap table, List<ColumnSpec> columns, Optional<TableSpec> now) {
    if (!table.key().isEmpty()) {
      return table.key().stream().map(place -> columns.get(place).name()).toList();
    }
    List<String> names = columns.stream().map(ColumnSpec::name).toList();
    List<String> key =
        now.map(TableSpec::key)
            .orElseGet(() -> schemas.current(name).map(TableSchema::key).orElse(List.of()));
    return names.containsAll(key) ? key : List.of();
  }

  private Described table(long number) {
    if (number != lastNumber) {
      last = tables.get(number);
      if (last == null) {
        throw new IllegalStateException(
            "Cannot read a change of table " + number + ": the server did not describe it.");
      }
      lastNumber = number;
    }
    return last;
  }

  /** What an event of rows does to them. */
  enum Rows {
    INSERT,
    UPDATE,
    DELETE
  }

  /**
   * Takes the rows of an event.
   *
   * @param numberAt where the table's number stands
   * @param columnsAt where the number of columns stands
   * @param partial whether the new rows tell of some values only what changed in them
   */
  void rows(Rows kind, byte[] b, int numberAt, int columnsAt, int end, boolean partial)
      throws InterruptedException {
    Described table = table(number(b, numberAt));
    Bytes.Cursor in = new Bytes.Cursor(b, columnsAt);
    int columns = in.packed();
    if (columns != table.layout.sizes().length) {
      throw new IllegalStateException("Cannot read rows: the table has other columns.");
    }
    int first = in.at;
    int bits = Bytes.bitsLength(columns);
    int second = kind == Rows.UPDATE ? first + bits : first;
    int at = second + bits;
    boolean firstAbsent = anyAbsent(b, first, columns);
    boolean secondAbsent = anyAbsent(b, second, columns);
    while (at < end) {
      if (kind == Rows.INSERT) {
        at = row.read(b, at, table.layout, first, firstAbsent);
        insert(table.writer);
      } else if (kind == Rows.DELETE) {
        at = old.read(b, at, table.layout, first, firstAbsent);
        delete(table.writer);
      } else {
        at = old.read(b, at, table.layout, first, firstAbsent);
        at =
            partial
                ? partialRow(b, at, table.layout, second, secondAbsent)
                : row.read(b, at, table.layout, second, secondAbsent);
        update(table.writer);
      }
    }
  }

  private static boolean anyAbsent(byte[] bits, int offset, int columns) {
    for (int i = 0; i < columns; i++) {
      if (!Bytes.bit(bits, offset, i)) {
        return true;
      }
    }
    return false;
  }

  private int partialRow(byte[] b, int at, Layout layout, int present, boolean anyAbsent) {
    Bytes.Cursor in = new Bytes.Cursor(b, at);
    boolean anyPartial = (in.packed() & 1) != 0;
    int partial = anyPartial ? in.at : -1;
    int values = anyPartial ? in.at + Bytes.bitsLength(layout.jsonColumns()) : in.at;
    return row.read(b, values, layout, present, anyAbsent, partial, old);
  }

  private void insert(Optional<TableWriter> writer) throws InterruptedException {
    batches.next();
    if (writer.isPresent() && !batches.isHandedOver()) {
      writer.get().insert(batches.head(), row, batches.records());
      if (row.anyUnsent() && writer.get().isIncomplete(row, null)) {
        batches.lastIsIncomplete();
        if (incompleteInserts.add(writer.get().name())) {
          LOGGER.warn(
              "The server does not send all values of new rows of {}: those that were left to their"
                  + " defaults stay unknown. Set binlog_row_image = FULL.",
              writer.get().name());
        }
      }
      batches.added();
    }
  }

  private void update(Optional<TableWriter> writer) throws InterruptedException {
    batches.next();
    if (writer.isEmpty() || batches.isHandedOver()) {
      batches.head().next();
      return;
    }
    writer.get().update(batches.head(), old, row, batches.records());
    if (row.anyUnsent() && writer.get().isIncomplete(row, old)) {
      batches.lastIsIncomplete();
    }
    batches.added();
  }

  private void delete(Optional<TableWriter> writer) throws InterruptedException {
    batches.next();
    if (writer.isPresent() && !batches.isHandedOver()) {
      writer.get().delete(batches.head(), old, batches.records());
      batches.added();
    }
  }

  /** A table was emptied by one command. */
  void truncate(Name table) throws InterruptedException {
    batches.next();
    if (wants(table) && !batches.isStored()) {
      batches.truncated(List.of(named(table)));
    }
  }

  /** Tables' names mean other rows from here on, or none. */
  void moved(List<Name> tables) throws InterruptedException {
    batches.next();
    List<TableName.Raw> captured = tables.stream().filter(this::wants).map(this::named).toList();
    if (!captured.isEmpty() && !batches.isStored()) {
      batches.replaced(new Replacement(captured, Optional.empty()));
    }
  }

  /** A schema was taken away with all its tables. */
  void dropped(String schema) throws InterruptedException {
    batches.next();
    if (!batches.isStored()) {
      batches.replaced(new Replacement(List.of(), Optional.of(server.inLog(schema))));
    }
  }

  /** Whether a table is captured that a statement names. */
  boolean wants(Name table) {
    return wanted.test(server.inLog(table.schema()), server.inLog(table.table()));
  }

  private TableName.Raw named(Name table) {
    return name(server.inLog(table.schema()), server.inLog(table.table()));
  }
}
