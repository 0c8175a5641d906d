package dev.millrace.connectors.conformance;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeDecoder;
import dev.millrace.log.Schemas;
import java.util.HexFormat;
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
public record Change(
    String table,
    String key,
    Optional<Operation> operation,
    Position position,
    long commitMicros,
    String transaction,
    Map<String, Object> row,
    Optional<Map<String, Object>> before) {

  /** Decodes a record. */
  public static Change of(Schemas schemas, TableName table, byte[] key, byte[] value) {
    String keyText = HexFormat.of().formatHex(key);
    if (value == null) {
      return new Change(
          table.toString(),
          keyText,
          Optional.empty(),
          Position.LEAST,
          0,
          "",
          Map.of(),
          Optional.empty());
    }
    TableSchema schema = schemas.byFingerprint(ChangeDecoder.fingerprint(value));
    ChangeDecoder decoder = new ChangeDecoder(schema, schemas::byFingerprint);
    decoder.read(value);
    RowMap rows = new RowMap(schema);
    decoder.row(rows);
    Map<String, Object> row = rows.take();
    Optional<Map<String, Object>> before =
        decoder.before(rows) ? Optional.of(rows.take()) : Optional.empty();
    return new Change(
        table.toString(),
        keyText,
        Optional.of(decoder.operation()),
        decoder.position(),
        decoder.commitMicros(),
        decoder.transaction(),
        row,
        before);
  }

  public boolean isTombstone() {
    return operation.isEmpty();
  }

  public boolean is(Operation other) {
    return operation.isPresent() && operation.get() == other;
  }
}
