package dev.millrace.connectors.mysql;

import java.util.Arrays;

/** A growing buffer of UTF-8. Reused from value to value. */
final class TextBuffer {
  private byte[] buffer = new byte[256];
  private int size;

  void clear() {
    size = 0;
  }

  byte[] buffer() {
    return buffer;
  }

  int size() {
    return size;
  }

  TextBuffer append(char ascii) {
    room(1);
    buffer[size++] = (byte) ascii;
    return this;
  }

  TextBuffer ascii(String text) {
    room(text.length());
    for (int i = 0; i < text.length(); i++) {
      buffer[size++] = (byte) text.charAt(i);
    }
    return this;
  }

  TextBuffer number(long value) {
    return ascii(Long.toString(value));
  }

  /** A number that is not negative, with zeros in front up to so many digits. */
  TextBuffer padded(long value, int digits) {
    String text = Long.toString(value);
    for (int i = text.length(); i < digits; i++) {
      append('0');
    }
    return ascii(text);
  }

  /** A JSON text, escaped as the server does. */
  TextBuffer quoted(byte[] text, int offset, int length) {
    room(6 * length + 2);
    buffer[size++] = '"';
    for (int i = offset; i < offset + length; i++) {
      byte b = text[i];
      if ((b >= ' ' && b != '"' && b != '\\') || b < 0) {
        buffer[size++] = b;
      } else {
        escape(b);
      }
    }
    buffer[size++] = '"';
    return this;
  }

  private void escape(byte b) {
    buffer[size++] = '\\';
    switch (b) {
      case '\b' -> buffer[size++] = 'b';
      case '\f' -> buffer[size++] = 'f';
      case '\n' -> buffer[size++] = 'n';
      case '\r' -> buffer[size++] = 'r';
      case '\t' -> buffer[size++] = 't';
      case '"', '\\' -> buffer[size++] = b;
      default -> ascii(String.format("u%04x", b));
    }
  }

  private void room(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, size + more));
    }
  }
}
