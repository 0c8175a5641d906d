package dev.millrace.connectors.debezium;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What Debezium puts in the place of a value that PostgreSQL did not send because it is stored out
 * of line and did not change. The first character is NUL, which no PostgreSQL text can hold.
 */
final class Unsent {
  /** In the place of text. */
  static final String TEXT = "\u0000millrace.unsent.4d1f0c52a9";

  private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);

  /** The setting that makes Debezium use it. */
  static final String SETTING = "hex:" + HexFormat.of().formatHex(BYTES);

  private Unsent() {}

  static boolean is(String value) {
    return value.length() == TEXT.length() && value.charAt(0) == 0 && value.equals(TEXT);
  }

  static boolean is(ByteBuffer value) {
    return value.remaining() == BYTES.length && value.equals(ByteBuffer.wrap(BYTES));
  }

  static boolean is(byte[] value) {
    return Arrays.equals(value, BYTES);
  }

  /** Whether a value of any form stands for one that was not sent. */
  static boolean isAny(Object value) {
    return value instanceof String text
        ? is(text)
        : (value instanceof ByteBuffer buffer && is(buffer))
            || (value instanceof byte[] bytes && is(bytes));
  }
}
