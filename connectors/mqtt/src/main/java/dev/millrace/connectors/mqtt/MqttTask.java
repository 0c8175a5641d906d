package dev.millrace.connectors.mqtt;

import dev.millrace.api.ErrorCode;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages into an event table, as Connect's task. A message is acknowledged when its record
 * is durable, so that a kill loses none of QoS 1; the broker sends those again that were not
 * acknowledged, and they are then there twice.
 *
 * <p>Each task writes to a partition of its own: an event's position must be above those before it.
 */
public final class MqttTask extends SourceTask {
  private static final Logger LOGGER = LoggerFactory.getLogger(MqttTask.class);
  private static final Duration NAP = Duration.ofMillis(200);
  private static final Duration BETWEEN_WORDS = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final int BATCH_MAX = 2_000;

  /** A new table's topic has as many partitions, so that tasks can be added later. */
  private static final int PARTITIONS_MIN = 4;

  private static final String FILTERS = "filters";

  private SourceConfig source;
  private MqttSettings settings;
  private FailureRules failures;
  private int number;
  private Log log;
  private Schemas schemas;
  private EventClock clock;
  private MessageEncoder encoder;
  private String topic;
  private Progress progress;
  private Map<String, String> place;
  private Map<String, String> offset;
  private Optional<Broker> broker = Optional.empty();
  private Duration pause = FIRST_PAUSE;
  private long tryAgainNanos;
  private Optional<Problem> problem = Optional.empty();
  private boolean told;
  private long toldNanos;

  /** For Connect. */
  public MqttTask() {}

  /** The table of a source's messages. */
  static TableName table(String source) {
    return TableName.raw(source, "mqtt", "message");
  }

  @Override
  public String version() {
    return MqttSource.version(getClass());
  }

  @Override
  public void start(Map<String, String> config) {
    source = MqttSource.source(config);
    settings = MqttSettings.of(source);
    failures = MqttFailures.of(source);
    number = Integer.parseInt(config.getOrDefault(MqttSource.TASK, "0"));
    log = Log.connect(config.get(MqttSource.BOOTSTRAP_SERVERS));
    schemas = Schemas.open(log);
    TableSchema schema = MessageEncoder.schema(table(source.name()));
    int partitions =
        log.createEventTopic(schema.name(), Math.max(PARTITIONS_MIN, settings.tasks()));
    if (number >= partitions) {
      throw new MillraceException(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot run task %d of source %s: the topic of its messages has %d partitions, one a task."
              .formatted(number, source.name(), partitions),
          "Write tasks: %d, or give the topic %s more partitions and start Millrace again."
              .formatted(partitions, schema.name().topic()));
    }
    encoder = new MessageEncoder(schemas.encoder(schema), number);
    clock = EventClock.of(log, schemas, schema, number);
    topic = schema.name().topic();
    progress = new Progress(source.name());
    place = Map.of("source", source.name(), "task", Integer.toString(number));
    offset = Map.of(FILTERS, String.join(",", settings.filters()));
    tryAgainNanos = System.nanoTime();
    toldNanos = System.nanoTime();
  }

  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    if (broker.isEmpty() && System.nanoTime() - tryAgainNanos >= 0) {
      broker = Optional.of(Broker.open(settings, number, known()));
    }
    if (broker.isEmpty()) {
      Thread.sleep(NAP.toMillis());
    } else {
      Broker open = broker.get();
      open.take(BATCH_MAX, NAP, message -> records.add(record(message)));
      open.end().ifPresent(this::fail);
      open.trouble().ifPresent(this::missing);
      if (open.isSubscribed()) {
        pause = FIRST_PAUSE;
        problem = Optional.empty();
      }
      tell(open.isSubscribed(), records);
    }
    return records.isEmpty() ? null : records;
  }

  /** The filters to which an earlier run may have subscribed. */
  private Set<String> known() {
    Map<String, Object> stored = context.offsetStorageReader().offset(place);
    return stored == null ? Set.of() : Set.of(stored.get(FILTERS).toString().split(",", -1));
  }

  private SourceRecord record(Message message) {
    encoder.encode(message, clock.next());
    return new MessageRecord(
        place, offset, topic, number, encoder.key(), encoder.value(), message.acknowledgement());
  }

  private void missing(Throwable cause) {
    Problem found = failures.problem(cause);
    if (problem.filter(found::equals).isEmpty()) {
      LOGGER.warn("{} Trying again.", found, cause);
      problem = Optional.of(found);
      told = false;
    }
  }

  /** Begins anew after a while. */
  private void fail(Throwable cause) {
    missing(cause);
    broker.ifPresent(Broker::close);
    broker = Optional.empty();
    tryAgainNanos = System.nanoTime() + pause.toNanos();
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  /** The first task says that all is well; each says what is not. */
  private void tell(boolean subscribed, List<SourceRecord> records) {
    boolean due = !told || System.nanoTime() - toldNanos >= BETWEEN_WORDS.toNanos();
    if (!due || (problem.isEmpty() && (!subscribed || number > 0))) {
      return;
    }
    told = true;
    toldNanos = System.nanoTime();
    Progress.State state = problem.isPresent() ? Progress.State.RETRYING : Progress.State.STREAMING;
    records.add(
        new SourceRecord(
            place,
            offset,
            Progress.TOPIC,
            null,
            Schema.BYTES_SCHEMA,
            progress.key(),
            Schema.BYTES_SCHEMA,
            progress.json(state, 0, problem)));
  }

  @Override
  public void commitRecord(SourceRecord record, RecordMetadata metadata) {
    if (record instanceof MessageRecord message) {
      message.acknowledge();
    }
  }

  @Override
  public void stop() {
    broker.ifPresent(Broker::close);
    broker = Optional.empty();
    if (schemas != null) {
      schemas.close();
    }
    if (log != null) {
      log.close();
    }
  }
}
