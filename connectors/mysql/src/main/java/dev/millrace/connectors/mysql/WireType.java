package dev.millrace.connectors.mysql;

import dev.millrace.connectors.mysql.ColumnSpec.Kind;

/**
 * The form of a column's values in the binary log.
 *
 * @param code the server's number of the type; of an enum or a set that of it, not of a string
 * @param meta what the type needs besides: for a decimal its precision in the low byte and its
 *     scale above; a number of bytes, bits or decimal digits for others
 */
record WireType(int code, int meta) {
  static final int TINY = 1;
  static final int SHORT = 2;
  static final int LONG = 3;
  static final int FLOAT = 4;
  static final int DOUBLE = 5;
  static final int TIMESTAMP = 7;
  static final int LONGLONG = 8;
  static final int INT24 = 9;
  static final int DATE = 10;
  static final int TIME = 11;
  static final int DATETIME = 12;
  static final int YEAR = 13;
  static final int NEWDATE = 14;
  static final int VARCHAR = 15;
  static final int BIT = 16;
  static final int TIMESTAMP2 = 17;
  static final int DATETIME2 = 18;
  static final int TIME2 = 19;
  static final int BLOB_COMPRESSED = 140;
  static final int VARCHAR_COMPRESSED = 141;
  static final int VECTOR = 242;
  static final int JSON = 245;
  static final int NEWDECIMAL = 246;
  static final int ENUM = 247;
  static final int SET = 248;
  static final int BLOB = 252;
  static final int VAR_STRING = 253;
  static final int STRING = 254;
  static final int GEOMETRY = 255;

  /** How many bytes of the table's description tell of a type. */
  static int metaLength(int code) {
    return switch (code) {
      case FLOAT,
          DOUBLE,
          BLOB,
          BLOB_COMPRESSED,
          JSON,
          GEOMETRY,
          VECTOR,
          TIME2,
          DATETIME2,
          TIMESTAMP2 ->
          1;
      case VARCHAR, VARCHAR_COMPRESSED, VAR_STRING, BIT, NEWDECIMAL, STRING, ENUM, SET -> 2;
      case TINY, SHORT, INT24, LONG, LONGLONG, DATE, NEWDATE, TIME, DATETIME, TIMESTAMP, YEAR -> 0;
      default ->
          throw new IllegalStateException("Cannot read a column of the binary log's type " + code);
    };
  }

  static WireType of(int code, byte[] buffer, int offset) {
    return switch (code) {
      case STRING -> string(Bytes.uint8(buffer, offset), Bytes.uint8(buffer, offset + 1));
      case BIT ->
          new WireType(code, Bytes.uint8(buffer, offset) + 8 * Bytes.uint8(buffer, offset + 1));
      case ENUM, SET -> new WireType(code, Bytes.uint8(buffer, offset + 1));
      default -> new WireType(code, (int) Bytes.littleEndian(buffer, offset, metaLength(code)));
    };
  }

  /** Strings longer than 255 bytes have two bits of their length in the type. */
  private static WireType string(int type, int length) {
    if ((type & 0x30) != 0x30) {
      return new WireType(STRING, length | (((type & 0x30) ^ 0x30) << 4));
    }
    return new WireType(type, length);
  }

  /** Whether it is a time with a fraction of a second, if one of no digits. */
  boolean hasFraction() {
    return code == TIME2 || code == DATETIME2 || code == TIMESTAMP2;
  }

  boolean isText() {
    return switch (code) {
      case VARCHAR, VAR_STRING, STRING, BLOB, BLOB_COMPRESSED, VARCHAR_COMPRESSED -> true;
      default -> false;
    };
  }

  /** Whether a server's description of a table has a character set of it: some are blobs there. */
  boolean hasCharset(BinlogServer server) {
    return isText() || code == (server.mariaDb() ? GEOMETRY : VECTOR);
  }

  boolean isNumber() {
    return switch (code) {
      case TINY, SHORT, INT24, LONG, LONGLONG, FLOAT, DOUBLE, NEWDECIMAL -> true;
      default -> false;
    };
  }

  boolean isCompressed() {
    return code == BLOB_COMPRESSED || code == VARCHAR_COMPRESSED;
  }

  /**
   * How long a value is: so many bytes, or, when it is negative, as many bytes as the number in
   * front of it says, which has so many bytes.
   */
  int size() {
    return switch (code) {
      case TINY, YEAR -> 1;
      case SHORT -> 2;
      case INT24, DATE, NEWDATE, TIME -> 3;
      case LONG, FLOAT, TIMESTAMP -> 4;
      case LONGLONG, DOUBLE, DATETIME -> 8;
      case TIMESTAMP2 -> 4 + (meta + 1) / 2;
      case DATETIME2 -> 5 + (meta + 1) / 2;
      case TIME2 -> 3 + (meta + 1) / 2;
      case NEWDECIMAL -> Decimals.length(meta & 0xff, meta >> 8);
      case BIT -> Bytes.bitsLength(meta);
      case ENUM, SET -> meta;
      case VARCHAR, VARCHAR_COMPRESSED, VAR_STRING, STRING -> meta > 255 ? -2 : -1;
      default -> -meta;
    };
  }

  /**
   * What the values are, as far as the binary log tells.
   *
   * @param binary whether what may be a text is none
   */
  Kind kind(boolean binary) {
    return switch (code) {
      case TINY -> Kind.TINYINT;
      case SHORT -> Kind.SMALLINT;
      case INT24 -> Kind.MEDIUMINT;
      case LONG -> Kind.INT;
      case LONGLONG -> Kind.BIGINT;
      case NEWDECIMAL -> Kind.DECIMAL;
      case FLOAT -> Kind.FLOAT;
      case DOUBLE -> Kind.DOUBLE;
      case BIT -> Kind.BIT;
      case YEAR -> Kind.YEAR;
      case DATE, NEWDATE -> Kind.DATE;
      case TIME, TIME2 -> Kind.TIME;
      case DATETIME, DATETIME2 -> Kind.DATETIME;
      case TIMESTAMP, TIMESTAMP2 -> Kind.TIMESTAMP;
      case ENUM -> Kind.ENUM;
      case SET -> Kind.SET;
      case JSON -> Kind.JSON;
      case GEOMETRY -> Kind.GEOMETRY;
      case VECTOR -> Kind.VECTOR;
      case STRING -> binary ? Kind.BINARY : Kind.TEXT;
      default -> binary ? Kind.BYTES : Kind.TEXT;
    };
  }
}
