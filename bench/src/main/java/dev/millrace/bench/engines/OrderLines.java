package dev.millrace.bench.engines;

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

/** Writes changes of a table with columns of many types into the log, as a connector would. */
final class OrderLines implements AutoCloseable {
  private static final String[] STATUS = {"open", "picked", "shipped", "übergeben"};

  /** 2026-01-01, in microseconds. */
  private static final long NEW_YEAR = 1_767_225_600_000_000L;

  private final Producer<byte[], byte[]> producer;
  private final ChangeEncoder encoder;
  private final String topic;
  private final Random random = new Random(7);

  private long inserted;
  private long written;
  private Future<RecordMetadata> last;

  OrderLines(Log log, Schemas schemas, TableName table) {
    TableSchema schema =
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
            List.of("id"));
    log.createTableTopics(List.of(table));
    topic = table.topic();
    producer = log.producer();
    encoder = schemas.encoder(schema);
  }

  /** How many changes have been written. */
  long written() {
    return written;
  }

  /** Writes rows that are new. */
  void insert(long rows) {
    for (long i = 0; i < rows; i++) {
      write(Operation.INSERT, inserted++);
    }
    flush();
  }

  /** Writes changes of any rows: a third updates, a tenth deletes, the rest inserts. */
  void change(long changes) {
    for (long i = 0; i < changes; i++) {
      int luck = random.nextInt(30);
      if (luck < 10) {
        write(Operation.UPDATE, (long) (random.nextDouble() * inserted));
      } else if (luck < 13) {
        write(Operation.DELETE, (long) (random.nextDouble() * inserted));
      } else {
        write(Operation.INSERT, inserted++);
      }
    }
    flush();
  }

  private void flush() {
    producer.flush();
    try {
      last.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("Cannot write to the log", e);
    }
  }

  private void write(Operation operation, long id) {
    written++;
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    RowSink row = encoder.begin(operation, new Position(1, written, 0), now, now, "");
    fill(row, id, written);
    byte[] key = encoder.key();
    last = producer.send(new ProducerRecord<>(topic, key, encoder.value()));
    if (operation.removes()) {
      last = producer.send(new ProducerRecord<>(topic, key, null));
    }
  }

  private static void fill(RowSink row, long id, long change) {
    row.putLong(0, id);
    row.putInt(1, (int) (id % 5));
    row.putDecimal(2, id % 1_000_000 - 500_000);
    row.putDouble(3, id / 7.0);
    text(row, 4, STATUS[(int) (change % STATUS.length)]);
    text(row, 5, "Hexagon bolt M" + id % 40 + ", stainless, box of " + id * 7_919 % 500);
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
