package dev.millrace.flow;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.Schemas;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.catalog.GenericInMemoryCatalog;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.Row;

/** The model as a standing job reads and writes it. */
public final class ModelStreams {
  private static final String CATALOG = "millrace";

  private final StreamExecutionEnvironment environment;
  private final Wiring wiring;
  private final Schemas schemas;
  private final Map<TableName, TableSchema> model;
  private final StreamTableEnvironment tables;

  ModelStreams(
      StreamExecutionEnvironment environment,
      Wiring wiring,
      Schemas schemas,
      List<TableSchema> model) {
    this.environment = environment;
    this.wiring = wiring;
    this.schemas = schemas;
    this.model = model.stream().collect(Collectors.toMap(TableSchema::name, Function.identity()));
    this.tables = tables();
  }

  // The newer createCatalog wants a factory found by name; this one is made for one planning.
  @SuppressWarnings("deprecation")
  private StreamTableEnvironment tables() {
    StreamTableEnvironment made = StreamTableEnvironment.create(environment, JobSettings.sql());
    made.getConfig().set("table.local-time-zone", "UTC");
    GenericInMemoryCatalog catalog = new Tables();
    made.registerCatalog(CATALOG, catalog);
    made.useCatalog(CATALOG);
    return made;
  }

  /** The model's tables of rows, to be read. */
  private final class Tables extends LogCatalog {
    Tables() {
      super(CATALOG, "model");
      model.values().stream()
          .filter(table -> !table.events())
          .forEach(table -> addModel(table, schemas.publish(table)));
    }

    @Override
    DynamicTableSource source(TableSchema table) {
      return new ModelTableSource(RawColumns.all(table), wiring);
    }

    @Override
    DynamicTableSink sink(TableSchema table, long fingerprint) {
      throw new IllegalStateException("Standing jobs write streams, not by SQL: " + table.name());
    }
  }

  /** A table of the model. */
  public TableSchema table(TableName name) {
    TableSchema table = model.get(name);
    if (table == null) {
      throw new IllegalArgumentException("Cannot use " + name + ": it is no table of the model.");
    }
    return table;
  }

  /**
   * The rows of a query over tables of the model, as they change. Sees what is committed.
   *
   * @param sql a SELECT; the tables are named as {@code model.<table>}
   */
  public DataStream<Row> changelog(String sql) {
    return tables.toChangelogStream(tables.sqlQuery(sql));
  }

  /**
   * What a reader makes of an event table's records. Sees them as soon as they are written,
   * committed or not, and some perhaps again.
   *
   * @param columns those of the table that the reader wants
   * @param together how long one may wait for others, so that they go on together
   */
  public <T> DataStream<T> records(
      TableSchema columns, RowReader<T> reader, TypeInformation<T> type, Duration together) {
    String name = columns.name().toString();
    return TopicSource.read(
            environment, columns.name(), wiring.bootstrapServers(), new RecordValues(), false)
        .uid("read " + name)
        .process(new ReadRecords<>(columns, wiring.bootstrapServers(), reader))
        .name(name + " values")
        .returns(type)
        .setBufferTimeout(together.toMillis());
  }

  /** The type of a table's rows. */
  public TypeInformation<RowData> rows(TableName table) {
    return InternalTypeInfo.of((RowType) FlinkTypes.modelRow(table(table)).getLogicalType());
  }

  /** Writes rows to a table, in transactions that are committed with the job's checkpoints. */
  public void write(TableName table, DataStream<RowData> rows) {
    TableSchema schema = table(table);
    ModelTableSink.write(schema, schemas.publish(schema), wiring, rows).uid("write " + table);
  }
}
