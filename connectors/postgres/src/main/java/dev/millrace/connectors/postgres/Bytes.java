package dev.millrace.connectors.postgres;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads what PostgreSQL's protocol is made of, big end first. */
final class Bytes {
  private static final VarHandle INT16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Bytes() {}

  static short int16(byte[] buffer, int offset) {
    return (short) INT16.get(buffer, offset);
  }

  static int int32(byte[] buffer, int offset) {
    return (int) INT32.get(buffer, offset);
  }

  static long int64(byte[] buffer, int offset) {
    return (long) INT64.get(buffer, offset);
  }

  static void putInt32(byte[] buffer, int offset, int value) {
    INT32.set(buffer, offset, value);
  }

  static void putInt64(byte[] buffer, int offset, long value) {
    INT64.set(buffer, offset, value);
  }

  /** Where a text that ends with a zero ends. */
  static int textEnd(byte[] buffer, int offset) {
    int end = offset;
    while (buffer[end] != 0) {
      end++;
    }
    return end;
  }

  static String text(byte[] buffer, int offset, int end) {
    return new String(buffer, offset, end - offset, StandardCharsets.UTF_8);
  }
}
