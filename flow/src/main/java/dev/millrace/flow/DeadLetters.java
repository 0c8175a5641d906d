package dev.millrace.flow;

import dev.millrace.api.Operation;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.DeadLetter;
import dev.millrace.log.JsonText;
import dev.millrace.log.KeyHash;
import dev.millrace.log.Log;
import dev.millrace.log.ModelHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.types.RowKind;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The rows that a running mapping cannot take, as rows of {@link #TABLE}: with what is wrong, until
 * the source or the mapping has been mended. A row that is taken back by the changelog, because its
 * source has changed it, takes its dead letter back: an operator rejects the same row each time.
 *
 * <p>Letters are no part of a transaction: after a crash the same are written once more, with the
 * same keys.
 */
final class DeadLetters implements Rejects {
  private static final long serialVersionUID = 1L;

  /** Where they are. */
  static final TableSchema TABLE = DeadLetter.TABLE;

  private final String bootstrapServers;
  private final String topic;
  private final long fingerprint;
  private final String mapping;
  private final String source;
  private final int line;
  private final String target;

  private transient Log log;
  private transient Producer<byte[], byte[]> producer;
  private transient ChangeEncoder encoder;
  private transient KeyHash hash;
  private transient int epoch;
  private transient long count;
  private transient volatile Exception failure;

  /**
   * Of one statement.
   *
   * @param fingerprint of {@link #TABLE}
   * @param source the first that the mapping reads
   * @param target the model table that it writes
   */
  DeadLetters(
      Wiring wiring,
      long fingerprint,
      String source,
      MappingFile.Statement statement,
      String target) {
    this.bootstrapServers = wiring.bootstrapServers();
    this.topic = wiring.topic(TABLE.name());
    this.mapping = wiring.writer();
    this.fingerprint = fingerprint;
    this.source = source;
    this.line = statement.line();
    this.target = target;
  }

  @Override
  public void rejected(
      RowKind kind, List<String> names, List<Optional<String>> values, String cause) {
    open();
    SortedMap<String, String> row = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      row.put(names.get(i), values.get(i).orElse(null));
    }
    String json = JsonText.object(row);
    boolean removed = kind == RowKind.DELETE || kind == RowKind.UPDATE_BEFORE;
    encode(removed ? Operation.DELETE : Operation.INSERT, json, cause);
    send(encoder.key(), encoder.value());
    if (removed) {
      send(encoder.key(), null);
    }
  }

  private void encode(Operation operation, String json, String cause) {
    new DeadLetter(source, key(json), mapping, line, target, cause, json)
        .encode(encoder, operation, epoch, count++);
  }

  /** The same for the same row of the same statement. */
  private String key(String json) {
    hash.of((target + json).getBytes(StandardCharsets.UTF_8));
    return "%s/%d/%016x".formatted(mapping, line, hash.high());
  }

  private void send(byte[] key, byte[] value) {
    var unused =
        producer.send(
            new ProducerRecord<>(topic, null, key, value, ModelHeaders.of(mapping)),
            (sent, e) -> failure = e == null ? failure : e);
  }

  private void open() {
    if (producer == null) {
      log = Log.connect(bootstrapServers);
      producer = log.producer();
      encoder = new ChangeEncoder(TABLE, fingerprint);
      hash = new KeyHash();
      epoch = (int) Instant.now().getEpochSecond();
    }
  }

  @Override
  public void flush() {
    if (producer == null) {
      return;
    }
    producer.flush();
    if (failure != null) {
      throw new IllegalStateException("Cannot keep a dead letter.", failure);
    }
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close();
      log.close();
      producer = null;
    }
  }
}
