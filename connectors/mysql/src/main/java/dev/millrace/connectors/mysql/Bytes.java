package dev.millrace.connectors.mysql;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads what the binary log is made of: little end first, but for a few parts of values. */
final class Bytes {
  private static final VarHandle INT16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Bytes() {}

  static int uint8(byte[] buffer, int offset) {
    return buffer[offset] & 0xff;
  }

  static int int16(byte[] buffer, int offset) {
    return (short) INT16.get(buffer, offset);
  }

  static int uint16(byte[] buffer, int offset) {
    return (short) INT16.get(buffer, offset) & 0xffff;
  }

  static int int24(byte[] buffer, int offset) {
    return uint16(buffer, offset) | (buffer[offset + 2] << 16);
  }

  static int uint24(byte[] buffer, int offset) {
    return int24(buffer, offset) & 0xffffff;
  }

  static int int32(byte[] buffer, int offset) {
    return (int) INT32.get(buffer, offset);
  }

  static long uint32(byte[] buffer, int offset) {
    return Integer.toUnsignedLong((int) INT32.get(buffer, offset));
  }

  static long uint48(byte[] buffer, int offset) {
    return uint32(buffer, offset) | ((long) uint16(buffer, offset + 4) << 32);
  }

  static long uint56(byte[] buffer, int offset) {
    return uint32(buffer, offset) | ((long) uint24(buffer, offset + 4) << 32);
  }

  static long int64(byte[] buffer, int offset) {
    return (long) INT64.get(buffer, offset);
  }

  /** A number without sign of so many bytes, big end first. */
  static long bigEndian(byte[] buffer, int offset, int length) {
    long value = 0;
    for (int i = offset; i < offset + length; i++) {
      value = (value << 8) | (buffer[i] & 0xff);
    }
    return value;
  }

  /** A number without sign of so many bytes. */
  static long littleEndian(byte[] buffer, int offset, int length) {
    long value = 0;
    for (int i = offset + length - 1; i >= offset; i--) {
      value = (value << 8) | (buffer[i] & 0xff);
    }
    return value;
  }

  /** Whether a bit is set in a field of bits. */
  static boolean bit(byte[] buffer, int offset, int index) {
    return (buffer[offset + (index >> 3)] & (1 << (index & 7))) != 0;
  }

  /** How many bytes a field of bits takes. */
  static int bitsLength(int bits) {
    return (bits + 7) >> 3;
  }

  static String text(byte[] buffer, int offset, int length) {
    return new String(buffer, offset, length, StandardCharsets.UTF_8);
  }

  /** Reads one thing after another. */
  static final class Cursor {
    final byte[] buffer;
    int at;

    Cursor(byte[] buffer, int offset) {
      this.buffer = buffer;
      this.at = offset;
    }

    int uint8() {
      return buffer[at++] & 0xff;
    }

    int uint16() {
      at += 2;
      return Bytes.uint16(buffer, at - 2);
    }

    long uint32() {
      at += 4;
      return Bytes.uint32(buffer, at - 4);
    }

    long uint48() {
      at += 6;
      return Bytes.uint48(buffer, at - 6);
    }

    long int64() {
      at += 8;
      return Bytes.int64(buffer, at - 8);
    }

    /** A number with its length in front. */
    int packed() {
      return Math.toIntExact(packedLong());
    }

    long packedLong() {
      int first = uint8();
      int length =
          switch (first) {
            case 0xfc -> 2;
            case 0xfd -> 3;
            case 0xfe -> 8;
            default -> 0;
          };
      if (length == 0) {
        return first;
      }
      at += length;
      return littleEndian(buffer, at - length, length);
    }

    /** A number of the servers' newer serialisation: its first byte's ones tell its length. */
    long compact() {
      int first = uint8();
      int more = Integer.numberOfTrailingZeros(~first);
      if (more >= 8) {
        return int64();
      }
      long value = first >> (more + 1);
      value |= littleEndian(buffer, at, more) << (7 - more);
      at += more;
      return value;
    }

    String text(int length) {
      at += length;
      return Bytes.text(buffer, at - length, length);
    }
  }
}
