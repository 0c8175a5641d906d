package dev.millrace.connectors.debezium;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;

/**
 * What is said of a change besides its row.
 *
 * @param operation what it did
 * @param position where it stands
 * @param commitMicros when the source committed it
 * @param capturedMicros when the connector had it in hand
 * @param transaction the source's name of its transaction; empty when it has none
 */
record ChangeHead(
    Operation operation,
    Position position,
    long commitMicros,
    long capturedMicros,
    String transaction) {

  ChangeHead with(Operation other) {
    return new ChangeHead(other, position, commitMicros, capturedMicros, transaction);
  }
}
