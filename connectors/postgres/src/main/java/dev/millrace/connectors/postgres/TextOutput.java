package dev.millrace.connectors.postgres;

import java.util.Arrays;

/** A growing buffer of UTF-8. Reused from value to value; quoting is done in place. */
final class TextOutput {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  /** By byte: what follows the backslash in JSON; 'u' for a number, 0 for no backslash. */
  private static final byte[] JSON_ESCAPES = new byte[256];

  /** {@code \}{@code u00} and two digits. */
  private static final int JSON_NUMBER_LENGTH = 6;

  static {
    Arrays.fill(JSON_ESCAPES, 0, ' ', (byte) 'u');
    JSON_ESCAPES['"'] = '"';
    JSON_ESCAPES['\\'] = '\\';
    JSON_ESCAPES['\b'] = 'b';
    JSON_ESCAPES['\f'] = 'f';
    JSON_ESCAPES['\n'] = 'n';
    JSON_ESCAPES['\r'] = 'r';
    JSON_ESCAPES['\t'] = 't';
  }

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

  void shorten(int size) {
    this.size = size;
  }

  byte last() {
    return buffer[size - 1];
  }

  /** Appends one ASCII character. */
  void append(char ascii) {
    room(1);
    buffer[size++] = (byte) ascii;
  }

  void append(byte[] bytes, int offset, int length) {
    room(length);
    System.arraycopy(bytes, offset, buffer, size, length);
    size += length;
  }

  void ascii(String text) {
    room(text.length());
    for (int i = 0; i < text.length(); i++) {
      buffer[size++] = (byte) text.charAt(i);
    }
  }

  void number(long value) {
    if (value < 0) {
      append('-');
    }
    magnitude(value, 1);
  }

  /** A number without its sign, with zeros in front up to a number of digits. */
  void magnitude(long value, int digits) {
    // The negative range holds every magnitude.
    long rest = value > 0 ? -value : value;
    int length = 1;
    for (long left = rest / 10; left != 0; left /= 10) {
      length++;
    }
    length = Math.max(length, digits);
    room(length);
    for (int at = size + length - 1; at >= size; at--) {
      buffer[at] = (byte) ('0' - rest % 10);
      rest /= 10;
    }
    size += length;
  }

  void hex(byte[] bytes, int offset, int length) {
    room(2 * length);
    for (int i = offset; i < offset + length; i++) {
      buffer[size++] = HEX[(bytes[i] >> 4) & 15];
      buffer[size++] = HEX[bytes[i] & 15];
    }
  }

  /** A number in base 16, without zeros in front. */
  void hex(int value) {
    int digits = Math.max(1, (35 - Integer.numberOfLeadingZeros(value)) / 4);
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      append((char) HEX[(value >>> shift) & 15]);
    }
  }

  /** Makes all since a place a JSON text. */
  void quoteJson(int from) {
    int extra = 2;
    for (int i = from; i < size; i++) {
      byte escape = JSON_ESCAPES[buffer[i] & 0xff];
      if (escape != 0) {
        extra += escape == 'u' ? JSON_NUMBER_LENGTH - 1 : 1;
      }
    }
    room(extra);
    int to = size + extra;
    int end = to;
    buffer[--to] = '"';
    for (int i = size - 1; i >= from; i--) {
      byte plain = buffer[i];
      byte escape = JSON_ESCAPES[plain & 0xff];
      if (escape == 0) {
        buffer[--to] = plain;
      } else if (escape == 'u') {
        buffer[--to] = HEX[plain & 15];
        buffer[--to] = HEX[plain >> 4];
        buffer[--to] = '0';
        buffer[--to] = '0';
        buffer[--to] = 'u';
        buffer[--to] = '\\';
      } else {
        buffer[--to] = escape;
        buffer[--to] = '\\';
      }
    }
    buffer[--to] = '"';
    size = end;
  }

  /** Quotes an element since a place as PostgreSQL quotes it in an array, if it must be. */
  void quoteElement(int from, byte delimiter) {
    boolean quoted = from == size || isNull(from);
    for (int i = from; i < size && !quoted; i++) {
      byte c = buffer[i];
      quoted = c == '"' || c == '\\' || c == '{' || c == '}' || c == delimiter || isSpace(c);
    }
    if (quoted) {
      quote(from, true);
    }
  }

  /** Quotes a field since a place as PostgreSQL quotes it in a composite, if it must be. */
  void quoteField(int from) {
    boolean quoted = from == size;
    for (int i = from; i < size && !quoted; i++) {
      byte c = buffer[i];
      quoted = c == '"' || c == '\\' || c == '(' || c == ')' || c == ',' || isSpace(c);
    }
    if (quoted) {
      quote(from, false);
    }
  }

  /** Quotes a bound since a place as PostgreSQL quotes it in a range, if it must be. */
  void quoteBound(int from) {
    boolean quoted = from == size;
    for (int i = from; i < size && !quoted; i++) {
      byte c = buffer[i];
      quoted =
          c == '"'
              || c == '\\'
              || c == '('
              || c == ')'
              || c == '['
              || c == ']'
              || c == ','
              || isSpace(c);
    }
    if (quoted) {
      quote(from, false);
    }
  }

  /** Quotes all since a place; quotes in it get a backslash or are doubled. */
  void quote(int from, boolean backslash) {
    int extra = 2;
    for (int i = from; i < size; i++) {
      if (buffer[i] == '"' || buffer[i] == '\\') {
        extra++;
      }
    }
    room(extra);
    int to = size + extra;
    int end = to;
    buffer[--to] = '"';
    for (int i = size - 1; i >= from; i--) {
      byte c = buffer[i];
      buffer[--to] = c;
      if (c == '"' || c == '\\') {
        buffer[--to] = backslash ? (byte) '\\' : c;
      }
    }
    buffer[--to] = '"';
    size = end;
  }

  private boolean isNull(int from) {
    return size - from == 4
        && (buffer[from] | 0x20) == 'n'
        && (buffer[from + 1] | 0x20) == 'u'
        && (buffer[from + 2] | 0x20) == 'l'
        && (buffer[from + 3] | 0x20) == 'l';
  }

  private static boolean isSpace(byte c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private void room(int bytes) {
    if (size + bytes > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + bytes));
    }
  }
}
