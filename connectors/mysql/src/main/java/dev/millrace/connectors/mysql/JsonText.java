package dev.millrace.connectors.mysql;

import dev.millrace.api.RowSink;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Base64;

/** Writes MySQL's binary JSON letter for letter as the server does. */
final class JsonText {
  static final int SMALL_OBJECT = 0;
  static final int LARGE_OBJECT = 1;
  static final int SMALL_ARRAY = 2;
  static final int LARGE_ARRAY = 3;
  static final int LITERAL = 4;
  static final int INT16 = 5;
  static final int UINT16 = 6;
  static final int INT32 = 7;
  static final int UINT32 = 8;
  private static final int INT64 = 9;
  private static final int UINT64 = 10;
  private static final int DOUBLE = 11;
  static final int STRING = 12;
  private static final int OPAQUE = 15;

  /** Decimals of so many digits are told apart by every double. */
  private static final int SURE_DIGITS = 15;

  private static final int DIGITS_MAX = 17;

  /** Breaks lines where the server does. */
  private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(76, new byte[] {'\n'});

  private final TextBuffer out = new TextBuffer();

  /** Puts a value as the binary log has it. */
  void put(byte[] buffer, int offset, int length, int column, RowSink sink) {
    out.clear();
    document(buffer, offset, length);
    sink.putText(column, out.buffer(), 0, out.size());
  }

  /** Appends a whole document; one of no bytes is the null of JSON. */
  private void document(byte[] buffer, int offset, int length) {
    if (length == 0) {
      out.ascii("null");
    } else {
      value(Bytes.uint8(buffer, offset), buffer, offset + 1);
    }
  }

  TextBuffer out() {
    return out;
  }

  /** Appends a value that stands at a place. */
  void value(int type, byte[] b, int at) {
    switch (type) {
      case SMALL_OBJECT, LARGE_OBJECT -> object(b, at, type == LARGE_OBJECT);
      case SMALL_ARRAY, LARGE_ARRAY -> array(b, at, type == LARGE_ARRAY);
      case LITERAL -> out.ascii(b[at] == 0 ? "null" : b[at] == 1 ? "true" : "false");
      case INT16 -> out.number(Bytes.int16(b, at));
      case UINT16 -> out.number(Bytes.uint16(b, at));
      case INT32 -> out.number(Bytes.int32(b, at));
      case UINT32 -> out.number(Bytes.uint32(b, at));
      case INT64 -> out.number(Bytes.int64(b, at));
      case UINT64 -> out.ascii(Long.toUnsignedString(Bytes.int64(b, at)));
      case DOUBLE -> number(Double.longBitsToDouble(Bytes.int64(b, at)));
      case STRING -> {
        long length = length(b, at);
        out.quoted(b, at + (int) (length >>> 32), (int) length);
      }
      case OPAQUE -> {
        long length = length(b, at + 1);
        opaque(Bytes.uint8(b, at), b, at + 1 + (int) (length >>> 32), (int) length);
      }
      default -> throw new IllegalStateException("Cannot read JSON of type " + type + ".");
    }
  }

  /** A length, and above it how many bytes it takes. */
  static long length(byte[] b, int at) {
    int length = 0;
    int bytes = 0;
    byte next;
    do {
      next = b[at + bytes];
      length |= (next & 0x7f) << (7 * bytes);
      bytes++;
    } while (next < 0);
    return ((long) bytes << 32) | length;
  }

  static int size(byte[] b, int at, boolean large) {
    return large ? Bytes.int32(b, at) : Bytes.uint16(b, at);
  }

  /** Whether a value stands where its place would. */
  static boolean isInline(int type, boolean large) {
    return type >= LITERAL && type <= (large ? UINT32 : UINT16);
  }

