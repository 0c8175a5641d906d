package dev.millrace.log;

import java.util.Arrays;

/** A growing buffer that writes Avro's binary forms. Reused from record to record. */
final class AvroOutput {
  private byte[] buffer = new byte[512];
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  byte[] bytes() {
    return Arrays.copyOf(buffer, size);
  }

  void writeByte(int value) {
    room(1);
    buffer[size++] = (byte) value;
  }

  /** Avro's int and long have the same form: zigzag, seven bits a byte, low bits first. */
  void writeLong(long value) {
    room(10);
    long zigzag = (value << 1) ^ (value >> 63);
    while ((zigzag & ~0x7fL) != 0) {
      buffer[size++] = (byte) (zigzag | 0x80);
      zigzag >>>= 7;
    }
    buffer[size++] = (byte) zigzag;
  }

  void writeLittleEndian(long value, int bytes) {
    room(bytes);
    for (int i = 0; i < bytes; i++) {
      buffer[size++] = (byte) (value >>> (8 * i));
    }
  }

  void writeRaw(byte[] bytes, int offset, int length) {
    room(length);
    System.arraycopy(bytes, offset, buffer, size, length);
    size += length;
  }

  void writeBytes(byte[] bytes, int offset, int length) {
    writeLong(length);
    writeRaw(bytes, offset, length);
  }

  /** The shortest two's complement of a number, big end first, as Avro's decimal wants it. */
  void writeCompactDecimal(long unscaled) {
    int length = 1;
    while (length < 8
        && (unscaled >> (8 * length - 1)) != 0
        && (unscaled >> (8 * length - 1)) != -1) {
      length++;
    }
    writeLong(length);
    room(length);
    for (int i = length - 1; i >= 0; i--) {
      buffer[size++] = (byte) (unscaled >> (8 * i));
    }
  }

  /** Copies a range written before to another output. */
  void copyTo(AvroOutput other, int from, int to) {
    other.writeRaw(buffer, from, to - from);
  }

  private void room(int bytes) {
    if (size + bytes > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + bytes));
    }
  }
}
