package dev.millrace.connectors.mqtt;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;

/** A message on its way to the log. */
final class MessageRecord extends SourceRecord {
  private final transient Runnable acknowledgement;

  MessageRecord(
      Map<String, ?> place,
      Map<String, ?> offset,
      String topic,
      int partition,
      byte[] key,
      byte[] value,
      Runnable acknowledgement) {
    super(
        place,
        offset,
        topic,
        partition,
        Schema.BYTES_SCHEMA,
        key,
        Schema.BYTES_SCHEMA,
        value,
        null);
    this.acknowledgement = acknowledgement;
  }

  /** Tells the broker that it may forget the message. */
  void acknowledge() {
    acknowledgement.run();
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
