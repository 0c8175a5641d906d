package dev.millrace.flow;

import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeDecoder;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;

/** Follows a model topic and remembers its rows as text and what was done to them. */
final class ModelTopic implements AutoCloseable {
  private final Consumer<byte[], byte[]> consumer;
  private final ChangeDecoder decoder;
  private final TableSchema schema;
  private final Log log;
  private final Map<String, String> rows = new TreeMap<>();
  private final Map<String, List<String>> operations = new LinkedHashMap<>();
  private boolean assigned;

  ModelTopic(Log log, Schemas schemas, TableSchema schema, IsolationLevel isolation) {
    this.log = log;
    this.schema = schema;
    consumer = log.consumer(isolation);
    decoder = new ChangeDecoder(schema, schemas::byFingerprint);
  }

  List<String> rows() {
    poll();
    List<String> all = new ArrayList<>();
    rows.forEach((key, row) -> all.add(key + ": " + row));
    return all;
  }

  List<String> operations(String key) {
    poll();
    return operations.get(key);
  }

  /** The same of all rows. */
  Map<String, List<String>> operations() {
    poll();
    return operations;
  }

  private void poll() {
    if (!assigned) {
      consumer.assign(log.partitions(schema.name()));
      assigned = !consumer.assignment().isEmpty();
      if (!assigned) {
        return;
      }
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
      if (record.value() != null) {
        decoder.read(record.value());
        Texts texts = new Texts(schema.columns().size());
        decoder.row(texts);
        String key = texts.values[0] + "/" + texts.values[1];
        operations.computeIfAbsent(key, none -> new ArrayList<>()).add(decoder.operation().label());
        if (decoder.operation().removes()) {
          rows.remove(key);
        } else {
          rows.put(key, texts.values[4] + " " + texts.values[5]);
        }
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }

  /** Takes text and decimals of six places; the rest does not matter here. */
  private static final class Texts implements RowSink {
    private final String[] values;

    Texts(int columns) {
      values = new String[columns];
    }

    @Override
    public void putNull(int column) {}

    @Override
    public void putUnsent(int column) {
      throw new AssertionError("The model has no unsent columns.");
    }

    @Override
    public void putBoolean(int column, boolean value) {}

    @Override
    public void putInt(int column, int value) {}

    @Override
    public void putLong(int column, long value) {}

    @Override
    public void putFloat(int column, float value) {}

    @Override
    public void putDouble(int column, double value) {}

    @Override
    public void putDecimal(int column, long unscaled) {
      values[column] = BigDecimal.valueOf(unscaled, 6).toPlainString();
    }

    @Override
    public void putDecimal(int column, BigInteger unscaled) {
      values[column] = new BigDecimal(unscaled, 6).toPlainString();
    }

    @Override
    public void putText(int column, byte[] utf8, int offset, int length) {
      values[column] = new String(utf8, offset, length, StandardCharsets.UTF_8);
    }

    @Override
    public void putBytes(int column, byte[] bytes, int offset, int length) {}
  }
}
