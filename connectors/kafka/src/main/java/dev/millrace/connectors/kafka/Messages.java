package dev.millrace.connectors.kafka;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The messages of a source's topics, while its brokers can be reached. For one thread. */
final class Messages implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Messages.class);
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final KafkaSettings settings;
  private final Consumer<byte[], byte[]> consumer;
  private final Set<TopicPartition> assigned = new HashSet<>();
  private Set<String> absent = Set.of();

  private Messages(KafkaSettings settings) {
    this.settings = settings;
    Map<String, Object> client = new HashMap<>(settings.client());
    int patience = (int) PATIENCE.toMillis();
    client.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience);
    client.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, patience);
    this.consumer = new KafkaConsumer<>(client);
  }

  static Messages open(KafkaSettings settings) {
    return new Messages(settings);
  }

  /**
   * Looks whether the brokers let Millrace in, and have the topics.
   *
   * @throws RuntimeException of Kafka's client, or a MillraceException when topics are absent
   */
  static void tryOut(KafkaSettings settings) {
    try (Messages messages = new Messages(settings)) {
      Set<TopicPartition> found = messages.find("");
      messages.beginnings(found.stream().limit(1).toList(), false);
      messages.requireTopics();
    }
  }

  /**
   * The partitions that are wanted and there.
   *
   * @param own a topic that is never wanted: what is written from here
   */
  Set<TopicPartition> find(String own) {
    Set<TopicPartition> found =
        consumer.listTopics().values().stream()
            .flatMap(List::stream)
            .filter(one -> settings.wants(one.topic()) && !one.topic().equals(own))
            .map(Messages::place)
            .collect(Collectors.toSet());
    Set<String> missing = new HashSet<>(settings.named());
    found.forEach(partition -> missing.remove(partition.topic()));
    absent = missing;
    return found;
  }

  private static TopicPartition place(PartitionInfo one) {
    return new TopicPartition(one.topic(), one.partition());
  }

  /**
   * Refuses topics that are named and not there, as {@link #find} has seen it.
   *
   * @throws MillraceException SOURCE_SETTINGS
   */
  void requireTopics() {
    if (!absent.isEmpty()) {
      throw new MillraceException(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot find topic %s at %s."
              .formatted(
                  String.join(", ", absent),
                  settings.client().get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)),
          "Make it, let the user see it, or correct topics of source " + settings.source() + ".");
    }
  }

  /**
   * Where partitions begin that were not taken from before.
   *
   * @param asConfigured as the option {@code start} says; otherwise with their first message
   */
  Map<TopicPartition, Long> beginnings(
      Collection<TopicPartition> partitions, boolean asConfigured) {
    KafkaSettings.Start start = settings.start();
    if (!asConfigured || start.kind() == KafkaSettings.Start.Kind.EARLIEST) {
      return consumer.beginningOffsets(partitions);
    }
    Map<TopicPartition, Long> begins = new HashMap<>(consumer.endOffsets(partitions));
    if (start.kind() == KafkaSettings.Start.Kind.TIME) {
      Map<TopicPartition, Long> times = new HashMap<>();
      partitions.forEach(partition -> times.put(partition, start.at().toEpochMilli()));
      for (Map.Entry<TopicPartition, OffsetAndTimestamp> first :
          consumer.offsetsForTimes(times).entrySet()) {
        if (first.getValue() != null) {
          begins.put(first.getKey(), first.getValue().offset());
        }
      }
    }
    return begins;
  }

  /** Those of some partitions that are not taken from yet. */
  List<TopicPartition> fresh(Collection<TopicPartition> found) {
    return found.stream().filter(partition -> !assigned.contains(partition)).toList();
  }

  /** Takes from further partitions. */
  void add(Map<TopicPartition, Long> next) {
    assigned.addAll(next.keySet());
    consumer.assign(new ArrayList<>(assigned));
    next.forEach(consumer::seek);
  }

  /**
   * What has come.
   *
   * @throws RuntimeException of Kafka's client; what it means {@link KafkaFailures} knows
   */
  ConsumerRecords<byte[], byte[]> take(Duration wait) {
    if (assigned.isEmpty()) {
      return ConsumerRecords.empty();
    }
    try {
      return consumer.poll(wait);
    } catch (OffsetOutOfRangeException e) {
      if (!settings.goesOnWhenLost()) {
        throw e;
      }
      Set<TopicPartition> lost = e.offsetOutOfRangePartitions().keySet();
      LOGGER.warn("Source {} goes on behind messages that are lost: {}", settings.source(), lost);
      consumer.seekToBeginning(lost);
      return ConsumerRecords.empty();
    }
  }

  /** How many messages are there that have not been taken. */
  long behind() {
    return assigned.stream().mapToLong(partition -> consumer.currentLag(partition).orElse(0)).sum();
  }

  @Override
  public void close() {
    consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
  }
}
