package dev.millrace.flow;

import dev.millrace.api.RowSink;
import dev.millrace.log.ChangeDecoder;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;

/** Follows the dead letters, and has mapping, line, target, cause and content of each. */
final class LetterTopic implements AutoCloseable {
  private final Log log;
  private final Consumer<byte[], byte[]> consumer;
  private final ChangeDecoder decoder;
  private final Map<String, String> rows = new HashMap<>();

  LetterTopic(Log log, Schemas schemas) {
    this.log = log;
    consumer = log.consumer(IsolationLevel.READ_COMMITTED);
    decoder = new ChangeDecoder(DeadLetters.TABLE, schemas::byFingerprint);
  }

  /** Each letter; none before the topic is there. */
  Collection<String> rows() {
    if (consumer.assignment().isEmpty()) {
      consumer.assign(log.partitions(DeadLetters.TABLE.name()));
    }
    if (consumer.assignment().isEmpty()) {
      return List.of();
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
      String key = new String(record.key(), StandardCharsets.UTF_8);
      if (record.value() == null) {
        rows.remove(key);
        continue;
      }
      decoder.read(record.value());
      Map<Integer, Object> values = new HashMap<>();
      decoder.row(collecting(values));
      if (decoder.operation().removes()) {
        rows.remove(key);
      } else {
        rows.put(
            key,
            "%s %s %s %s %s"
                .formatted(
                    values.get(4), values.get(5), values.get(6), values.get(7), values.get(8)));
      }
    }
    return rows.values();
  }

  private static RowSink collecting(Map<Integer, Object> values) {
    return (RowSink)
        Proxy.newProxyInstance(
            RowSink.class.getClassLoader(),
            new Class<?>[] {RowSink.class},
            (proxy, method, arguments) -> {
              if (arguments.length == 4) {
                values.put(
                    (Integer) arguments[0],
                    new String(
                        (byte[]) arguments[1],
                        (Integer) arguments[2],
                        (Integer) arguments[3],
                        StandardCharsets.UTF_8));
              } else if (arguments.length == 2) {
                values.put((Integer) arguments[0], arguments[1]);
              }
              return null;
            });
  }

  @Override
  public void close() {
    consumer.close();
  }
}
