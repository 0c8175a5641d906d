package dev.millrace.connectors.kafka;

import dev.millrace.api.FailureRules;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.EventClock;
import dev.millrace.log.Log;
import dev.millrace.log.Progress;
import dev.millrace.log.Schemas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the messages of topics into an event table, as Connect's task: each once, whatever is
 * killed and whenever, as {@link Taken} tells what is there already. The order of a partition is
 * kept.
 */
public final class KafkaTask extends SourceTask {
  private static final Logger LOGGER = LoggerFactory.getLogger(KafkaTask.class);
  private static final Duration NAP = Duration.ofMillis(200);
  private static final Duration BETWEEN_WORDS = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** All messages go into one partition: there is one clock. */
  private static final int PARTITION = 0;

  private static final String NEXT = "next";
  private static final String MICROS = "micros";

  private SourceConfig source;
  private KafkaSettings settings;
  private FailureRules failures;
  private Log log;
  private Schemas schemas;
  private TableSchema schema;
  private EventClock clock;
  private MessageEncoder encoder;
  private Progress progress;
  private Optional<Messages> messages = Optional.empty();
  private Optional<Taken> taken = Optional.empty();
  private Duration pause = FIRST_PAUSE;
  private long tryAgainNanos;
  private long lookNanos;
  private Optional<Problem> problem = Optional.empty();
  private boolean told;
  private long toldNanos;
  private long lastSentMillis;
  private long takenCount;
  private long takenBytes;

  /** For Connect. */
  public KafkaTask() {}

  /** The table of a source's messages. */
  static TableName table(String source) {
    return TableName.raw(source, "kafka", "message");
  }

  @Override
  public String version() {
    return KafkaSource.version(getClass());
  }

