package dev.millrace.log;

import dev.millrace.api.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A connection to the log: what topics there are, and clients that read and write change records.
 */
public final class Log implements AutoCloseable {
  /** Changes stay uncompacted this long, so that the lake sees each of them. */
  private static final String COMPACTION_LAG_MS = Long.toString(24L * 60 * 60 * 1000);

  /** The largest record that is written. */
  static final int RECORD_BYTES_MAX = 64 << 20;

  /** The longest that brokers allow as they come. */
  private static final int TRANSACTION_TIMEOUT_MS = 15 * 60 * 1000;

  private static final String SEGMENT_BYTES = Integer.toString(64 << 20);

  private final String bootstrapServers;
  private final Admin admin;

  private Log(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** Connects to the brokers at {@code host:port,…}. */
  public static Log connect(String bootstrapServers) {
    return new Log(bootstrapServers);
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** The settings of a table's topic: compacted by key, after the lake has had its time. */
  public static Map<String, String> tableTopicConfig() {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
        TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, COMPACTION_LAG_MS,
        TopicConfig.SEGMENT_BYTES_CONFIG, SEGMENT_BYTES);
  }

  /** Creates the topics of tables that have none yet, one partition each. */
  public void createTableTopics(Collection<TableName> tables) {
    createTopics(tables.stream().map(TableName::topic).toList(), tableTopicConfig());
  }

  /** Creates a topic of Millrace's own, of which the newest record of each key counts. */
  public void createInternalTopic(String topic) {
    createTopics(
        List.of(topic),
        Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
  }

  /** Deletes topics, as far as they are there. */
  public void deleteTopics(Collection<String> topics) {
    try {
      admin.deleteTopics(topics).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw new IllegalStateException("Cannot delete topics: " + topics + ".", e.getCause());
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** The topics whose names begin so. */
  public List<String> topics(String prefix) {
    return listTopics().stream().filter(topic -> topic.startsWith(prefix)).toList();
  }

  private Set<String> listTopics() {
    try {
      return admin.listTopics().names().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot list the log's topics.", e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** In one request: one after the other, a model's topics would take seconds. */
  private void createTopics(List<String> topics, Map<String, String> config) {
    List<NewTopic> wanted =
        topics.stream()
            .map(topic -> new NewTopic(topic, Optional.of(1), Optional.empty()).configs(config))
            .toList();
    admin.createTopics(wanted).values().forEach(Log::awaitCreated);
  }

  private static void awaitCreated(String topic, KafkaFuture<Void> created) {
    try {
      created.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("Cannot create topic: " + topic + ".", e.getCause());
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** The tables that have a topic, by name. */
  public SortedSet<TableName> tables() {
    SortedSet<TableName> tables = new TreeSet<>();
    for (String topic : listTopics()) {
      if (TableName.isTableTopic(topic)) {
        tables.add(TableName.ofTopic(topic));
      }
    }
    return tables;
  }

  /** The partitions of a table's topic; empty when it has none yet. */
  public List<TopicPartition> partitions(TableName table) {
    try {
      List<TopicPartition> partitions = new ArrayList<>();
      admin
          .describeTopics(List.of(table.topic()))
          .allTopicNames()
          .get()
          .values()
          .forEach(
              topic ->
                  topic
                      .partitions()
                      .forEach(
                          info ->
                              partitions.add(new TopicPartition(topic.name(), info.partition()))));
      return partitions;
    } catch (ExecutionException e) {
      return List.of();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** The offset after the last record of each partition. */
  public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
    try {
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      partitions.forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin
          .listOffsets(wanted)
          .all()
          .get()
          .forEach((partition, result) -> ends.put(partition, result.offset()));
      return ends;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot read the log's offsets.", e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Aborts what writers have begun, and did not end, whose transactions' names begin so. */
  public void abortTransactions(String prefix) {
    try {
      List<String> names =
          admin.listTransactions().all().get().stream()
              .map(TransactionListing::transactionalId)
              .filter(name -> name.startsWith(prefix))
              .toList();
      admin.fenceProducers(names).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot abort transactions.", e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * A consumer without a group: the reader assigns partitions and keeps its offsets itself.
   *
   * @param isolation whether it waits for Flink's transactions to be committed
   */
  public Consumer<byte[], byte[]> consumer(IsolationLevel isolation) {
    return consumer(consumerConfig(isolation));
  }

  /**
   * A consumer that reads again and again what is there, committed or not. The broker does not keep
   * it waiting for records to come: it would have to wait for that answer before it can read
   * elsewhere.
   */
  Consumer<byte[], byte[]> rereader() {
    Map<String, Object> config = consumerConfig(IsolationLevel.READ_UNCOMMITTED);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 0);
    return consumer(config);
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
      /** There is no group to leave, and the last fetch may be answered when it likes. */
      @Override
      public void close() {
        close(CloseOptions.timeout(Duration.ZERO));
      }
    };
  }

  private Map<String, Object> consumerConfig(IsolationLevel isolation) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
    return config;
  }

  /** A producer that keeps order and acknowledges what all replicas have. */
  public Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            // A new topic may refuse the first request and take the second, which then stands in
            // its way.
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1,
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            RECORD_BYTES_MAX),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /**
   * A producer whose records become visible together, to those who wait for that.
   *
   * @param name of its transactions; what an earlier one of the same name has begun is aborted
   */
  public Producer<byte[], byte[]> transactionalProducer(String name) {
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                name,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                TRANSACTION_TIMEOUT_MS,
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BATCH_SIZE_CONFIG,
                128 << 10,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                RECORD_BYTES_MAX),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("Interrupted while waiting for the log.", e);
  }

  @Override
  public void close() {
    admin.close();
  }
}
