package dev.millrace.flow;

import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeDecoder;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands the values of records to a reader. What is no record of the table is left out. */
final class ReadRecords<T> extends ProcessFunction<byte[], T> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOGGER = LoggerFactory.getLogger(ReadRecords.class);

  private final TableSchema columns;
  private final String bootstrapServers;
  private final RowReader<T> reader;
  private transient SharedSchemas shared;
  private transient ChangeDecoder decoder;

  ReadRecords(TableSchema columns, String bootstrapServers, RowReader<T> reader) {
    this.columns = columns;
    this.bootstrapServers = bootstrapServers;
    this.reader = reader;
  }

  @Override
  public void open(OpenContext context) {
    shared = SharedSchemas.acquire(bootstrapServers);
    decoder = new ChangeDecoder(columns, shared.schemas()::byFingerprint);
  }

  @Override
  public void processElement(byte[] value, Context context, Collector<T> out) {
    try {
      decoder.read(value);
      decoder.row(reader.begin());
    } catch (RuntimeException e) {
      // Whoever may write to the topic may write anything; the records beside it count.
      LOGGER.debug("A record of {} cannot be read", columns.name(), e);
      return;
    }
    reader.end(decoder.commitMicros(), out);
  }

  @Override
  public void close() {
    if (shared != null) {
      shared.close();
    }
  }
}
