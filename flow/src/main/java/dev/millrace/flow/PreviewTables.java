package dev.millrace.flow;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.sink.DataStreamSinkProvider;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.util.Collector;

/**
 * The tables of a preview: raw ones are read from the sample, those of the model are written to
 * where {@link PreviewRun} keeps them. To the planner they are what {@link LogCatalog} has, so that
 * a statement is planned as it is when it runs.
 */
final class PreviewTables extends LogCatalog {
  private final String run;
  private int statement;

  /**
   * @param run the name of the {@link PreviewRun}
   */
  PreviewTables(String name, String database, String run) {
    super(name, database);
    this.run = run;
  }

  /** What is planned from now on belongs to this statement. */
  void plan(int number) {
    statement = number;
  }

  @Override
  DynamicTableSource source(TableSchema table) {
    return new Sample(RawColumns.all(table), run);
  }

  @Override
  DynamicTableSink sink(TableSchema table, long fingerprint) {
    return new Result(table, run, statement);
  }

  private static ChangelogMode changes(TableSchema table) {
    return table.events() ? ChangelogMode.insertOnly() : ChangelogMode.all();
  }

  /** A raw table's sampled rows. */
  private static final class Sample implements ScanTableSource, SupportsProjectionPushDown {
    private final String run;
    private RawColumns columns;

    Sample(RawColumns columns, String run) {
      this.columns = columns;
      this.run = run;
    }

    @Override
    public ChangelogMode getChangelogMode() {
      return changes(columns.table());
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
      return new Rows(columns, run);
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
      return new Sample(columns, run);
    }

    @Override
    public String asSummaryString() {
      return "sample of " + columns.table().name();
    }
  }

  /** Builds the stream: the rows, and then the end. */
  private record Rows(RawColumns columns, String run) implements DataStreamScanProvider {

    @Override
    public boolean isBounded() {
      return true;
    }

    @Override
    public DataStream<RowData> produceDataStream(
        ProviderContext context, StreamExecutionEnvironment environment) {
      return environment
          .fromData(Types.INT, 0)
          .flatMap(new Emit(run, columns))
          .returns(InternalTypeInfo.of(columns.rowType()));
    }
  }

  /** Gives all rows of the sample for one element. */
  private static final class Emit extends RichFlatMapFunction<Integer, RowData> {
    private static final long serialVersionUID = 1L;

    private final String run;
    private final RawColumns columns;

    Emit(String run, RawColumns columns) {
      this.run = run;
      this.columns = columns;
    }

    @Override
    public void flatMap(Integer start, Collector<RowData> out) {
      PreviewRun sample = PreviewRun.named(run);
      TableName table = columns.table().name();
      int[] places = sample.places(table, columns.names());
      for (GenericRowData row : sample.raw(table)) {
        // A row of its own for each scan: operators change its kind.
        GenericRowData own = new GenericRowData(places.length);
        for (int i = 0; i < places.length; i++) {
          own.setField(i, row.getField(places[i]));
        }
        out.collect(own);
      }
    }
  }

  /**
   * A table of the model. Unlike the topic it also wants to know what rows were before: only so can
   * two rows of one key be told from one that was changed.
   */
  private record Result(TableSchema table, String run, int statement) implements DynamicTableSink {

    @Override
    public ChangelogMode getChangelogMode(ChangelogMode requested) {
      return changes(table);
    }

    @Override
    public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
      return new Rest(
          new Keep(run, statement, (RowType) FlinkTypes.modelRow(table).getLogicalType()));
    }

    @Override
    public DynamicTableSink copy() {
      return this;
    }

    @Override
    public String asSummaryString() {
      return "preview of " + table.name();
    }
  }

  /** Builds the end of the stream. */
  private record Rest(Keep keep) implements DataStreamSinkProvider {

    @Override
    public DataStreamSink<?> consumeDataStream(ProviderContext context, DataStream<RowData> rows) {
      return rows.flatMap(keep).returns(Types.INT).sinkTo(new DiscardingSink<>());
    }
  }

  /** Keeps the rows of a statement. */
  private static final class Keep extends RichFlatMapFunction<RowData, Integer> {
    private static final long serialVersionUID = 1L;

    private final String run;
    private final int statement;
    private final RowType type;
    private transient RowValues values;

    Keep(String run, int statement, RowType type) {
      this.run = run;
      this.statement = statement;
      this.type = type;
    }

    @Override
    public void open(OpenContext context) {
      values = new RowValues(type);
    }

    @Override
    public void flatMap(RowData row, Collector<Integer> out) {
      PreviewRun.named(run).made(statement, row, values);
    }
  }
}
