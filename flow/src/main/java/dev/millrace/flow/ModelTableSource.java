package dev.millrace.flow;

import dev.millrace.api.TableName;
import org.apache.flink.streaming.api.datastream.DataStream;
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

/**
 * A model table as a standing job's SQL reads it: what mappings have committed, each row by its
 * key. Flink itself remembers the row of each key, so that whoever has written it does not matter.
 */
final class ModelTableSource implements ScanTableSource, SupportsProjectionPushDown {
  private final Wiring wiring;
  private RawColumns columns;

  ModelTableSource(RawColumns columns, Wiring wiring) {
    this.columns = columns;
    this.wiring = wiring;
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return ChangelogMode.upsert();
  }

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
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
    return new ModelTableSource(columns, wiring);
  }

  @Override
  public String asSummaryString() {
    return "committed rows of topic " + columns.table().name().topic();
  }

  /** Builds the stream. */
  private record Provider(RawColumns columns, Wiring wiring) implements DataStreamScanProvider {

    @Override
    public boolean isBounded() {
      return false;
    }

    @Override
    public DataStream<RowData> produceDataStream(
        ProviderContext context, StreamExecutionEnvironment environment) {
      TableName table = columns.table().name();
      return TopicSource.read(
              environment, table, wiring.bootstrapServers(), new RecordValues(), true)
          .process(new RecordRows(columns, wiring.bootstrapServers()))
          .name(table + " rows")
          .returns(InternalTypeInfo.of(columns.rowType()));
    }
  }
}
