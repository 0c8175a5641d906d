package dev.millrace.bench;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Writes changes of a table straight into the log, as a connector would. */
public final class Feed implements AutoCloseable {
  private static final String[] STATUS = {"open", "picked", "shipped", "invoiced"};

  /** 2026-01-01, in microseconds. */
  private static final long NEW_YEAR = 1_767_225_600_000_000L;

  private static final String FILLING = "x".repeat(110);

  private final TableSchema schema;
  private final Row filler;
  private final Producer<byte[], byte[]> producer;
  private final ChangeEncoder encoder;

  /** Fills a row by its number and that of the change. */
  private interface Row {
    void fill(RowSink row, long id, long change);
  }

  private final Random random = new Random(5);
  private long inserted;
  private long written;
  private Future<RecordMetadata> last;

  private Feed(Log log, Schemas schemas, TableSchema schema, Row filler) {
    this.schema = schema;
    this.filler = filler;
    log.createTableTopics(List.of(schema.name()));
    producer = log.producer();
    encoder = schemas.encoder(schema);
  }

  /** Order lines of an ERP, 12 columns. */
  public static Feed ofOrderLines(Log log, Schemas schemas, TableName table) {
    return new Feed(
        log,
        schemas,
        new TableSchema(
            table,
            List.of(
                Column.of("id", ColumnType.INT64),
                Column.of("order_id", ColumnType.INT32),
                Column.of("item_id", ColumnType.INT32),
                Column.of("line", ColumnType.INT32),
                Column.of("quantity", ColumnType.decimal(12, 2)),
                Column.of("status", ColumnType.TEXT),
                Column.of("sku", ColumnType.TEXT),
                Column.of("description", ColumnType.TEXT),
                Column.of("changed", ColumnType.TIMESTAMP),
                Column.of("due", ColumnType.DATE),
                Column.of("open", ColumnType.BOOLEAN),
                Column.of("remark", ColumnType.TEXT)),
            List.of("id")),
        Feed::orderLine);
  }

  /** Readings with a text, some 200 bytes a record. */
  public static Feed ofReadings(Log log, Schemas schemas, TableName table) {
    return new Feed(
        log,
        schemas,
        new TableSchema(
            table,
            List.of(
                Column.of("id", ColumnType.INT64),
                Column.of("sensor", ColumnType.INT32),
                Column.of("text", ColumnType.TEXT)),
            List.of("id")),
        (row, id, change) -> {
          row.putLong(0, id);
          row.putInt(1, (int) (id % 10_000));
          text(row, 2, "reading " + id * 7_919 + " of a sensor " + FILLING);
        });
  }

  /** Order lines with a column of each type, so that whoever reads them must know all. */
  public static Feed ofAllTypes(Log log, Schemas schemas, TableName table) {
    return new Feed(
        log,
        schemas,
        new TableSchema(
            table,
            List.of(
                Column.of("id", ColumnType.INT64),
                Column.of("line", ColumnType.INT32),
                Column.of("quantity", ColumnType.decimal(12, 2)),
                Column.of("weight", ColumnType.FLOAT64),
                Column.of("status", ColumnType.TEXT),
                Column.of("description", ColumnType.TEXT),
                Column.of("changed", ColumnType.TIMESTAMP),
                Column.of("shipped", ColumnType.INSTANT),
                Column.of("due", ColumnType.DATE),
                Column.of("pick", ColumnType.TIME),
                Column.of("open", ColumnType.BOOLEAN),
                Column.of("label", ColumnType.BYTES)),
            List.of("id")),
        Feed::allTypes);
  }

  public TableName table() {
    return schema.name();
  }

  /** How many changes have been written. */
  public long written() {
    return written;
  }

  /** Writes rows that are new, numbered on from those before, the first one 0. */
  public void insert(long rows) {
    for (long i = 0; i < rows; i++) {
      write(Operation.INSERT, inserted++);
    }
    flush();
  }

  /** Writes changes of any rows there have been: a third updates, a tenth deletes, else inserts. */
  public void change(long changes) {
    for (long i = 0; i < changes; i++) {
      int luck = random.nextInt(30);
      if (luck < 10) {
        write(Operation.UPDATE, any());
      } else if (luck < 13) {
        write(Operation.DELETE, any());
      } else {
        write(Operation.INSERT, inserted++);
      }
    }
    flush();
  }

  /** The number of a row that was inserted once. */
  public long any() {
    return (long) (random.nextDouble() * inserted);
  }

  /** Writes a change now; {@link #flush} has it sent. */
  public void write(Operation operation, long id) {
    written++;
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    RowSink row = encoder.begin(operation, new Position(1, written, 0), now, now, "");
    filler.fill(row, id, written);
    String topic = schema.name().topic();
    byte[] key = encoder.key();
    last = producer.send(new ProducerRecord<>(topic, key, encoder.value()));
    if (operation.removes()) {
      last = producer.send(new ProducerRecord<>(topic, key, null));
    }
  }

  /** Returns when all is in the log. */
  public void flush() {
    producer.flush();
    try {
      last.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("Cannot write to the log", e);
    }
  }

  private static void orderLine(RowSink row, long id, long change) {
    row.putLong(0, id);
    row.putInt(1, (int) (id / 5));
    row.putInt(2, (int) (id * 7_919 % 100_000));
    row.putInt(3, (int) (id % 5));
    row.putDecimal(4, id % 1_000_000);
    text(row, 5, STATUS[(int) (change % STATUS.length)]);
    text(row, 6, "SKU-" + id * 7_919 % 100_000);
    text(row, 7, "Hexagon bolt M" + id % 40 + ", stainless, zinc plated, box of " + id % 500);
    row.putLong(8, NEW_YEAR + id * 1_000_001);
    if (id % 3 > 0) {
      row.putInt(9, 20_000 + (int) (id % 365));
    } else {
      row.putNull(9);
    }
    row.putBoolean(10, id % 2 == 0);
    if (id % 4 == 0) {
      text(row, 11, "deliver to gate " + id % 20);
    } else {
      row.putNull(11);
    }
  }

  private static void allTypes(RowSink row, long id, long change) {
    row.putLong(0, id);
    row.putInt(1, (int) (id % 5));
    row.putDecimal(2, id % 1_000_000 - 500_000);
    row.putDouble(3, id / 7.0);
    text(row, 4, STATUS[(int) (change % STATUS.length)]);
    text(row, 5, "Große Schraube M" + id % 40 + ", box of " + id * 7_919 % 500);
    row.putLong(6, NEW_YEAR + id * 1_000_001);
    if (id % 3 > 0) {
      row.putLong(7, NEW_YEAR + change * 1_000_003);
      row.putInt(8, 20_000 + (int) (id % 365));
    } else {
      row.putNull(7);
      row.putNull(8);
    }
    row.putLong(9, id * 1_234_567 % 86_400_000_000L);
    row.putBoolean(10, id % 2 == 0);
    if (id % 4 == 0) {
      byte[] bytes = {(byte) id, (byte) change};
      row.putBytes(11, bytes, 0, bytes.length);
    } else {
      row.putNull(11);
    }
  }

  private static void text(RowSink row, int column, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    row.putText(column, utf8, 0, utf8.length);
  }

  @Override
  public void close() {
    producer.close();
  }
}
