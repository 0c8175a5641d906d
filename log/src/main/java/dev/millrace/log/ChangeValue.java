package dev.millrace.log;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;

/** Looks at a change record's value, and alters it, without decoding the row. */
public final class ChangeValue {
  /** Behind marker and fingerprint; an operation's code always takes one byte. */
  private static final int OPERATION_AT = 10;

  private static final int NUMBERS_BEHIND_OPERATION = 5;

  private ChangeValue() {}

  /** What a record does. */
  public static Operation operation(byte[] value) {
    return Operation.of(value[OPERATION_AT] >> 1);
  }

  /** Where a change stands in its source. */
  public static Position position(byte[] value) {
    AvroInput input = new AvroInput();
    input.reset(value, OPERATION_AT + 1);
    return new Position(input.readInt(), input.readLong(), input.readLong());
  }

  /** Makes a record say that it does something else. */
  public static void setOperation(byte[] value, Operation operation) {
    value[OPERATION_AT] = (byte) (operation.code() << 1);
  }

  /**
   * A hash of a record's row: of its schema and all its values, not of when and where it came from.
   *
   * @param hash is used for it
   */
  public static long rowHash(byte[] value, KeyHash hash) {
    AvroInput input = new AvroInput();
    input.reset(value, OPERATION_AT + 1);
    for (int i = 0; i < NUMBERS_BEHIND_OPERATION; i++) {
      input.readLong();
    }
    input.skip(input.readInt());
    hash.of(value, input.at(), value.length);
    return hash.low() ^ ChangeDecoder.fingerprint(value);
  }
}
