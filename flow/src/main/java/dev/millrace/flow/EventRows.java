package dev.millrace.flow;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;

/** Makes rows of an event table's records, one of each. */
final class EventRows extends ProcessFunction<byte[], RowData> {
  private static final long serialVersionUID = 1L;

  private final RawColumns columns;
  private final String bootstrapServers;
  private transient RawRows rows;

  EventRows(RawColumns columns, String bootstrapServers) {
    this.columns = columns;
    this.bootstrapServers = bootstrapServers;
  }

  @Override
  public void open(OpenContext context) {
    rows = new RawRows(columns, bootstrapServers);
  }

  @Override
  public void processElement(byte[] value, Context context, Collector<RowData> out) {
    rows.read(value);
    out.collect(rows.row());
  }

  @Override
  public void close() {
    if (rows != null) {
      rows.close();
    }
  }
}
