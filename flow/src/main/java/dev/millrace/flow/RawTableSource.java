package dev.millrace.flow;

import dev.millrace.api.TableName;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.kafka.common.utils.Utils;

/**
 * A raw table as Flink's SQL reads it: a complete changelog from the beginning of its topic. An
 * event table's changelog has nothing but insertions, and needs no memory.
 */
final class RawTableSource implements ScanTableSource, SupportsProjectionPushDown {
  private final Wiring wiring;
  private final Consumer<RawColumns> planned;
  private RawColumns columns;

  /**
   * @param planned takes the columns that are read in the end
   */
  RawTableSource(RawColumns columns, Wiring wiring, Consumer<RawColumns> planned) {
    this.columns = columns;
    this.wiring = wiring;
    this.planned = planned;
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return columns.table().events() ? ChangelogMode.insertOnly() : ChangelogMode.all();
  }

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
    planned.accept(columns);
    return new Provider(columns, wiring);
  }

  @Override
  public boolean supportsNestedProjection() {
    return false;
  }

  @Override
  public void applyProjection(int[][] places, DataType produced) {
    columns = columns.project(places);
  }

  @Override
  public DynamicTableSource copy() {
    return new RawTableSource(columns, wiring, planned);
  }

  @Override
  public String asSummaryString() {
    return "topic " + columns.table().name().topic();
  }

  /** Builds the stream: topic, then changelog by key, or events as they are. */
  private record Provider(RawColumns columns, Wiring wiring) implements DataStreamScanProvider {

    @Override
    public boolean isBounded() {
      return false;
    }

    @Override
    public DataStream<RowData> produceDataStream(
        ProviderContext context, StreamExecutionEnvironment environment) {
      TableName table = columns.table().name();
      SingleOutputStreamOperator<RowData> rows =
          columns.table().events()
              ? wiring
                  .events(table, () -> firstEvents(environment))
                  .process(new RecordRows(columns, wiring.bootstrapServers()))
                  .name(table + " rows")
              : byKey(read(environment, new RawRecords(wiring.reader())))
                  .process(new Changelog(columns, wiring.bootstrapServers(), wiring.reader()))
                  .name(table + " changelog");
      return rows.returns(InternalTypeInfo.of(columns.rowType()));
    }

    /**
     * The table's events, as all statements of a job read them. What has been read is found again
     * by its name when the mapping has become another.
     */
    private DataStream<byte[]> firstEvents(StreamExecutionEnvironment environment) {
      TableName table = columns.table().name();
      return read(environment, new EventRecords())
          .uid("read " + table)
          .process(new FirstEvents(table, wiring.bootstrapServers(), wiring.reader()))
          .uid("first of " + table)
          .name(table + " events")
          .returns(PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    private <T> DataStreamSource<T> read(
        StreamExecutionEnvironment environment, KafkaRecordDeserializationSchema<T> records) {
      return TopicSource.read(
          environment, columns.table().name(), wiring.bootstrapServers(), records, false);
    }

    /** All of a key in one place; where there is but one, records need not be sent there. */
    private static KeyedStream<Tuple3<byte[], byte[], Integer>, String> byKey(
        DataStream<Tuple3<byte[], byte[], Integer>> records) {
      return records.getExecutionEnvironment().getParallelism() == 1
          ? DataStreamUtils.reinterpretAsKeyedStream(
              records, record -> spread(record.f0), Types.STRING)
          : records.keyBy(record -> spread(record.f0), Types.STRING);
    }

    /**
     * A record's key as text, behind a hash of it: keys such as numbers have few bytes, of which
     * {@link String#hashCode} makes the same of many, and state is found by that.
     */
    private static String spread(byte[] key) {
      int hash = Utils.murmur2(key);
      return String.valueOf(new char[] {(char) (hash >>> 16), (char) hash})
          + new String(key, StandardCharsets.ISO_8859_1);
    }
  }
}
