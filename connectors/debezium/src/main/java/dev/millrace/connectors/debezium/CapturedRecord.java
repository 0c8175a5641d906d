package dev.millrace.connectors.debezium;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;

/** A record on its way to the log; remembers the record of Debezium that it came from. */
final class CapturedRecord extends SourceRecord {
  private final transient SourceRecord original;

  CapturedRecord(
      SourceRecord original,
      Map<String, ?> partition,
      Map<String, ?> offset,
      String topic,
      byte[] key,
      byte[] value) {
    super(
        partition,
        offset,
        topic,
        null,
        Schema.BYTES_SCHEMA,
        key,
        Schema.OPTIONAL_BYTES_SCHEMA,
        value,
        null);
    this.original = original;
  }

  SourceRecord original() {
    return original;
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
