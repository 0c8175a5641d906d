package dev.millrace.flow;

import dev.millrace.log.ChangeDecoder;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;

/** Makes Flink's rows of a raw table's records. Not for use by several threads. */
final class RawRows implements AutoCloseable {
  private final SharedSchemas shared;
  private final ChangeDecoder decoder;
  private final RowDataSink sink;
  private final int width;
  private final int positionAt;
  private final int commitTimeAt;

  RawRows(RawColumns columns, String bootstrapServers) {
    shared = SharedSchemas.acquire(bootstrapServers);
    decoder = new ChangeDecoder(columns.decoded(), shared.schemas()::byFingerprint);
    sink = new RowDataSink(columns.decoded(), columns.places());
    width = columns.names().size();
    positionAt = columns.names().indexOf(FlinkTypes.POSITION);
    commitTimeAt = columns.names().indexOf(FlinkTypes.COMMIT_TIME);
  }

  /** Reads the head of a record's value, which is there to ask for. */
  ChangeDecoder read(byte[] value) {
    decoder.read(value);
    return decoder;
  }

  /** The row of the record read last; columns that were not sent are empty. */
  GenericRowData row() {
    GenericRowData row = new GenericRowData(width);
    sink.fill(row);
    return filled(row);
  }

  /** The row of the record read last; columns that were not sent are as in an earlier row. */
  GenericRowData rowOver(GenericRowData earlier) {
    sink.fillOver(earlier);
    return filled(earlier);
  }

  private GenericRowData filled(GenericRowData row) {
    decoder.row(sink);
    if (positionAt >= 0) {
      row.setField(positionAt, StringData.fromString(decoder.position().toString()));
    }
    if (commitTimeAt >= 0) {
      row.setField(commitTimeAt, RowDataSink.timestamp(decoder.commitMicros()));
    }
    return row;
  }

  @Override
  public void close() {
    shared.close();
  }
}
