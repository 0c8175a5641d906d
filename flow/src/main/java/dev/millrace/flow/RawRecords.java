package dev.millrace.flow;

import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Takes key, value and partition of each record that has a value, as they are. */
final class RawRecords
    implements KafkaRecordDeserializationSchema<Tuple3<byte[], byte[], Integer>> {
  private static final long serialVersionUID = 1L;

  private final String reader;

  /**
   * @param reader as whom it says how far it has read; empty when nobody wants to know
   */
  RawRecords(String reader) {
    this.reader = reader;
  }

  @Override
  public void deserialize(
      ConsumerRecord<byte[], byte[]> record, Collector<Tuple3<byte[], byte[], Integer>> out) {
    if (record.value() != null) {
      out.collect(Tuple3.of(record.key(), record.value(), record.partition()));
    }
    if (!reader.isEmpty()) {
      ReadOffsets.reached(
          reader, new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    }
  }

  @Override
  public TypeInformation<Tuple3<byte[], byte[], Integer>> getProducedType() {
    return Types.TUPLE(
        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
        Types.INT);
  }
}
