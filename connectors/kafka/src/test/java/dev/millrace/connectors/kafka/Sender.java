package dev.millrace.connectors.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Somebody who writes to topics. */
final class Sender implements AutoCloseable {
  private final Admin admin;
  private final Producer<byte[], byte[]> producer;

  Sender(String bootstrapServers) {
    Map<String, Object> brokers = Map.of("bootstrap.servers", bootstrapServers);
    admin = Admin.create(brokers);
    producer = new KafkaProducer<>(brokers, new ByteArraySerializer(), new ByteArraySerializer());
  }

  void create(String topic, int partitions) throws Exception {
    admin
        .createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
        .all()
        .get();
  }

  void send(String topic, int partition, String value) throws Exception {
    send(topic, partition, null, value.getBytes(StandardCharsets.UTF_8), 0, List.of());
  }

  /**
   * @param timestamp 0 for now
   */
  void send(
      String topic, int partition, byte[] key, byte[] value, long timestamp, List<Header> headers)
      throws Exception {
    Long at = timestamp == 0 ? null : timestamp;
    producer.send(new ProducerRecord<>(topic, partition, at, key, value, headers)).get();
  }

  /** Deletes a partition's messages before an offset. */
  void forget(String topic, int partition, long before) throws Exception {
    admin
        .deleteRecords(
            Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(before)))
        .all()
        .get();
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    admin.close(Duration.ZERO);
  }
}
