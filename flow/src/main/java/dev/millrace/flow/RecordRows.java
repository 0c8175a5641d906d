package dev.millrace.flow;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;

/** Makes a row of each of a table's records by itself: the row of a key, or its removal. */
final class RecordRows extends ProcessFunction<byte[], RowData> {
  private static final long serialVersionUID = 1L;

  private final RawColumns columns;
  private final String bootstrapServers;
  private transient RawRows rows;

  RecordRows(RawColumns columns, String bootstrapServers) {
    this.columns = columns;
    this.bootstrapServers = bootstrapServers;
  }

  @Override
  public void open(OpenContext context) {
    rows = new RawRows(columns, bootstrapServers);
  }

  @Override
  public void processElement(byte[] value, Context context, Collector<RowData> out) {
    boolean removal = rows.read(value).operation().removes();
    GenericRowData row = rows.row();
    row.setRowKind(removal ? RowKind.DELETE : RowKind.INSERT);
    out.collect(row);
  }

  @Override
  public void close() {
    if (rows != null) {
      rows.close();
    }
  }
}
