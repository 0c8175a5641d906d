package dev.millrace.api;

import dev.millrace.api.explore.Exploration;
import java.util.List;
import java.util.Map;

/**
 * A kind of source. Connectors are found with {@link java.util.ServiceLoader}; nothing lists them.
 *
 * <p>The capture itself is an ordinary Kafka Connect source connector, so that it also runs in an
 * existing Connect cluster: it writes change records with {@code ByteArrayConverter} to the topics
 * that {@link TableName#topic()} names, and acknowledges progress to the source only after Connect
 * says that the records are durable.
 *
 * <p>All methods may be called from any thread.
 */
public interface Connector {

  /** The word that {@code connector:} takes in a source's file. */
  String kind();

  /** The options of a source of this kind. */
  List<Option> options();

  /**
   * Looks whether the source can be captured: address, password, settings, rights. Takes a few
   * seconds at most and changes nothing in the source.
   *
   * @return what stands in the way; empty when nothing
   */
  List<Problem> check(SourceConfig source);

  /**
   * The configuration of the Kafka Connect connector that captures the source.
   *
   * @param bootstrapServers of the log
   */
  Map<String, String> connectConfig(SourceConfig source, String bootstrapServers);

  /**
   * What a failure of the running capture means.
   *
   * @param trace the stack trace as Connect reports it
   */
  Problem explain(SourceConfig source, String trace);

  /**
   * Whether what the source has is sent to Millrace's own server: then nothing is run that captures
   * it, and {@link #connectConfig} is not called.
   */
  default boolean isSent() {
    return false;
  }

  /**
   * Whether {@link #openConsistentRead} can be called: what only sends cannot be asked a second
   * time.
   */
  default boolean isReadable() {
    return true;
  }

  /**
   * Opens a read of the source that does not go through capture, all at one position.
   *
   * @throws MillraceException when the source cannot be read
   */
  ConsistentRead openConsistentRead(SourceConfig source);

  /**
   * Opens a look at the source, for which the right to read its tables is enough: it need not be
   * ready to be captured.
   *
   * @throws MillraceException when the source cannot be reached, or CONFIGURATION_INVALID when
   *     connectors of this kind only capture
   */
  default Exploration explore(SourceConfig source) {
    throw new MillraceException(
        ErrorCode.CONFIGURATION_INVALID,
        "Cannot look at " + source + ": a " + kind() + " connector only captures.",
        "Write its mapping by hand: docs/mapping.md shows how.");
  }

  /** A read of the whole source at one position. It holds no lock that writers wait for. */
  interface ConsistentRead extends AutoCloseable {

    /** All changes up to here, and none after it, are in the rows. */
    Position position();

    /**
     * Reads all rows of a table, in no order.
     *
     * @param schema the columns to read; those the table does not have any more are NULL
     * @param sink receives the values
     * @param endOfRow is run after each row
     */
    void read(TableSchema schema, RowSink sink, Runnable endOfRow);

    @Override
    void close();
  }
}
