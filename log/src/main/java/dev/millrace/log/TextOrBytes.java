package dev.millrace.log;

import dev.millrace.api.RowSink;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Puts what may be text in UTF-8 into a column of texts, and else into one of bytes. */
public final class TextOrBytes {
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

  /** For use by one thread. */
  public TextOrBytes() {}

  /**
   * Puts a value into one of two columns, and NULL into the other.
   *
   * @param value null for NULL in both
   */
  public void put(RowSink row, int textColumn, int bytesColumn, byte[] value) {
    boolean text = value != null && isText(value);
    if (text) {
      row.putText(textColumn, value, 0, value.length);
    } else {
      row.putNull(textColumn);
    }
    if (value == null || text) {
      row.putNull(bytesColumn);
    } else {
      row.putBytes(bytesColumn, value, 0, value.length);
    }
  }

  /** No text has a zero in it. Nearly all payloads are ASCII, which needs no decoder. */
  public boolean isText(byte[] value) {
    boolean ascii = true;
    for (byte one : value) {
      if (one == 0) {
        return false;
      }
      ascii &= one > 0;
    }
    if (ascii) {
      return true;
    }
    try {
      utf8.decode(ByteBuffer.wrap(value));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
