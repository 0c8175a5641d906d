package dev.millrace.connectors.capture;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;

/** A record on its way to the log. */
final class HandedRecord extends SourceRecord {
  private final transient Handover.Parcel parcel;

  HandedRecord(
      Handover.Parcel parcel,
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
    this.parcel = parcel;
  }

  /** What it was handed over with. */
  Handover.Parcel parcel() {
    return parcel;
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
