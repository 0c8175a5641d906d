package dev.millrace.connectors.telemetry;

import dev.millrace.api.Operation;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.DeadLetter;
import dev.millrace.log.JsonText;
import dev.millrace.log.Log;
import dev.millrace.log.ModelHeaders;
import dev.millrace.log.Schemas;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Writes what was sent and is no event to the dead letters. Nobody can mend it here, and a sender
 * may send it for ever: a source keeps its newest {@value #KEPT}.
 */
final class RefusedEvents {
  static final int KEPT = 1_000;

  /** Who refuses. */
  static final String WRITER = "POST /api/telemetry";

  private final String source;
  private final ChangeEncoder encoder;
  private final Producer<byte[], byte[]> producer;
  private final int epoch = (int) Instant.now().getEpochSecond();
  private long count;

  RefusedEvents(Log log, Schemas schemas, String source, Producer<byte[], byte[]> producer) {
    this.source = source;
    this.producer = producer;
    log.createTableTopics(List.of(DeadLetter.TABLE.name()));
    encoder = schemas.encoder(DeadLetter.TABLE);
  }

  /** Writes letters, those behind the last {@value #KEPT} not; returns when they are durable. */
  void write(List<Body.Refused> refused) throws ExecutionException, InterruptedException {
    Future<RecordMetadata> last = null;
    for (Body.Refused one : refused.subList(0, Math.min(refused.size(), KEPT))) {
      last = send(one);
    }
    if (last != null) {
      last.get();
    }
  }

  private synchronized Future<RecordMetadata> send(Body.Refused refused) {
    TreeMap<String, String> content = new TreeMap<>();
    content.put("payload", refused.text());
    new DeadLetter(
            source,
            "refused/" + count % KEPT,
            WRITER,
            refused.line(),
            Intake.table(source).toString(),
            refused.cause(),
            JsonText.object(content))
        .encode(encoder, Operation.INSERT, epoch, count++);
    return producer.send(
        new ProducerRecord<>(
            DeadLetter.TABLE.name().topic(),
            null,
            encoder.key(),
            encoder.value(),
            ModelHeaders.of(WRITER)));
  }
}
