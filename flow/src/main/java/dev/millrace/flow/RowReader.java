package dev.millrace.flow;

import dev.millrace.api.RowSink;
import java.io.Serializable;
import org.apache.flink.util.Collector;

/**
 * Makes something of the records of a table, one after the other. Each part of a job has one of its
 * own.
 *
 * @param <T> what it makes
 */
public interface RowReader<T> extends Serializable {
  /** Where the values of the next record go. */
  RowSink begin();

  /**
   * All values are there.
   *
   * @param commitMicros when the source committed the record, in microseconds since 1970
   */
  void end(long commitMicros, Collector<T> out);
}
