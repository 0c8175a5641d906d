package dev.millrace.connectors.mysql;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** An event of MariaDB whose end was compressed. One instance is filled again and again. */
final class Inflated {
  private byte[] buffer = {};

  byte[] buffer() {
    return buffer;
  }

  /**
   * Makes an event whole.
   *
   * @param offset where what is to be had of it begins
   * @param compressed from where it is compressed: how many bytes tell the length, the length, and
   *     what it was made
   * @return where it ends in the buffer
   */
  int fill(byte[] b, int offset, int compressed, int end) {
    int head = compressed - offset;
    int width = b[compressed] & 7;
    int length = (int) Bytes.bigEndian(b, compressed + 1, width);
    if (buffer.length < head + length) {
      buffer = new byte[2 * (head + length)];
    }
    System.arraycopy(b, offset, buffer, 0, head);
    int from = compressed + 1 + width;
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(b, from, end - from);
      int size = 0;
      while (size < length) {
        int more = inflater.inflate(buffer, head + size, length - size);
        if (more == 0) {
          throw new IllegalStateException("Cannot read a compressed event: it is cut short.");
        }
        size += more;
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException("Cannot read a compressed event.", e);
    } finally {
      inflater.end();
    }
    return head + length;
  }
}