  @Override
  public void start(Map<String, String> config) {
    source = KafkaSource.source(config);
    settings = KafkaSettings.of(source);
    failures = KafkaFailures.of(source);
    log = Log.connect(config.get(KafkaSource.BOOTSTRAP_SERVERS));
    schemas = Schemas.open(log);
    schema = MessageEncoder.schema(table(source.name()));
    log.createEventTopic(schema.name(), 1);
    encoder = new MessageEncoder(schemas.encoder(schema));
    clock = EventClock.of(log, schemas, schema, PARTITION);
    progress = new Progress(source.name());
    tryAgainNanos = System.nanoTime();
    toldNanos = System.nanoTime();
  }

  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    try {
      if (messages.isEmpty() && System.nanoTime() - tryAgainNanos >= 0) {
        messages = Optional.of(Messages.open(settings));
        lookNanos = System.nanoTime();
      }
      if (messages.isEmpty()) {
        Thread.sleep(NAP.toMillis());
      } else {
        take(messages.get(), records);
      }
    } catch (RuntimeException e) {
      fail(e);
    }
    tell(records);
    return records.isEmpty() ? null : records;
  }

  private void take(Messages open, List<SourceRecord> records) {
    if (System.nanoTime() - lookNanos >= 0) {
      look(open, records);
      lookNanos = System.nanoTime() + BETWEEN_LOOKS.toNanos();
      pause = FIRST_PAUSE;
    }
    ConsumerRecords<byte[], byte[]> come = open.take(NAP);
    for (ConsumerRecord<byte[], byte[]> message : come) {
      records.add(record(message));
    }
  }

  /** Finds partitions that are new, and where they begin; what is there already is not taken. */
  private void look(Messages open, List<SourceRecord> records) {
    Set<TopicPartition> found = open.find(schema.name().topic());
    if (taken.isEmpty()) {
      taken = Optional.of(taken(found));
    }
    Taken known = taken.get();
    boolean nothing = known.isNothing();
    Map<TopicPartition, Long> next = new HashMap<>();
    List<TopicPartition> asConfigured = new ArrayList<>();
    List<TopicPartition> fromTheirFirst = new ArrayList<>();
    for (TopicPartition partition : open.fresh(found)) {
      OptionalLong at = known.next(partition);
      boolean named = settings.named().contains(partition.topic());
      if (at.isPresent()) {
        next.put(partition, at.getAsLong());
      } else if (nothing || (named && !known.knows(partition.topic()))) {
        asConfigured.add(partition);
      } else {
        fromTheirFirst.add(partition);
      }
    }
    Map<TopicPartition, Long> begin = new HashMap<>(open.beginnings(asConfigured, true));
    begin.putAll(open.beginnings(fromTheirFirst, false));
    begin.forEach(
        (partition, offset) -> {
          known.begins(partition, offset);
          // Where it begins stays so, also when it is killed before the first message.
          records.add(word(Progress.State.STREAMING, place(partition), offset(offset)));
        });
    next.putAll(begin);
    if (!next.isEmpty()) {
      open.add(next);
    }
    try {
      open.requireTopics();
      problem = Optional.empty();
    } catch (MillraceException e) {
      // The other topics are taken meanwhile.
      missing(e);
    }
  }

  private Taken taken(Set<TopicPartition> found) {
    Map<TopicPartition, Long> stored = new HashMap<>();
    OptionalLong micros = OptionalLong.empty();
    for (TopicPartition partition : found) {
      Map<String, Object> place = context.offsetStorageReader().offset(place(partition));
      if (place != null) {
        stored.put(partition, Long.parseLong(place.get(NEXT).toString()));
        long at = Long.parseLong(place.get(MICROS).toString());
        micros = OptionalLong.of(Math.max(micros.orElse(0), at));
      }
    }
    return Taken.of(log, schemas, schema, stored, micros);
  }

  private SourceRecord record(ConsumerRecord<byte[], byte[]> message) {
    long micros = clock.next();
    encoder.encode(message, micros);
    TopicPartition partition = new TopicPartition(message.topic(), message.partition());
    taken.orElseThrow().took(partition, message.offset());
    lastSentMillis = message.timestamp();
    takenCount++;
    takenBytes += Math.max(0, message.serializedValueSize());
    return new SourceRecord(
        place(partition),
        Map.of(NEXT, Long.toString(message.offset() + 1), MICROS, Long.toString(micros)),
        schema.name().topic(),
        PARTITION,
        Schema.BYTES_SCHEMA,
        encoder.key(),
        Schema.BYTES_SCHEMA,
        encoder.value());
  }

  private Map<String, String> place(TopicPartition partition) {
    return Map.of(
        "source",
        source.name(),
        "topic",
        partition.topic(),
        "partition",
        Integer.toString(partition.partition()));
  }

  private Map<String, String> offset(long next) {
    return Map.of(NEXT, Long.toString(next), MICROS, Long.toString(clock.next()));
  }

  private void missing(RuntimeException cause) {
    Problem found = failures.problem(cause);
    if (problem.filter(found::equals).isEmpty()) {
      LOGGER.warn("{} Trying again.", found, cause);
      problem = Optional.of(found);
      told = false;
    }
  }

  /** Begins anew after a while. */
  private void fail(RuntimeException cause) {
    missing(cause);
    messages.ifPresent(Messages::close);
    messages = Optional.empty();
    tryAgainNanos = System.nanoTime() + pause.toNanos();
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  /** Says once a second how it is; at once what is not well. */
  private void tell(List<SourceRecord> records) {
    boolean due = !told || System.nanoTime() - toldNanos >= BETWEEN_WORDS.toNanos();
    if (!due || (problem.isEmpty() && taken.isEmpty())) {
      return;
    }
    told = true;
    toldNanos = System.nanoTime();
    Progress.State state = problem.isPresent() ? Progress.State.RETRYING : Progress.State.STREAMING;
    records.add(word(state, Map.of("source", source.name()), Map.of()));
  }

  private SourceRecord word(
      Progress.State state, Map<String, String> place, Map<String, String> offset) {
    return new SourceRecord(
        place,
        offset,
        Progress.TOPIC,
        null,
        Schema.BYTES_SCHEMA,
        progress.key(),
        Schema.BYTES_SCHEMA,
        progress.json(state, 0, problem, lag()));
  }

  /** Bytes are those of messages as they were on average: brokers tell their number alone. */
  private String lag() {
    if (messages.isEmpty()) {
      return "";
    }
    long behind = messages.get().behind();
    long bytes = takenCount == 0 ? 0 : behind * takenBytes / takenCount;
    double seconds =
        behind == 0 || lastSentMillis <= 0
            ? 0
            : Math.max(0, System.currentTimeMillis() - lastSentMillis) / 1_000.0;
    return ",\"lag\":{\"bytes\":%d,\"retained_log_bytes\":0,\"seconds\":%s}"
        .formatted(bytes, seconds);
  }

  @Override
  public void stop() {
    messages.ifPresent(Messages::close);
    messages = Optional.empty();
    if (schemas != null) {
      schemas.close();
    }
    if (log != null) {
      log.close();
    }
  }
}
