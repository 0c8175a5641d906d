package dev.millrace.flow;

import dev.millrace.api.TableSchema;
import dev.millrace.log.ModelHeaders;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.HeaderProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.sink.DataStreamSinkProvider;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;
import org.apache.kafka.common.header.Headers;

/**
 * A model table as Flink's SQL writes it: its topic, in transactions that are committed with each
 * checkpoint. Records leave at once; readers that do not wait for commits see them then. To an
 * event table rows are only added: Flink refuses a statement that would change or remove some.
 */
final class ModelTableSink implements DynamicTableSink {
  private static final ChangelogMode UPSERT =
      ChangelogMode.newBuilder()
          .addContainedKind(RowKind.INSERT)
          .addContainedKind(RowKind.UPDATE_AFTER)
          .addContainedKind(RowKind.DELETE)
          .build();

  private final TableSchema schema;
  private final long fingerprint;
  private final Wiring wiring;

  /**
   * @param fingerprint of the schema
   */
  ModelTableSink(TableSchema schema, long fingerprint, Wiring wiring) {
    this.schema = schema;
    this.fingerprint = fingerprint;
    this.wiring = wiring;
  }

  @Override
  public ChangelogMode getChangelogMode(ChangelogMode requested) {
    return schema.events() ? ChangelogMode.insertOnly() : UPSERT;
  }

  @Override
  public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
    return new Provider(schema, fingerprint, wiring);
  }

  @Override
  public DynamicTableSink copy() {
    return new ModelTableSink(schema, fingerprint, wiring);
  }

  @Override
  public String asSummaryString() {
    return "topic " + schema.name().topic();
  }

  /** Builds the stream. */
  private record Provider(TableSchema schema, long fingerprint, Wiring wiring)
      implements DataStreamSinkProvider {

    @Override
    public DataStreamSink<?> consumeDataStream(ProviderContext context, DataStream<RowData> rows) {
      return write(schema, fingerprint, wiring, rows);
    }
  }

  /**
   * Writes rows to a table's topic, as change records.
   *
   * @param fingerprint of the schema
   */
  static DataStreamSink<?> write(
      TableSchema schema, long fingerprint, Wiring wiring, DataStream<RowData> rows) {
    Writer writer = new Writer(wiring.writer());
    KafkaSink<Tuple2<byte[], byte[]>> sink =
        KafkaSink.<Tuple2<byte[], byte[]>>builder()
            .setBootstrapServers(wiring.bootstrapServers())
            .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
            .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
            .setTransactionalIdPrefix(wiring.nextTransactions())
            // Long enough that a bulk of records goes in few requests, too short to be seen.
            .setProperty("linger.ms", "2")
            .setProperty("acks", "all")
            .setProperty("batch.size", Integer.toString(128 << 10))
            .setProperty("buffer.memory", Integer.toString(4 << 20))
            .setProperty("transaction.timeout.ms", Integer.toString(10 * 60 * 1000))
            .setRecordSerializer(
                KafkaRecordSerializationSchema.<Tuple2<byte[], byte[]>>builder()
                    .setTopic(wiring.topic(schema.name()))
                    .setHeaderProvider(writer)
                    .setKeySerializationSchema(new Key())
                    .setValueSerializationSchema(new Value())
                    .build())
            .build();
    DataStreamSink<?> written =
        rows.transform(
                schema.name() + " changes",
                Types.TUPLE(
                    PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
                    PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO),
                new ChangeRecords(schema, fingerprint))
            .sinkTo(sink)
            .name(schema.name().toString());
    return schema.events() ? written.uid(wiring.nextEventSink(schema.name())) : written;
  }

  /** Says who has written a record. */
  private static final class Writer implements HeaderProvider<Tuple2<byte[], byte[]>> {
    private static final long serialVersionUID = 1L;
    private final String name;
    private transient Headers headers;

    Writer(String name) {
      this.name = name;
    }

    @Override
    public Headers getHeaders(Tuple2<byte[], byte[]> record) {
      if (headers == null) {
        headers = ModelHeaders.of(name);
      }
      return headers;
    }
  }

  /** A record's key. Named, because Flink reads the type from the class. */
  private static final class Key implements SerializationSchema<Tuple2<byte[], byte[]>> {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] serialize(Tuple2<byte[], byte[]> record) {
      return record.f0;
    }
  }

  /** A record's value; one of no bytes is a tombstone, which Kafka has as null. */
  private static final class Value implements SerializationSchema<Tuple2<byte[], byte[]>> {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] serialize(Tuple2<byte[], byte[]> record) {
      return record.f1.length == 0 ? null : record.f1;
    }
  }
}
