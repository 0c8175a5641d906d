package dev.millrace.log;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
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
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
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
import org.apache.kafka.common.config.ConfigResource;
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

  /** Kafka's own. */
  private static final int DEFAULT_BATCH_BYTES = 16 << 10;

  private static final int BULK_BATCH_BYTES = 256 << 10;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private static final String SEGMENT_BYTES = Integer.toString(64 << 20);

  /** How long the topic of an event table keeps its events. */
  public static final Duration EVENT_RETENTION = Duration.ofDays(7);

  /** Events go segment by segment; one is no longer than this, so that none stays much longer. */
  private static final Duration EVENT_SEGMENT = Duration.ofHours(12);

  private static final String EVENT_SEGMENT_BYTES = Integer.toString(256 << 20);

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

  /** The settings of an event table's topic: kept for {@link #EVENT_RETENTION}, not compacted. */
  public static Map<String, String> eventTopicConfig() {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.RETENTION_MS_CONFIG,
        Long.toString(EVENT_RETENTION.toMillis()),
        TopicConfig.SEGMENT_MS_CONFIG,
        Long.toString(EVENT_SEGMENT.toMillis()),
        TopicConfig.SEGMENT_BYTES_CONFIG,
        EVENT_SEGMENT_BYTES);
  }

  /** Creates the topics of tables of rows that have none yet, one partition each. */
  public void createTableTopics(Collection<TableName> tables) {
    createTopics(tables.stream().map(TableName::topic).toList(), 1, tableTopicConfig());
  }

  /**
   * Creates the topics of tables that have none yet, each as its kind wants it, one partition each.
   * The topic of a table that has become an event table since is no longer compacted.
   */
  public void createTopics(Collection<TableSchema> tables) {
    Map<Boolean, List<TableName>> byKind =
        tables.stream()
            .collect(
                Collectors.partitioningBy(
                    TableSchema::events,
                    Collectors.mapping(TableSchema::name, Collectors.toList())));
    createTableTopics(byKind.get(false));
    List<String> events = byKind.get(true).stream().map(TableName::topic).toList();
    List<String> present = createTopics(events, 1, eventTopicConfig());
    byKind.get(true).forEach(this::awaitKnown);
    keepByTime(present);
  }

  /**
   * Creates the topic of an event table that has none yet.
   *
   * @param partitions how many it gets when it is new
   * @return how many it has
   */
  public int createEventTopic(TableName table, int partitions) {
    if (createTopics(List.of(table.topic()), partitions, eventTopicConfig()).isEmpty()) {
      return partitions;
    }
    return awaitKnown(table);
  }

  /**
   * Waits until the brokers know a topic, which may just have been created; tells its partitions.
   */
  private int awaitKnown(TableName table) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int partitions = partitions(table).size();
    while (partitions == 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      partitions = partitions(table).size();
    }
    return partitions;
  }

  /** Gives the settings of event tables' topics to those that are still compacted. */
  private void keepByTime(List<String> topics) {
    List<ConfigResource> resources =
        topics.stream().map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)).toList();
    List<AlterConfigOp> settings =
        eventTopicConfig().entrySet().stream()
            .map(setting -> new ConfigEntry(setting.getKey(), setting.getValue()))
            .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
            .toList();
    try {
      Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
      admin
          .describeConfigs(resources)
          .all()
          .get()
          .forEach(
              (topic, config) -> {
                if (!TopicConfig.CLEANUP_POLICY_DELETE.equals(
                    config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value())) {
                  changes.put(topic, settings);
                }
              });
      admin.incrementalAlterConfigs(changes).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot set up topics: " + topics + ".", e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Creates a topic of Millrace's own, of which the newest record of each key counts. */
  public void createInternalTopic(String topic) {
    createTopics(
        List.of(topic),
        1,
        Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
  }

  /** Creates a topic of Millrace's own whose records are kept for a while. */
  public void createInternalTopic(String topic, Duration retention) {
    createTopics(
        List.of(topic),
        1,
        Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_DELETE,
            TopicConfig.RETENTION_MS_CONFIG,
            Long.toString(retention.toMillis()),
            TopicConfig.SEGMENT_MS_CONFIG,
            Long.toString(Math.max(1, retention.toMillis() / 8))));
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

  /**
   * In one request: one after the other, a model's topics would take seconds.
   *
   * @return those that were there already
   */
  private List<String> createTopics(
      List<String> topics, int partitions, Map<String, String> config) {
    List<NewTopic> wanted =
        topics.stream()
            .map(
                topic ->
                    new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(config))
            .toList();
    List<String> present = new ArrayList<>();
    admin
        .createTopics(wanted)
        .values()
        .forEach(
            (topic, created) -> {
              if (!isNew(topic, created)) {
                present.add(topic);
              }
            });
    return present;
  }

  private static boolean isNew(String topic, KafkaFuture<Void> created) {
    try {
      created.get();
      return true;
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("Cannot create topic: " + topic + ".", e.getCause());
      }
      return false;
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

  /** The offset of the first record that each partition still has. */
  public Map<TopicPartition, Long> firstOffsets(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.earliest());
  }

  /** The offset after the last record of each partition. */
  public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.latest());
  }

  private Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec which) {
    try {
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      partitions.forEach(partition -> wanted.put(partition, which));
      Map<TopicPartition, Long> offsets = new HashMap<>();
      admin
          .listOffsets(wanted)
          .all()
          .get()
          .forEach((partition, result) -> offsets.put(partition, result.offset()));
      return offsets;
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
    return producer(DEFAULT_BATCH_BYTES);
  }

  /** The same for records that come many at a time. */
  public Producer<byte[], byte[]> bulkProducer() {
    return producer(BULK_BATCH_BYTES);
  }

  private Producer<byte[], byte[]> producer(int batchBytes) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BATCH_SIZE_CONFIG,
            batchBytes,
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
