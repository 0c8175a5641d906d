package dev.millrace.connectors.telemetry;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.log.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * The batches of a source that have a key of the sender's: what is known of each, for a day, or of
 * the newest {@value #KNOWN_MAX} where there are more. It is kept in a topic of its own: a batch is
 * announced before its first event is written and reported after its last one is durable, so that
 * after a crash only those that were announced and not reported have to be looked for. Not for use
 * by several threads.
 */
final class Batches {
  static final int KNOWN_MAX = 200_000;
  static final Duration KEPT = Duration.ofHours(24);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * What is known of a batch.
   *
   * @param atMicros when it was announced
   * @param found whether it has been looked for since it was broken off
   * @param written how many of its events are in the log, if it was found; all when there is a
   *     receipt
   * @param receipt what its sender was told; empty while it is not all there
   */
  record Known(long atMicros, boolean found, int written, Optional<Receipt> receipt) {}

  /** The form in the log. */
  private record Stored(long at, boolean found, int written, Receipt receipt) {}

  private final String topic;
  private final Producer<byte[], byte[]> producer;
  private final Map<String, Known> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > KNOWN_MAX;
        }
      };

  private Batches(String topic, Producer<byte[], byte[]> producer) {
    this.topic = topic;
    this.producer = producer;
  }

  static String topic(String source) {
    return "millrace.batches." + source;
  }

  /** Reads what is known. */
  static Batches open(Log log, String source, Producer<byte[], byte[]> producer) {
    Batches batches = new Batches(topic(source), producer);
    log.createInternalTopic(batches.topic, KEPT);
    TopicPartition partition = new TopicPartition(batches.topic, 0);
    try (Consumer<byte[], byte[]> consumer = log.consumer(IsolationLevel.READ_UNCOMMITTED)) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(POLL).forEach(batches::take);
      }
    }
    return batches;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      Stored stored = JSON.readValue(record.value(), Stored.class);
      known.put(
          new String(record.key(), StandardCharsets.UTF_8),
          new Known(
              stored.at(),
              stored.found(),
              stored.written(),
              Optional.ofNullable(stored.receipt())));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + topic + ".", e);
    }
  }

  /**
   * What is known of a batch, unless that is too long ago.
   *
   * @param nowMicros since 1970
   */
  Optional<Known> of(String key, long nowMicros) {
    return Optional.ofNullable(known.get(key))
        .filter(batch -> nowMicros - batch.atMicros() < KEPT.toNanos() / 1_000);
  }

  /** Those that were announced, not reported, and not looked for since. */
  Map<String, Known> brokenOff() {
    Map<String, Known> brokenOff = new HashMap<>();
    known.forEach(
        (key, batch) -> {
          if (batch.receipt().isEmpty() && !batch.found()) {
            brokenOff.put(key, batch);
          }
        });
    return brokenOff;
  }

  /** Makes something known of a batch; returns when that is durable. */
  void put(String key, Known batch) throws ExecutionException, InterruptedException {
    store(key, batch);
    remember(key, batch);
  }

  /** The part of {@link #put} that may be done by several threads. */
  void store(String key, Known batch) throws ExecutionException, InterruptedException {
    Stored stored =
        new Stored(batch.atMicros(), batch.found(), batch.written(), batch.receipt().orElse(null));
    try {
      producer
          .send(
              new ProducerRecord<>(
                  topic, key.getBytes(StandardCharsets.UTF_8), JSON.writeValueAsBytes(stored)))
          .get();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write JSON.", e);
    }
  }

  /** The other part. */
  void remember(String key, Known batch) {
    known.remove(key);
    known.put(key, batch);
  }
}
