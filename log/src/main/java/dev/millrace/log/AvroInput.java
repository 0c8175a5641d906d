package dev.millrace.log;

/** Reads Avro's binary forms from a byte array. Reused from record to record. */
final class AvroInput {
  private byte[] buffer = new byte[0];
  private int at;

  void reset(byte[] bytes, int from) {
    buffer = bytes;
    at = from;
  }

  byte[] buffer() {
    return buffer;
  }

  int at() {
    return at;
  }

  void skip(int bytes) {
    at += bytes;
  }

  int readByte() {
    return buffer[at++];
  }

  long readLong() {
    long zigzag = 0;
    int shift = 0;
    byte part;
    do {
      part = buffer[at++];
      zigzag |= (part & 0x7fL) << shift;
      shift += 7;
    } while (part < 0);
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  int readInt() {
    return (int) readLong();
  }

  long readLittleEndian(int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (buffer[at++] & 0xffL) << (8 * i);
    }
    return value;
  }

  /** A two's complement of at most eight bytes, big end first. */
  long readCompact(int length) {
    long value = buffer[at];
    for (int i = 1; i < length; i++) {
      value = (value << 8) | (buffer[at + i] & 0xff);
    }
    at += length;
    return value;
  }
}
