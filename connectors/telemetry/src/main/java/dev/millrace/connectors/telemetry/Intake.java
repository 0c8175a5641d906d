package dev.millrace.connectors.telemetry;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeDecoder;
import dev.millrace.log.EventClock;
import dev.millrace.log.Log;
import dev.millrace.log.Progress;
import dev.millrace.log.Schemas;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes the events that are sent for a source into its event table; the only one that does. What
 * was taken is durable. Safe for use by several threads.
 *
 * <p>When the log fails, this is of no more use: {@link #isBroken}. One that is opened then looks
 * up what the last one has written.
 */
public final class Intake implements AutoCloseable {
  private static final int CAUSES_MAX = 10;
  private static final Duration POLL = Duration.ofMillis(200);

  /** Whose events have no key of the sender's is named by the time, in this base. */
  private static final int BATCH_NAME_BASE = 36;

  private final String source;
  private final EventWriter events;
  private final RefusedEvents letters;
  private final Producer<byte[], byte[]> producer;
  private final Batches batches;
  private final Set<String> underWay = new HashSet<>();
  private volatile boolean broken;

  private Intake(Log log, Schemas schemas, String source) {
    this.source = source;
    TableSchema schema = schema(source);
    log.createEventTopic(schema.name(), 1);
    producer = log.bulkProducer();
    letters = new RefusedEvents(log, schemas, source, producer);
    events =
        new EventWriter(
            schema.name().topic(),
            schemas.encoder(schema),
            EventClock.of(log, schemas, schema, 0),
            producer);
    batches = Batches.open(log, source, producer);
  }

  /**
   * Prepares to write the events of a source, and says in the log that they can come.
   *
   * @throws MillraceException RESOURCES_EXHAUSTED when the log cannot be written
   */
  public static Intake open(Log log, Schemas schemas, String source) {
    Intake intake = new Intake(log, schemas, source);
    try {
      intake.findBrokenOff(log, schemas);
      Progress progress = new Progress(source);
      intake
          .producer
          .send(
              new ProducerRecord<>(
                  Progress.TOPIC,
                  progress.key(),
                  progress.json(Progress.State.STREAMING, 0, Optional.empty())))
          .get();
      return intake;
    } catch (ExecutionException e) {
      intake.close();
      throw intake.failed(e.getCause());
    } catch (InterruptedException e) {
      intake.close();
      throw interrupted(e);
    }
  }

  /** The table of a source's events. */
  public static TableName table(String source) {
    return TableName.raw(source, "http", "message");
  }

  static TableSchema schema(String source) {
    return new TableSchema(
        table(source),
        List.of(
            new Column(
                "batch",
                ColumnType.TEXT,
                false,
                "The sender's Idempotency-Key; a name of Millrace's where there is none."),
            new Column("sequence", ColumnType.INT32, false, "Its place in the batch, from 0."),
            new Column("received_at", ColumnType.INSTANT, false, "When Millrace had the batch."),
            new Column("payload", ColumnType.JSON, false, "The event as it was sent.")),
        List.of("batch", "sequence"),
        true);
  }

  /** Takes events that stand one a line; see {@link #take}. */
  public Receipt takeLines(byte[] body, Optional<String> key) {
    return take(Body.ofLines(body), key);
  }

  /** Takes an array of events, or one event; see {@link #take}. */
  public Receipt takeArray(byte[] body, Optional<String> key) {
    return take(Body.ofArray(body), key);
  }

  /**
   * Writes what was sent; returns when it is durable. What is no event goes to the dead letters.
   *
   * @param key of the sender's for these events; sent again with the same, they are not written
   *     again
   * @throws MillraceException REQUEST_INVALID when there is no event in it; RESOURCES_EXHAUSTED
   *     when the log cannot be written now, or the same is just being written
   */
  private Receipt take(Body body, Optional<String> key) {
    if (body.count() == 0 && !body.refused().isEmpty()) {
      Body.Refused first = body.refused().get(0);
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot read the events: line " + first.line() + ": " + first.cause(),
          "Send JSON objects, as an array or one a line as application/x-ndjson.");
    }
    try {
      return key.isEmpty() ? write(body, name(), 0) : once(body, key.get());
    } catch (ExecutionException e) {
      broken = true;
      throw failed(e.getCause());
    } catch (KafkaException e) {
      broken = true;
      throw failed(e);
    } catch (InterruptedException e) {
      broken = true;
      throw interrupted(e);
    }
  }

  private String name() {
    return Long.toString(events.nextMicros(), BATCH_NAME_BASE);
  }

  private Receipt once(Body body, String key) throws ExecutionException, InterruptedException {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    Optional<Batches.Known> before = begin(key, now);
    if (before.isPresent() && before.get().receipt().isPresent()) {
      return before.get().receipt().get().again();
    }
    try {
      int written = before.map(Batches.Known::written).orElse(0);
      if (before.isEmpty()) {
        batches.store(key, new Batches.Known(now, false, 0, Optional.empty()));
      }
      Receipt receipt = write(body, key, written);
      Batches.Known done = new Batches.Known(now, true, body.count(), Optional.of(receipt));
      batches.store(key, done);
      synchronized (underWay) {
        batches.remember(key, done);
      }
      return receipt;
    } finally {
      synchronized (underWay) {
        underWay.remove(key);
      }
    }
  }

  /** What is known of a batch; it is under way from now on, unless it has been answered. */
  private Optional<Batches.Known> begin(String key, long now) {
    synchronized (underWay) {
      Optional<Batches.Known> before = batches.of(key, now);
      boolean answered = before.flatMap(Batches.Known::receipt).isPresent();
      if (!answered && !underWay.add(key)) {
        throw new MillraceException(
            ErrorCode.RESOURCES_EXHAUSTED,
            "Cannot take the events of " + key + " twice at once: they are just being written.",
            "Send them again in a second, with the same Idempotency-Key, to hear what became of"
                + " them.");
      }
      return before;
    }
  }

  /**
   * Writes a batch.
   *
   * @param written how many of its events are there already
   */
  private Receipt write(Body body, String batch, int written)
      throws ExecutionException, InterruptedException {
    letters.write(body.refused());
    events.write(body, batch, written);
    return new Receipt(
        body.count(),
        body.refused().size(),
        body.refused().stream()
            .limit(CAUSES_MAX)
            .map(refused -> new Receipt.Cause(refused.line(), refused.cause()))
            .toList(),
        false);
  }

  /**
   * Finds out how much was written of the batches that were broken off. Nobody has written since:
   * they are at the end of the topic.
   */
  private void findBrokenOff(Log log, Schemas schemas)
      throws ExecutionException, InterruptedException {
    Map<String, Batches.Known> wanted = batches.brokenOff();
    if (wanted.isEmpty()) {
      return;
    }
    Map<String, Integer> written = new HashMap<>();
    long since = wanted.values().stream().mapToLong(Batches.Known::atMicros).min().orElseThrow();
    TopicPartition partition = new TopicPartition(table(source).topic(), 0);
    try (Consumer<byte[], byte[]> consumer = log.consumer(IsolationLevel.READ_UNCOMMITTED)) {
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      OffsetAndTimestamp begin =
          consumer.offsetsForTimes(Map.of(partition, since / 1_000)).get(partition);
      consumer.seek(partition, begin == null ? end : begin.offset());
      ChangeDecoder decoder = new ChangeDecoder(schema(source), schemas::byFingerprint);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          decoder.read(record.value());
          if (wanted.containsKey(decoder.transaction())) {
            written.put(decoder.transaction(), (int) decoder.position().sequence() + 1);
          }
        }
      }
    }
    for (Map.Entry<String, Batches.Known> batch : wanted.entrySet()) {
      batches.put(
          batch.getKey(),
          new Batches.Known(
              batch.getValue().atMicros(),
              true,
              written.getOrDefault(batch.getKey(), 0),
              Optional.empty()));
    }
  }

  /** Whether the log has failed: then another is to be opened in this one's place. */
  public boolean isBroken() {
    return broken;
  }

  private MillraceException failed(Throwable e) {
    return new MillraceException(
        ErrorCode.RESOURCES_EXHAUSTED,
        "Cannot write the events of source " + source + ": " + e.getMessage() + ".",
        "Send them again; with an Idempotency-Key none is written twice.",
        e);
  }

  private static MillraceException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new MillraceException(
        ErrorCode.NOT_RUNNING,
        "Cannot write events: Millrace is stopping.",
        "Send them again when it is back.",
        e);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
