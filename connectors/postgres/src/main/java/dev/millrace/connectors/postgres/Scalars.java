package dev.millrace.connectors.postgres;

import java.util.Locale;
import java.util.Optional;

/** PostgreSQL's own types that are made of no others, by their object ids, which never change. */
final class Scalars {
  static final int BOOL = 16;
  static final int BYTEA = 17;
  static final int CHAR = 18;
  static final int NAME = 19;
  static final int INT8 = 20;
  static final int INT2 = 21;
  static final int INT4 = 23;
  static final int TEXT = 25;
  static final int OID = 26;
  static final int XID = 28;
  static final int CID = 29;
  static final int JSON = 114;
  static final int XML = 142;
  static final int POINT = 600;
  static final int SEGMENT = 601;
  static final int PATH = 602;
  static final int BOX = 603;
  static final int POLYGON = 604;
  static final int LINE = 628;
  static final int CIDR = 650;
  static final int FLOAT4 = 700;
  static final int FLOAT8 = 701;
  static final int UNKNOWN = 705;
  static final int CIRCLE = 718;
  static final int MACADDR8 = 774;
  static final int MONEY = 790;
  static final int MACADDR = 829;
  static final int INET = 869;
  static final int BPCHAR = 1042;
  static final int VARCHAR = 1043;
  static final int DATE = 1082;
  static final int TIME = 1083;
  static final int TIMESTAMP = 1114;
  static final int INSTANT = 1184;
  static final int INTERVAL = 1186;
  static final int TIME_WITH_ZONE = 1266;
  static final int BIT = 1560;
  static final int VARBIT = 1562;
  static final int NUMERIC = 1700;
  static final int REFCURSOR = 1790;
  static final int UUID = 2950;
  static final int LSN = 3220;
  static final int JSONB = 3802;
  static final int JSONPATH = 4072;
  static final int XID8 = 5069;

  private static final Shapes SHAPES = new Shapes(Shapes.BY_SERVER);

  private Scalars() {}

  /** What writes a type's text as PostgreSQL does; empty for types that are not known here. */
  static Optional<TextForm> text(int type) {
    TextForm form =
        switch (type) {
          case BOOL -> (b, offset, length, out) -> out.append(b[offset] != 0 ? 't' : 'f');
          case INT2 -> (b, offset, length, out) -> out.number(Bytes.int16(b, offset));
          case INT4 -> (b, offset, length, out) -> out.number(Bytes.int32(b, offset));
          case INT8 -> (b, offset, length, out) -> out.number(Bytes.int64(b, offset));
          case OID, XID, CID ->
              (b, offset, length, out) ->
                  out.number(Integer.toUnsignedLong(Bytes.int32(b, offset)));
          case XID8 ->
              (b, offset, length, out) -> out.ascii(Long.toUnsignedString(Bytes.int64(b, offset)));
          case FLOAT4 ->
              (b, offset, length, out) ->
                  Floats.append(Float.intBitsToFloat(Bytes.int32(b, offset)), out);
          case FLOAT8 ->
              (b, offset, length, out) ->
                  Floats.append(Double.longBitsToDouble(Bytes.int64(b, offset)), out);
          case NUMERIC -> Numerics::appendText;
          case TEXT, VARCHAR, BPCHAR, NAME, XML, JSON, UNKNOWN, REFCURSOR -> Scalars::appendPlain;
          case JSONB, JSONPATH -> Scalars::appendVersioned;
          case CHAR -> Scalars::appendOneByte;
          case BYTEA -> Scalars::appendBytes;
          case UUID -> Scalars::appendUuid;
          case BIT, VARBIT -> Scalars::appendBits;
          case LSN -> Scalars::appendLsn;
          case INET, CIDR -> Networks::appendInet;
          case MACADDR, MACADDR8 -> Networks::appendMac;
          default -> timeOrShape(type);
        };
    return Optional.ofNullable(form);
  }

  private static TextForm timeOrShape(int type) {
    return switch (type) {
      case DATE -> Times::appendDate;
      case TIME -> Times::appendTime;
      case TIME_WITH_ZONE -> Times::appendTimeWithZone;
      case TIMESTAMP -> Times::appendTimestamp;
      case INSTANT -> Times::appendInstant;
      case INTERVAL -> Times::appendInterval;
      default -> shape(type, SHAPES).orElse(null);
    };
  }

  /** What writes a geometric type's text; empty for other types. */
  static Optional<TextForm> shape(int type, Shapes shapes) {
    return switch (type) {
      case POINT -> Optional.of(shapes::appendPoint);
      case SEGMENT -> Optional.of(shapes::appendSegment);
      case PATH -> Optional.of(shapes::appendPath);
      case BOX -> Optional.of(shapes::appendBox);
      case POLYGON -> Optional.of(shapes::appendPolygon);
      case LINE -> Optional.of(shapes::appendLine);
      case CIRCLE -> Optional.of(shapes::appendCircle);
      default -> Optional.empty();
    };
  }

  /** A type whose binary form is its text. */
  static void appendPlain(byte[] buffer, int offset, int length, TextOutput out) {
    out.append(buffer, offset, length);
  }

  /** A type whose binary form is the number of a version, 1, and its text. */
  static void appendVersioned(byte[] buffer, int offset, int length, TextOutput out) {
    out.append(buffer, offset + 1, length - 1);
  }

  /** A {@code "char"}: nothing for zero, a number for what is not ASCII. */
  private static void appendOneByte(byte[] buffer, int offset, int length, TextOutput out) {
    int value = buffer[offset];
    if (value > 0) {
      out.append((char) value);
    } else if (value < 0) {
      out.append('\\');
      out.append((char) ('0' + ((value >> 6) & 3)));
      out.append((char) ('0' + ((value >> 3) & 7)));
      out.append((char) ('0' + (value & 7)));
    }
  }

  static void appendBytes(byte[] buffer, int offset, int length, TextOutput out) {
    out.ascii("\\x");
    out.hex(buffer, offset, length);
  }

  private static void appendUuid(byte[] buffer, int offset, int length, TextOutput out) {
    out.hex(buffer, offset, 4);
    for (int at = 4; at < 10; at += 2) {
      out.append('-');
      out.hex(buffer, offset + at, 2);
    }
    out.append('-');
    out.hex(buffer, offset + 10, 6);
  }

  private static void appendBits(byte[] buffer, int offset, int length, TextOutput out) {
    int bits = Bytes.int32(buffer, offset);
    int first = offset + Integer.BYTES;
    for (int i = 0; i < bits; i++) {
      out.append((buffer[first + (i >> 3)] & (0x80 >> (i & 7))) != 0 ? '1' : '0');
    }
  }

  private static void appendLsn(byte[] buffer, int offset, int length, TextOutput out) {
    long lsn = Bytes.int64(buffer, offset);
    upperHex((int) (lsn >>> 32), out);
    out.append('/');
    upperHex((int) lsn, out);
  }

  private static void upperHex(int value, TextOutput out) {
    out.ascii(Integer.toHexString(value).toUpperCase(Locale.ROOT));
  }
}
