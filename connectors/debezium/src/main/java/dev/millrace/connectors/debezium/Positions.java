package dev.millrace.connectors.debezium;

import dev.millrace.api.Position;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;

/** Reads where a change stands from what Debezium says of its source. */
interface Positions {

  /** The position of a row of a snapshot. */
  Position ofSnapshot(Struct source);

  /**
   * The position of a streamed change.
   *
   * @param offset as Debezium gives it with the change
   */
  Position ofStream(Struct source, Map<String, ?> offset);

  /** The source's name of a change's transaction; empty when it has none. */
  String transaction(Struct source);

  /** Adds what a later run needs to go on with the same positions. */
  void save(Map<String, Object> offset);
}
