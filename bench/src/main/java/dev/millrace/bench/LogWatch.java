package dev.millrace.bench;

import dev.millrace.api.TableName;
import dev.millrace.log.Log;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Notes when the records of one table that hold a probe's text come out of the log. */
final class LogWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Log log;
  private final Map<String, Long> seen = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean closed;

  LogWatch(String bootstrapServers, TableName table) {
    log = Log.connect(bootstrapServers);
    Consumer<byte[], byte[]> consumer = log.consumer(IsolationLevel.READ_UNCOMMITTED);
    List<TopicPartition> partitions = log.partitions(table);
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    thread = new Thread(() -> follow(consumer), "bench-log-watch");
    thread.start();
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    try (consumer) {
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          long now = System.nanoTime();
          if (record.value() != null) {
            String text = new String(record.value(), StandardCharsets.ISO_8859_1);
            // The row comes first, what it was before after it.
            int at = text.indexOf(LatencyBenchmark.MARK);
            if (at >= 0) {
              int end = text.indexOf('.', at);
              seen.putIfAbsent(text.substring(at, end + 1), now);
            }
          }
        }
      }
    }
  }

  /** When a probe came out of the log, which must have happened already. */
  long seen(String value) {
    return seen.getOrDefault(value, System.nanoTime());
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.close();
  }
}
