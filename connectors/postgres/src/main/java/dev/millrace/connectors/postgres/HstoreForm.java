package dev.millrace.connectors.postgres;

import java.util.Arrays;

/** Reads {@code hstore}: how many pairs, then each name and value with its length. */
final class HstoreForm {
  /** Where the values' lengths stand, in the order of the names; reused. */
  private int[] names = new int[16];

  /** As a JSON object, names in the order of their UTF-16 code units. */
  void appendJson(byte[] buffer, int offset, int length, TextOutput out) {
    int count = Bytes.int32(buffer, offset);
    sort(buffer, offset + Integer.BYTES, count);
    out.append('{');
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.append(',');
      }
      int at = names[i];
      int size = Bytes.int32(buffer, at);
      jsonText(buffer, at + Integer.BYTES, size, out);
      out.append(':');
      at += Integer.BYTES + size;
      int valueSize = Bytes.int32(buffer, at);
      if (valueSize < 0) {
        out.ascii("null");
      } else {
        jsonText(buffer, at + Integer.BYTES, valueSize, out);
      }
    }
    out.append('}');
  }

  private static void jsonText(byte[] buffer, int offset, int length, TextOutput out) {
    int from = out.size();
    out.append(buffer, offset, length);
    out.quoteJson(from);
  }

  private void sort(byte[] buffer, int offset, int count) {
    if (count > names.length) {
      names = Arrays.copyOf(names, Math.max(count, 2 * names.length));
    }
    int at = offset;
    for (int i = 0; i < count; i++) {
      int place = i;
      while (place > 0 && compare(buffer, at, names[place - 1]) < 0) {
        names[place] = names[place - 1];
        place--;
      }
      names[place] = at;
      at += Integer.BYTES + Bytes.int32(buffer, at);
      at += Integer.BYTES + Math.max(0, Bytes.int32(buffer, at));
    }
  }

  private static int compare(byte[] buffer, int one, int other) {
    int oneLength = Bytes.int32(buffer, one);
    int otherLength = Bytes.int32(buffer, other);
    for (int i = 0; i < Math.min(oneLength, otherLength); i++) {
      int difference =
          rank(buffer[one + Integer.BYTES + i]) - rank(buffer[other + Integer.BYTES + i]);
      if (difference != 0) {
        return difference;
      }
    }
    return oneLength - otherLength;
  }

  /** In UTF-16, what needs four bytes in UTF-8 stands before what begins with EE or EF. */
  private static int rank(byte utf8) {
    int value = utf8 & 0xff;
    return value == 0xee || value == 0xef ? value + 0x10 : value;
  }

  /** As PostgreSQL writes it. */
  static void appendText(byte[] buffer, int offset, int length, TextOutput out) {
    int count = Bytes.int32(buffer, offset);
    int at = offset + Integer.BYTES;
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.ascii(", ");
      }
      int size = Bytes.int32(buffer, at);
      quoted(buffer, at + Integer.BYTES, size, out);
      at += Integer.BYTES + size;
      out.ascii("=>");
      int valueSize = Bytes.int32(buffer, at);
      at += Integer.BYTES;
      if (valueSize < 0) {
        out.ascii("NULL");
      } else {
        quoted(buffer, at, valueSize, out);
        at += valueSize;
      }
    }
  }

  private static void quoted(byte[] buffer, int offset, int length, TextOutput out) {
    int from = out.size();
    out.append(buffer, offset, length);
    out.quote(from, true);
  }
}
