package dev.millrace.track.job;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeDecoder;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.Log;
import dev.millrace.log.ModelHeaders;
import dev.millrace.log.Schemas;
import dev.millrace.model.ProjectModel;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Writes rows of the model as a mapping would, and reads what is there. All are of source erp. */
final class ModelTables implements AutoCloseable {
  static final List<TableSchema> MODEL = ProjectModel.standard().schemas();
  static final String SYSTEM = "erp";

  private final Log log;
  private final Schemas schemas;
  private final Producer<byte[], byte[]> producer;
  private final Map<String, ChangeEncoder> encoders = new HashMap<>();
  private long count;

  ModelTables(Log log, Schemas schemas) {
    this.log = log;
    this.schemas = schemas;
    this.producer = log.producer();
  }

  private static TableSchema schema(String table) {
    return MODEL.stream()
        .filter(one -> one.name().equals(TableName.model(table)))
        .findFirst()
        .orElseThrow();
  }

  /** Writes a row; columns and values in turn: text, numbers, moments, booleans. */
  void put(String table, String key, Object... cells) {
    write(table, key, Operation.INSERT, cells);
  }

  void remove(String table, String key) {
    write(table, key, Operation.DELETE);
  }

  private void write(String table, String key, Operation operation, Object... cells) {
    TableSchema schema = schema(table);
    ChangeEncoder encoder = encoders.computeIfAbsent(table, none -> schemas.encoder(schema));
    Map<String, Object> row = new HashMap<>();
    row.put("source_system", SYSTEM);
    row.put("source_key", key);
    row.put("updated_at", Instant.now());
    for (int i = 0; i < cells.length; i += 2) {
      row.put((String) cells[i], cells[i + 1]);
    }
    long now = System.currentTimeMillis() * 1_000;
    RowSink sink = encoder.begin(operation, new Position(1, ++count, 0), now, now, "");
    for (int i = 0; i < schema.columns().size(); i++) {
      put(sink, i, schema, row.get(schema.columns().get(i).name()));
    }
    try {
      producer
          .send(
              new ProducerRecord<>(
                  schema.name().topic(),
                  null,
                  null,
                  encoder.key(),
                  encoder.value(),
                  ModelHeaders.of("test")))
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static void put(RowSink sink, int column, TableSchema schema, Object cell) {
    if (cell instanceof String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      sink.putText(column, utf8, 0, utf8.length);
    } else if (cell instanceof Instant moment) {
      sink.putLong(column, moment.toEpochMilli() * 1_000);
    } else if (cell instanceof Boolean flag) {
      sink.putBoolean(column, flag);
    } else if (cell instanceof BigDecimal decimal) {
      int scale = schema.columns().get(column).type().scale();
      sink.putDecimal(column, decimal.setScale(scale).unscaledValue().longValueExact());
    } else if (cell instanceof Double number && !number.isNaN()) {
      sink.putDouble(column, number);
    } else {
      sink.putNull(column);
    }
  }

  /** All committed rows of a table by their key: those columns that are not empty, as text. */
  Map<String, Map<String, String>> rows(String table) {
    TableSchema schema = schema(table);
    ChangeDecoder decoder = new ChangeDecoder(schema, schemas::byFingerprint);
    Map<String, Map<String, String>> rows = new TreeMap<>();
    records(table)
        .forEach(
            record -> {
              decoder.read(record.value());
              Cells cells = new Cells(schema);
              decoder.row(cells);
              String key = cells.texts.get("source_key");
              if (decoder.operation().removes()) {
                rows.remove(key);
              } else {
                rows.put(key, cells.texts);
              }
            });
    return rows;
  }

  /** All committed records of a table that have a value. */
  List<ConsumerRecord<byte[], byte[]>> records(String table) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = log.consumer(IsolationLevel.READ_COMMITTED)) {
      List<TopicPartition> partitions = log.partitions(schema(table).name());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          if (record.value() != null) {
            all.add(record);
          }
        }
      }
    }
    return all;
  }

  @Override
  public void close() {
    producer.close();
  }

  /** The values of a row as text. */
  private static final class Cells implements RowSink {
    private final Map<String, String> texts = new TreeMap<>();
    private final TableSchema schema;

    Cells(TableSchema schema) {
      this.schema = schema;
    }

    private void put(int column, Object value) {
      texts.put(schema.columns().get(column).name(), value.toString());
    }

    @Override
    public void putNull(int column) {}

    @Override
    public void putUnsent(int column) {}

    @Override
    public void putBoolean(int column, boolean value) {
      put(column, value);
    }

    @Override
    public void putInt(int column, int value) {
      put(column, value);
    }

    @Override
    public void putLong(int column, long value) {
      put(column, Instant.ofEpochMilli(value / 1_000));
    }

    @Override
    public void putFloat(int column, float value) {
      put(column, value);
    }

    @Override
    public void putDouble(int column, double value) {
      put(column, value);
    }

    @Override
    public void putDecimal(int column, long unscaled) {
      put(column, BigDecimal.valueOf(unscaled, schema.columns().get(column).type().scale()));
    }

    @Override
    public void putDecimal(int column, BigInteger unscaled) {
      put(column, new BigDecimal(unscaled, schema.columns().get(column).type().scale()));
    }

    @Override
    public void putText(int column, byte[] utf8, int offset, int length) {
      put(column, new String(utf8, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void putBytes(int column, byte[] bytes, int offset, int length) {
      put(column, length + " bytes");
    }
  }
}
