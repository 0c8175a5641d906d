package dev.millrace.flow;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes changes of a raw table as a connector would. */
final class RawTopic implements AutoCloseable {
  static final Object UNSENT = new Object();

  private final TableSchema schema;
  private final ChangeEncoder encoder;
  private final Producer<byte[], byte[]> producer;
  private long commit;

  RawTopic(Log log, Schemas schemas, TableSchema schema) {
    this.schema = schema;
    log.createTopics(List.of(schema));
    encoder = schemas.encoder(schema);
    producer = log.producer();
  }

  void write(Operation operation, Object... row) throws Exception {
    writeAt(++commit, operation, row);
  }

  void writeAt(long position, Operation operation, Object... row)
      throws ExecutionException, InterruptedException {
    RowSink sink =
        encoder.begin(operation, new Position(1, position, 0), 1_000_000 * position, 0, "");
    for (int i = 0; i < row.length; i++) {
      put(sink, i, row[i]);
    }
    String topic = schema.name().topic();
    producer.send(new ProducerRecord<>(topic, encoder.key(), encoder.value())).get();
    if (operation.removes()) {
      producer.send(new ProducerRecord<>(topic, encoder.key(), null)).get();
    }
  }

  private static void put(RowSink sink, int i, Object value) {
    if (value == UNSENT) {
      sink.putUnsent(i);
    } else if (value instanceof String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      sink.putText(i, utf8, 0, utf8.length);
    } else if (value instanceof Integer number) {
      sink.putInt(i, number);
    } else if (value instanceof Long decimal) {
      sink.putDecimal(i, decimal);
    } else {
      sink.putNull(i);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
