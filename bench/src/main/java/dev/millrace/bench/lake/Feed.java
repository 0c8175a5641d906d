package dev.millrace.bench.lake;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeEncoder;
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

/** Writes changes of a table of order lines straight into the log, as a connector would. */
final class Feed implements AutoCloseable {
  private static final String[] STATUS = {"open", "picked", "shipped", "invoiced"};

  private static final String FILLING = "x".repeat(110);

  private final TableSchema schema;
  private final Row filler;
  private final Producer<byte[], byte[]> producer;
  private final ChangeEncoder encoder;

  /** Fills a row by its number and that of the change. */
  private interface Row {
    void fill(RowSink row, long id, long change);
  }

  private long commit;
  private long written;
  private Future<RecordMetadata> last;

  private Feed(LakeBed bed, TableSchema schema, Row filler) {
    this.schema = schema;
    this.filler = filler;
    bed.log.createTableTopics(List.of(schema.name()));
    producer = bed.log.producer();
    encoder = bed.schemas.encoder(schema);
  }

  /** Order lines of an ERP, 12 columns. */
  static Feed ofOrderLines(LakeBed bed, String table) {
    return new Feed(
        bed,
        new TableSchema(
            TableName.raw("bench", "public", table),
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
  static Feed ofReadings(LakeBed bed, String table) {
    return new Feed(
        bed,
        new TableSchema(
            TableName.raw("bench", "public", table),
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

  TableName table() {
    return schema.name();
  }

  /** How many changes have been written. */
  long written() {
    return written;
  }

  /** Writes rows that are new. */
  void insert(long from, long to) {
    for (long id = from; id < to; id++) {
      write(Operation.INSERT, id);
    }
    flush();
  }

  /**
   * Writes changes of any rows of a table: a third updates, a tenth deletes, the rest inserts.
   *
   * @param rows that the table has, numbered from 0
   */
  void change(long changes, long rows, Random random) {
    for (long i = 0; i < changes; i++) {
      int luck = random.nextInt(30);
      if (luck < 10) {
        write(Operation.UPDATE, (long) (random.nextDouble() * rows));
      } else if (luck < 13) {
        write(Operation.DELETE, (long) (random.nextDouble() * rows));
      } else {
        write(Operation.INSERT, rows + i);
      }
    }
    flush();
  }

  /** Writes a change now; {@link #flush} has it sent. */
  void write(Operation operation, long id) {
    commit++;
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    RowSink row = encoder.begin(operation, new Position(1, commit, 0), now, now, "");
    filler.fill(row, id, commit);
    String topic = schema.name().topic();
    byte[] key = encoder.key();
    last = producer.send(new ProducerRecord<>(topic, key, encoder.value()));
    if (operation.removes()) {
      last = producer.send(new ProducerRecord<>(topic, key, null));
    }
    written++;
  }

  /** Returns when all is in the log. */
  void flush() {
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
    row.putLong(8, 1_767_225_600_000_000L + id * 1_000_001);
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

  private static void text(RowSink row, int column, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    row.putText(column, utf8, 0, utf8.length);
  }

  @Override
  public void close() {
    producer.close();
  }
}
