package dev.millrace.live;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

/** A real log in this process, and a writer of change records. */
final class TestLog implements AutoCloseable {
  /** A value that the source did not send. */
  static final Object UNSENT = new Object();

  final EmbeddedBroker broker;
  final Log log;
  final Schemas schemas;
  final Producer<byte[], byte[]> producer;
  private final Map<TableSchema, ChangeEncoder> encoders = new HashMap<>();
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private long commit = 1;

  TestLog(Path folder) {
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
    producer = log.producer();
  }

  static TableSchema items(String source) {
    return new TableSchema(
        TableName.raw(source, "public", "item"),
        List.of(
            Column.of("id", ColumnType.INT32),
            Column.of("name", ColumnType.TEXT),
            Column.of("price", ColumnType.decimal(12, 2)),
            Column.of("changed_at", ColumnType.INSTANT)),
        List.of("id"));
  }

  void create(TableSchema schema) {
    log.createTopics(List.of(schema));
    encoder(schema);
  }

  ChangeEncoder encoder(TableSchema schema) {
    return encoders.computeIfAbsent(schema, schemas::encoder);
  }

  /** A position after all before. */
  Position next() {
    return new Position(1, commit++, 0);
  }

  static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  ProducerRecord<byte[], byte[]> record(
      TableSchema schema, Operation operation, Position position, Object... values) {
    ChangeEncoder encoder = encoder(schema);
    long now = nowMicros();
    RowSink sink = encoder.begin(operation, position, now, now, "");
    for (int i = 0; i < values.length; i++) {
      put(sink, i, schema.columns().get(i).type(), values[i]);
    }
    return new ProducerRecord<>(schema.name().topic(), 0, encoder.key(), encoder.value());
  }

  /** Writes a change; a delete with its tombstone. */
  Position write(TableSchema schema, Operation operation, Object... values) {
    Position position = next();
    writeAt(position, schema, operation, values);
    return position;
  }

  void writeAt(Position position, TableSchema schema, Operation operation, Object... values) {
    ProducerRecord<byte[], byte[]> record = record(schema, operation, position, values);
    send(record);
    if (operation.removes()) {
      send(new ProducerRecord<>(record.topic(), 0, record.key(), null));
    }
  }

  void send(ProducerRecord<byte[], byte[]> record) {
    sent.add(producer.send(record));
  }

  /** Returns when all that was sent is in the log. */
  void settle() {
    for (Future<RecordMetadata> record : sent) {
      try {
        record.get();
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    sent.clear();
  }

  static void put(RowSink sink, int column, ColumnType type, Object value) {
    if (value == null) {
      sink.putNull(column);
    } else if (value == UNSENT) {
      sink.putUnsent(column);
    } else {
      switch (type.kind()) {
        case BOOLEAN -> sink.putBoolean(column, (Boolean) value);
        case INT32, DATE -> sink.putInt(column, (Integer) value);
        case INT64, TIME, TIMESTAMP, INSTANT -> sink.putLong(column, ((Number) value).longValue());
        case FLOAT32 -> sink.putFloat(column, (Float) value);
        case FLOAT64 -> sink.putDouble(column, (Double) value);
        case DECIMAL -> {
          BigInteger unscaled =
              new BigDecimal(value.toString()).setScale(type.scale()).unscaledValue();
          if (type.isCompactDecimal()) {
            sink.putDecimal(column, unscaled.longValueExact());
          } else {
            sink.putDecimal(column, unscaled);
          }
        }
        case TEXT, JSON -> {
          byte[] utf8 = value.toString().getBytes(StandardCharsets.UTF_8);
          sink.putText(column, utf8, 0, utf8.length);
        }
        case BYTES -> sink.putBytes(column, (byte[]) value, 0, ((byte[]) value).length);
      }
    }
  }

  @Override
  public void close() {
    producer.close();
    schemas.close();
    log.close();
    broker.close();
  }
}