  private void object(byte[] b, int at, boolean large) {
    int width = large ? 4 : 2;
    int count = size(b, at, large);
    int keys = at + 2 * width;
    int values = keys + count * (width + 2);
    out.append('{');
    for (int i = 0; i < count; i++) {
      int key = keys + i * (width + 2);
      out.ascii(i == 0 ? "" : ", ");
      out.quoted(b, at + size(b, key, large), Bytes.uint16(b, key + width));
      out.ascii(": ");
      entry(b, at, values + i * (width + 1), large);
    }
    out.append('}');
  }

  private void array(byte[] b, int at, boolean large) {
    int width = large ? 4 : 2;
    int count = size(b, at, large);
    int values = at + 2 * width;
    out.append('[');
    for (int i = 0; i < count; i++) {
      out.ascii(i == 0 ? "" : ", ");
      entry(b, at, values + i * (width + 1), large);
    }
    out.append(']');
  }

  private void entry(byte[] b, int container, int at, boolean large) {
    int type = Bytes.uint8(b, at);
    value(type, b, isInline(type, large) ? at + 1 : container + size(b, at + 1, large));
  }

  private void opaque(int type, byte[] b, int at, int length) {
    switch (type) {
      case WireType.NEWDECIMAL ->
          out.ascii(Decimals.plain(b, at + 2, Bytes.uint8(b, at), Bytes.uint8(b, at + 1)));
      case WireType.DATE -> {
        out.append('"');
        date(Bytes.int64(b, at));
        out.append('"');
      }
      case WireType.DATETIME, WireType.TIMESTAMP -> {
        long packed = Bytes.int64(b, at);
        out.append('"');
        date(packed);
        out.append(' ');
        time(packed, 31);
        out.append('"');
      }
      case WireType.TIME -> {
        long packed = Bytes.int64(b, at);
        out.ascii(packed < 0 ? "\"-" : "\"");
        time(Math.abs(packed), 1_023);
        out.append('"');
      }
      default -> {
        out.ascii("\"base64:type").number(type).append(':');
        byte[] bytes = Arrays.copyOfRange(b, at, at + length);
        out.ascii(BASE64.encodeToString(bytes).replace("\n", "\\n")).append('"');
      }
    }
  }

  private void date(long packed) {
    long day = packed >> 41;
    long month = day >> 5;
    out.padded(month / 13, 4).append('-').padded(month % 13, 2);
    out.append('-').padded(day & 31, 2);
  }

  private void time(long packed, int hours) {
    long seconds = packed >> 24;
    out.padded((seconds >> 12) & hours, 2).append(':').padded((seconds >> 6) & 63, 2);
    out.append(':').padded(seconds & 63, 2).append('.').padded(packed & 0xffffff, 6);
  }

  /** Appends the shortest digits that are this number, as the server does. */
  private void number(double value) {
    if (value == 0) {
      out.ascii(Double.doubleToRawLongBits(value) < 0 ? "-0.0" : "0.0");
      return;
    }
    BigDecimal shortest = shortest(Math.abs(value)).stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    if (value < 0) {
      out.append('-');
    }
    if (point < 1 - SURE_DIGITS || (point > SURE_DIGITS && digits.length() <= point)) {
      out.append(digits.charAt(0));
      if (digits.length() > 1) {
        out.append('.').ascii(digits.substring(1));
      }
      out.append('e').number(point - 1);
    } else if (point <= 0) {
      out.ascii("0.").ascii("0".repeat(-point)).ascii(digits);
    } else if (digits.length() > point) {
      out.ascii(digits.substring(0, point)).append('.').ascii(digits.substring(point));
    } else {
      out.ascii(digits).ascii("0".repeat(point - digits.length())).ascii(".0");
    }
  }

  /** Before Java 19 its own text may have more digits than are needed. */
  private static BigDecimal shortest(double value) {
    BigDecimal text = new BigDecimal(Double.toString(value));
    if (value >= Double.MIN_NORMAL && text.stripTrailingZeros().precision() <= SURE_DIGITS) {
      return text;
    }
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < DIGITS_MAX; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits));
      if (rounded.doubleValue() == value) {
        return rounded;
      }
    }
    return exact.round(new MathContext(DIGITS_MAX));
  }
}
