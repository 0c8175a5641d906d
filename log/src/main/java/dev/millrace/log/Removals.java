package dev.millrace.log;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.TableSchema;
import java.util.HashMap;
import java.util.Map;

/** Makes the removal of a row from the record that wrote it. Not for use by several threads. */
public final class Removals {
  private final Schemas schemas;
  private final Map<Long, Rewriter> rewriters = new HashMap<>();

  /** Reads and writes a record in the schema that it has. */
  private record Rewriter(ChangeDecoder decoder, ChangeEncoder encoder) {
    Rewriter(TableSchema schema, long fingerprint) {
      this(new ChangeDecoder(schema, any -> schema), new ChangeEncoder(schema, fingerprint));
    }
  }

  /**
   * @param schemas those of the records
   */
  public Removals(Schemas schemas) {
    this.schemas = schemas;
  }

  /** Reads the head of a record. */
  ChangeDecoder read(byte[] value) {
    ChangeDecoder decoder = rewriter(value).decoder;
    decoder.read(value);
    return decoder;
  }

  /** The removal, as of the time and position at which the row was written. */
  public byte[] of(byte[] value) {
    ChangeDecoder change = read(value);
    return of(
        value, Operation.DELETE, change.position(), change.commitMicros(), change.capturedMicros());
  }

  /**
   * The removal.
   *
   * @param value of the record that wrote the row
   * @param operation one that removes
   * @param position of the removal
   * @param commitMicros when it was committed, microseconds since 1970 UTC
   * @param capturedMicros when it was in hand
   */
  public byte[] of(
      byte[] value,
      Operation operation,
      Position position,
      long commitMicros,
      long capturedMicros) {
    Rewriter rewriter = rewriter(value);
    rewriter.decoder.read(value);
    rewriter.decoder.row(
        rewriter.encoder.begin(operation, position, commitMicros, capturedMicros, ""));
    return rewriter.encoder.value();
  }

  private Rewriter rewriter(byte[] value) {
    return rewriters.computeIfAbsent(
        ChangeDecoder.fingerprint(value),
        fingerprint -> new Rewriter(schemas.byFingerprint(fingerprint), fingerprint));
  }
}
