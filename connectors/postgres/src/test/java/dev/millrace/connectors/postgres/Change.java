package dev.millrace.connectors.postgres;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import java.util.Map;
import java.util.Optional;

/**
 * A decoded change record.
 *
 * @param table its name as in SQL
 * @param operation empty for a tombstone
 * @param row by column; values that were not sent are {@link RowMap#UNSENT}
 * @param before by column; empty when the record has none
 */
record Change(
    String table,
    String key,
    Optional<Operation> operation,
    Position position,
    long commitMicros,
    String transaction,
    Map<String, Object> row,
    Optional<Map<String, Object>> before) {

  boolean isTombstone() {
    return operation.isEmpty();
  }

  boolean is(Operation other) {
    return operation.isPresent() && operation.get() == other;
  }
}
