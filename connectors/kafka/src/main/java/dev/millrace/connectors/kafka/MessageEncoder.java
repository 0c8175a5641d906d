package dev.millrace.connectors.kafka;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.JsonText;
import dev.millrace.log.TextOrBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Makes messages into rows of an event table. Not for use by several threads. */
final class MessageEncoder {
  /** The places of the columns that say which message it is. */
  static final int TOPIC = 0;

  static final int PARTITION = 1;
  static final int OFFSET = 2;

  private final ChangeEncoder encoder;
  private final TextOrBytes texts = new TextOrBytes();

  MessageEncoder(ChangeEncoder encoder) {
    this.encoder = encoder;
  }

  /** The table of a source's messages. */
  static TableSchema schema(TableName name) {
    return new TableSchema(
        name,
        List.of(
            new Column("topic", ColumnType.TEXT, false, "The topic it stands in."),
            new Column("topic_partition", ColumnType.INT32, false, "The partition of the topic."),
            new Column("topic_offset", ColumnType.INT64, false, "Its place in the partition."),
            new Column("message_key", ColumnType.TEXT, true, "Its key, if that is text in UTF-8."),
            new Column("message_key_bytes", ColumnType.BYTES, true, "Its key, if that is no text."),
            new Column(
                "payload",
                ColumnType.TEXT,
                true,
                "Its value, if that is text in UTF-8, which JSON is."),
            new Column("payload_bytes", ColumnType.BYTES, true, "Its value, if that is no text."),
            new Column(
                "headers",
                ColumnType.JSON,
                true,
                "Its headers as a JSON object of texts, or of lists of texts for names that come"
                    + " several times; one that is no text as 0x and hexadecimal digits."),
            new Column(
                "sent_at",
                ColumnType.INSTANT,
                true,
                "Its timestamp: when it was made or, if the topic says so, when the broker had"
                    + " it."),
            new Column("received_at", ColumnType.INSTANT, false, "When Millrace had it.")),
        List.of("topic", "topic_partition", "topic_offset"),
        true);
  }

  /**
   * Begins the next record, which {@link #key} and {@link #value} then give.
   *
   * @param micros when it was received, later than the one before
   */
  void encode(ConsumerRecord<byte[], byte[]> message, long micros) {
    RowSink row = encoder.begin(Operation.INSERT, new Position(0, micros, 0), micros, micros, "");
    text(row, TOPIC, message.topic());
    row.putInt(PARTITION, message.partition());
    row.putLong(OFFSET, message.offset());
    texts.put(row, 3, 4, message.key());
    texts.put(row, 5, 6, message.value());
    if (message.headers().iterator().hasNext()) {
      text(row, 7, headers(message.headers()));
    } else {
      row.putNull(7);
    }
    if (message.timestamp() < 0) {
      row.putNull(8);
    } else {
      row.putLong(8, message.timestamp() * 1_000);
    }
    row.putLong(9, micros);
  }

  byte[] key() {
    return encoder.key();
  }

  byte[] value() {
    return encoder.value();
  }

  private static void text(RowSink row, int column, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    row.putText(column, utf8, 0, utf8.length);
  }

  private String headers(Iterable<Header> headers) {
    List<Map.Entry<String, String>> texts = new ArrayList<>();
    for (Header header : headers) {
      texts.add(Map.entry(header.key(), text(header.value())));
    }
    return JsonText.grouped(texts);
  }

  private String text(byte[] value) {
    if (value == null) {
      return "";
    }
    return texts.isText(value)
        ? new String(value, StandardCharsets.UTF_8)
        : "0x" + HexFormat.of().formatHex(value);
  }
}
