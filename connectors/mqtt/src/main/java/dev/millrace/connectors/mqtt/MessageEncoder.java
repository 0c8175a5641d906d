package dev.millrace.connectors.mqtt;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.TextOrBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Makes messages into rows of an event table. Not for use by several threads. */
final class MessageEncoder {
  private final ChangeEncoder encoder;
  private final int task;
  private final TextOrBytes payloads = new TextOrBytes();

  /**
   * @param task a part of the key: each has a clock of its own
   */
  MessageEncoder(ChangeEncoder encoder, int task) {
    this.encoder = encoder;
    this.task = task;
  }

  /** The table of a source's messages. */
  static TableSchema schema(TableName name) {
    return new TableSchema(
        name,
        List.of(
            new Column(
                "received_at",
                ColumnType.INSTANT,
                false,
                "When Millrace had the message; later for each message of a task."),
            new Column("task", ColumnType.INT32, false, "Which of the source's tasks had it."),
            new Column("topic", ColumnType.TEXT, false, "The topic it was published to."),
            new Column(
                "payload",
                ColumnType.TEXT,
                true,
                "The payload, if that is text in UTF-8, which JSON is."),
            new Column("payload_bytes", ColumnType.BYTES, true, "The payload, if that is no text."),
            new Column("qos", ColumnType.INT32, false, "0: at most once; 1: at least once."),
            new Column(
                "retained",
                ColumnType.BOOLEAN,
                false,
                "Whether the broker had kept it from before the subscription."),
            new Column("content_type", ColumnType.TEXT, true, "Of MQTT 5."),
            new Column("user_properties", ColumnType.JSON, true, "Of MQTT 5, as a JSON object.")),
        List.of("received_at", "task"),
        true);
  }

  /**
   * Begins the next record, which {@link #key} and {@link #value} then give.
   *
   * @param micros when it was received, later than the one before
   */
  void encode(Message message, long micros) {
    RowSink row = encoder.begin(Operation.INSERT, new Position(0, micros, 0), micros, micros, "");
    row.putLong(0, micros);
    row.putInt(1, task);
    text(row, 2, Optional.of(message.topic()));
    payloads.put(row, 3, 4, bytes(message.payload()));
    row.putInt(5, message.qos());
    row.putBoolean(6, message.retained());
    text(row, 7, message.contentType());
    text(row, 8, message.userProperties());
  }

  byte[] key() {
    return encoder.key();
  }

  byte[] value() {
    return encoder.value();
  }

  private static void text(RowSink row, int column, Optional<String> text) {
    if (text.isEmpty()) {
      row.putNull(column);
    } else {
      byte[] bytes = text.get().getBytes(StandardCharsets.UTF_8);
      row.putText(column, bytes, 0, bytes.length);
    }
  }

  private static byte[] bytes(ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    return bytes;
  }
}
