package dev.millrace.log.rows;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.Schemas;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Writes rows of a model table into its topic. Columns that a project has added to the table stay
 * empty. For one thread at a time.
 */
public final class TableWriter {
  private final TableSchema table;
  private final ChangeEncoder encoder;
  private final Producer<byte[], byte[]> producer;
  private final int epoch = (int) Instant.now().getEpochSecond();
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private long lastMicros;
  private long count;

  /**
   * For the rows of a table.
   *
   * @param producer stays the caller's; several tables may share it
   */
  public TableWriter(TableSchema table, Schemas schemas, Producer<byte[], byte[]> producer) {
    this.table = table;
    this.encoder = schemas.encoder(table);
    this.producer = producer;
  }

  /** The time of a change that is made now, in microseconds since 1970. */
  public static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /**
   * Writes a row.
   *
   * @param values by column: text, {@code Double}, {@code Boolean}, or a {@code Long} as the log
   *     has whole numbers, decimals and times; what is left out is empty
   */
  public void put(RowKey key, Map<String, Object> values) {
    write(key, values, Operation.UPDATE);
  }

  /** Removes a row. */
  public void remove(RowKey key) {
    write(key, Map.of(), Operation.DELETE);
  }

  private void write(RowKey key, Map<String, Object> values, Operation operation) {
    Map<String, Object> row = new HashMap<>(values);
    row.put("source_system", key.system());
    row.put("source_key", key.key());
    long now = nowMicros();
    lastMicros = Math.max(lastMicros, now);
    RowSink sink = encoder.begin(operation, new Position(epoch, lastMicros, count++), now, now, "");
    for (int i = 0; i < table.columns().size(); i++) {
      put(sink, i, row.get(table.columns().get(i).name()));
    }
    String topic = table.name().topic();
    sent.add(producer.send(new ProducerRecord<>(topic, encoder.key(), encoder.value())));
    if (operation.removes()) {
      sent.add(producer.send(new ProducerRecord<>(topic, encoder.key(), null)));
    }
  }

  private void put(RowSink sink, int column, Object value) {
    if (value instanceof String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      sink.putText(column, utf8, 0, utf8.length);
    } else if (value instanceof Long number) {
      switch (table.columns().get(column).type().kind()) {
        case DECIMAL -> sink.putDecimal(column, number);
        case INT32 -> sink.putInt(column, Math.toIntExact(number));
        default -> sink.putLong(column, number);
      }
    } else if (value instanceof Double number) {
      sink.putDouble(column, number);
    } else if (value instanceof Boolean truth) {
      sink.putBoolean(column, truth);
    } else {
      sink.putNull(column);
    }
  }

  /**
   * Returns when all that was written is durable.
   *
   * @throws IllegalStateException when some of it could not be written
   */
  public void flush() {
    producer.flush();
    try {
      for (Future<RecordMetadata> record : sent) {
        record.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot write table " + table.name() + ".", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while writing " + table.name() + ".", e);
    } finally {
      sent.clear();
    }
  }
}
