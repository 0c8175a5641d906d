package dev.millrace.connectors.postgres;

/** Writes ranges and multiranges as PostgreSQL does. */
final class RangeForm {
  private static final int EMPTY = 0x01;
  private static final int LOWER_INCLUDED = 0x02;
  private static final int UPPER_INCLUDED = 0x04;
  private static final int LOWER_INFINITE = 0x08;
  private static final int UPPER_INFINITE = 0x10;

  private RangeForm() {}

  static TextForm range(TextForm bound) {
    return (buffer, offset, length, out) -> {
      int flags = buffer[offset];
      if ((flags & EMPTY) != 0) {
        out.ascii("empty");
        return;
      }
      int at = offset + 1;
      out.append((flags & LOWER_INCLUDED) != 0 ? '[' : '(');
      if ((flags & LOWER_INFINITE) == 0) {
        at = bound(bound, buffer, at, out);
      }
      out.append(',');
      if ((flags & UPPER_INFINITE) == 0) {
        bound(bound, buffer, at, out);
      }
      out.append((flags & UPPER_INCLUDED) != 0 ? ']' : ')');
    };
  }

  private static int bound(TextForm bound, byte[] buffer, int offset, TextOutput out) {
    int length = Bytes.int32(buffer, offset);
    int from = out.size();
    bound.append(buffer, offset + Integer.BYTES, length, out);
    out.quoteBound(from);
    return offset + Integer.BYTES + length;
  }

  static TextForm multirange(TextForm range) {
    return (buffer, offset, length, out) -> {
      int count = Bytes.int32(buffer, offset);
      int at = offset + Integer.BYTES;
      out.append('{');
      for (int i = 0; i < count; i++) {
        if (i > 0) {
          out.append(',');
        }
        int size = Bytes.int32(buffer, at);
        at += Integer.BYTES;
        range.append(buffer, at, size, out);
        at += size;
      }
      out.append('}');
    };
  }
}
