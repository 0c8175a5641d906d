package dev.millrace.connectors.telemetry;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.EventClock;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Writes events, one batch behind the other. Safe for use by several threads. */
final class EventWriter {
  private static final int PARTITION = 0;

  private final String topic;
  private final ChangeEncoder encoder;
  private final EventClock clock;
  private final Producer<byte[], byte[]> producer;

  EventWriter(
      String topic, ChangeEncoder encoder, EventClock clock, Producer<byte[], byte[]> producer) {
    this.topic = topic;
    this.encoder = encoder;
    this.clock = clock;
    this.producer = producer;
  }

  /** A time that no batch has. */
  synchronized long nextMicros() {
    return clock.next();
  }

  /**
   * Writes the events of a batch; returns when they are durable.
   *
   * @param first the first that is not there already
   */
  void write(Body body, String batch, int first) throws ExecutionException, InterruptedException {
    if (first < body.count()) {
      Outcome outcome = new Outcome(body.count() - first);
      send(body, batch, first, outcome);
      outcome.get();
    }
  }

  /** Positions must stand in the log in their order, so that batches take turns. */
  private synchronized void send(Body body, String batch, int first, Outcome outcome) {
    byte[] name = batch.getBytes(StandardCharsets.UTF_8);
    long micros = clock.next();
    for (int i = first; i < body.count(); i++) {
      RowSink row =
          encoder.begin(Operation.INSERT, new Position(0, micros, i), micros, micros, batch);
      row.putText(0, name, 0, name.length);
      row.putInt(1, i);
      row.putLong(2, micros);
      row.putText(3, body.bytes(), body.from(i), body.to(i) - body.from(i));
      var unused =
          producer.send(
              new ProducerRecord<>(topic, PARTITION, encoder.key(), encoder.value()), outcome);
    }
  }

  /** Is complete when all records are durable, or one cannot be written. */
  private static final class Outcome extends CompletableFuture<Void> implements Callback {
    private int left;

    Outcome(int records) {
      left = records;
    }

    @Override
    public synchronized void onCompletion(RecordMetadata metadata, Exception failure) {
      left--;
      if (failure != null) {
        completeExceptionally(failure);
      } else if (left == 0) {
        complete(null);
      }
    }
  }
}
