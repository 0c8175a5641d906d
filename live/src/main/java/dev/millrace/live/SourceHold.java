package dev.millrace.live;

import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.time.Duration;

/**
 * Keeps one source's tables from following their topics, so that they can be compared with the
 * source at one position. Other sources and the model go on.
 */
public interface SourceHold extends AutoCloseable {

  /**
   * Applies the source's changes up to a position and stops each table before the first change
   * after it. The epoch of positions does not count here. Returns when every table has stopped
   * there, or when the log has no more records and none has come for a while.
   *
   * @param idle how long to wait for a record that may still come
   */
  void advance(Position position, Duration idle);

  /** The tables as they are now, all at one moment. */
  Snapshot snapshot();

  /** Lets the source's tables follow again. */
  @Override
  void close();

  /** Tables of one moment. */
  interface Snapshot extends AutoCloseable {

    /**
     * Reads all rows of a table, in no order.
     *
     * @param schema the columns to read; those the live store does not have are NULL
     * @param sink receives the values
     * @param endOfRow is run after each row
     */
    void read(TableName table, TableSchema schema, RowSink sink, Runnable endOfRow);

    @Override
    void close();
  }
}
