package dev.millrace.flow;

import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes key, value, partition and offset of each record that has a value, as they are. */
final class EventRecords
    implements KafkaRecordDeserializationSchema<Tuple4<byte[], byte[], Integer, Long>> {
  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(
      ConsumerRecord<byte[], byte[]> record, Collector<Tuple4<byte[], byte[], Integer, Long>> out) {
    if (record.value() != null) {
      out.collect(Tuple4.of(record.key(), record.value(), record.partition(), record.offset()));
    }
  }

  @Override
  public TypeInformation<Tuple4<byte[], byte[], Integer, Long>> getProducedType() {
    return Types.TUPLE(
        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
        Types.INT,
        Types.LONG);
  }
}
