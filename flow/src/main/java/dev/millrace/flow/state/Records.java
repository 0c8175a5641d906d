package dev.millrace.flow.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a record stands in the log: key length, value length (4 bytes each, little endian), key,
 * value, up to the next multiple of 8. A value length of {@link #REMOVED} says that the key is
 * gone.
 */
final class Records {
  static final int REMOVED = -1;

  private static final int HEAD = 8;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Records() {}

  /** How much a record takes. */
  static long size(int keyLength, int valueLength) {
    return (HEAD + (long) keyLength + Math.max(0, valueLength) + 7) & ~7L;
  }

  static int size(ByteBuffer log, int at) {
    return (int) size(keyLength(log, at), valueLength(log, at));
  }

  static int keyLength(ByteBuffer log, int at) {
    return log.getInt(at);
  }

  static int valueLength(ByteBuffer log, int at) {
    return log.getInt(at + 4);
  }

  static void write(
      ByteBuffer log, int at, byte[] key, int keyLength, byte[] value, int valueLength) {
    log.putInt(at, keyLength);
    log.put(at + HEAD, key, 0, keyLength);
    writeValue(log, at, keyLength, value, valueLength);
  }

  static void writeValue(ByteBuffer log, int at, int keyLength, byte[] value, int valueLength) {
    log.putInt(at + 4, valueLength);
    if (valueLength > 0) {
      log.put(at + HEAD + keyLength, value, 0, valueLength);
    }
  }

  static void readKey(ByteBuffer log, int at, byte[] target) {
    log.get(at + HEAD, target, 0, keyLength(log, at));
  }

  static void readValue(ByteBuffer log, int at, byte[] target) {
    log.get(at + HEAD + keyLength(log, at), target, 0, valueLength(log, at));
  }

  /** Whether the record is of this key. */
  static boolean isOf(ByteBuffer log, int at, byte[] key, int length) {
    if (keyLength(log, at) != length) {
      return false;
    }
    int from = at + HEAD;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      if (log.getLong(from + i) != (long) LONGS.get(key, i)) {
        return false;
      }
    }
    for (; i < length; i++) {
      if (log.get(from + i) != key[i]) {
        return false;
      }
    }
    return true;
  }

  /** A hash of the key, all bits good. Multiply and fold, eight bytes at a time. */
  static long hash(byte[] key, int length) {
    long hash = 0x9E3779B97F4A7C15L ^ length;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      hash = mix(hash ^ (long) LONGS.get(key, i));
    }
    long rest = 0;
    for (; i < length; i++) {
      rest = (rest << 8) | (key[i] & 0xFF);
    }
    return mix(mix(hash ^ rest));
  }

  private static long mix(long value) {
    long high = Math.multiplyHigh(value, 0xD6E8FEB86659FD93L);
    return (value * 0xD6E8FEB86659FD93L) ^ high ^ (value >>> 32);
  }
}
